import { createHash } from 'node:crypto';
import type { EntraApp, EntraUser } from './entra-directory.ts';

/** Audience of tokens for Graph. */
export const GRAPH = 'https://graph.microsoft.com';

/** Whose token it is, and for what. */
export interface AccessTokenSubject {
  readonly origin: string;
  readonly tenantId: string;
  /** Null: the application itself. */
  readonly user: EntraUser | null;
  /** Who asked for it. */
  readonly client: EntraApp;
  /** The API's registration; null: Graph. */
  readonly api: EntraApp | null;
  /** Short names. */
  readonly scopes: readonly string[];
}

/** What an access token says besides its times, in the form that the API's registration asks for. */
export function accessTokenClaims(subject: AccessTokenSubject): Record<string, unknown> {
  const { origin, tenantId, user, client, api, scopes } = subject;
  const isV2 = api?.accessTokenVersion === 2;
  const common = { tid: tenantId, ver: isV2 ? '2.0' : '1.0' };
  const from = isV2
    ? { aud: api.clientId, iss: `${origin}/${tenantId}/v2.0`, azp: client.clientId, azpacr: '1' }
    : {
        aud: api === null ? GRAPH : (api.idUri ?? `api://${api.clientId}`),
        iss: `https://sts.windows.net/${tenantId}/`,
        appid: client.clientId,
        appidacr: '1',
      };
  if (user === null) {
    const oid = objectIdOfApp(client);
    return { ...common, ...from, oid, sub: oid, idtyp: 'app', roles: api === null ? client.graphRoles : [] };
  }
  const { objectId: oid, name, username } = user;
  const names = isV2 ? { name, preferred_username: username } : { name, upn: username };
  const sub = pairwise(oid, api?.clientId ?? GRAPH);
  return { ...common, ...from, ...names, ...guestClaims(user), oid, sub, scp: scopes.join(' ') };
}

/** What an id token may say of a user; the scopes decide what of it is issued. */
export function idTokenClaims(tenantId: string, user: EntraUser): Record<string, unknown> {
  const { objectId, name, username, mail, emailClaim, emailVerified } = user;
  const email = emailClaim ?? mail;
  return {
    sub: objectId,
    tid: tenantId,
    ver: '2.0',
    oid: objectId,
    name,
    preferred_username: username,
    ...guestClaims(user),
    ...(email === null ? {} : { email }),
    ...(email === null || emailVerified === undefined ? {} : { xms_edov: emailVerified }),
  };
}

/** The subject that one application sees of a user. */
export function pairwise(objectId: string, clientId: string): string {
  return createHash('sha256').update(`${objectId} ${clientId}`).digest('base64url');
}

function guestClaims({ guestOf }: EntraUser): object {
  return guestOf === null ? {} : { acct: 1, idp: `https://sts.windows.net/${guestOf}/` };
}

/** Object id of the service principal of an application: the same as long as it lives. */
function objectIdOfApp({ clientId }: EntraApp): string {
  const hex = createHash('sha256').update(clientId).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
