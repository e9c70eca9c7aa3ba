import { X509Certificate } from 'node:crypto';
import Provider, {
  type ClientMetadata,
  type Configuration,
  errors,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { grantAllAsked } from '../identity/grant-all-asked.ts';
import type { SigningKeys } from '../identity/signing-keys.ts';
import { accessTokenClaims, GRAPH, idTokenClaims, pairwise } from './entra-claims.ts';
import { type EntraApp, type EntraDirectory, idUriOf } from './entra-directory.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Delegated permissions for Graph that any application may ask for. */
const graphScopes = ['User.Read', 'Mail.Read', 'Calendars.ReadWrite'];
const openidScopes = ['openid', 'offline_access', 'profile', 'email'];

/** Every form in which a scope of Graph is asked for; the simulated one answers at the same address as Entra. */
function graphScopesAt(origin: string): readonly string[] {
  const full = [GRAPH, origin].flatMap((base) =>
    [...graphScopes, '.default'].map((name) => `${base}/${name}`),
  );
  return [...graphScopes, ...full];
}

/** What the provider of one tenant works with. */
export interface EntraProviderOptions {
  readonly origin: string;
  readonly tenantId: string;
  readonly directory: EntraDirectory;
  readonly keys: SigningKeys;
}

/** The OpenID provider behind one tenant's endpoints, for the present keys and app registrations. */
export function createEntraProvider(options: EntraProviderOptions): Provider {
  const { origin, tenantId, directory, keys } = options;
  const { privateKey, publicJwk } = keys.current;
  const apiScopes = directory.apps.flatMap((app) =>
    [...app.scopes, '.default'].map((name) => `${idUriOf(app)}/${name}`),
  );
  const configuration: Configuration = {
    clients: directory.apps.map(clientOf),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), ...publicJwk, alg: 'RS256' }] },
    cookies: { keys: ['sandbox'] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: resourcesOf(directory, graphScopesAt(origin)),
    },
    interactions: { url: (_ctx, { uid }) => `/${tenantId}/interaction/${uid}` },
    routes: {
      authorization: '/oauth2/v2.0/authorize',
      token: '/oauth2/v2.0/token',
      jwks: '/oidc/keys',
      userinfo: '/oidc/userinfo',
      end_session: '/oauth2/v2.0/logout',
    },
    scopes: [...openidScopes, ...graphScopesAt(origin), ...apiScopes],
    claims: {
      openid: ['sub', 'tid', 'ver', 'acct', 'idp'],
      profile: ['name', 'preferred_username', 'oid'],
      email: ['email', 'xms_edov'],
    },
    conformIdTokenClaims: false,
    subjectTypes: ['pairwise'],
    pairwiseIdentifier: (_ctx, accountId, client) => pairwise(accountId, client.clientId),
    pkce: { required: () => false },
    expiresWithSession: async () => false,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: {
      AccessToken: HOUR,
      ClientCredentials: HOUR,
      IdToken: HOUR,
      AuthorizationCode: 600,
      RefreshToken: 90 * DAY,
      Session: DAY,
      Grant: 90 * DAY,
      Interaction: HOUR,
    },
    enabledJWA: { clientAuthSigningAlgValues: ['PS256', 'RS256'] },
    clientBasedCORS: () => true,
    loadExistingGrant: grantAllAsked,
    formats: { customizers: { jwt: (ctx, token, parts) => entraForm({ ctx, token, parts }, options) } },
    findAccount: async (_ctx, id) => {
      const user = directory.userById(tenantId, id);
      if (user === null || user.disabled) return undefined;
      return { accountId: id, claims: async () => ({ ...idTokenClaims(tenantId, user), sub: id }) };
    },
  };
  return new Provider(`${origin}/${tenantId}/v2.0`, configuration);
}

function clientOf({ clientId, secret, certificate, redirectUris }: EntraApp): ClientMetadata {
  const isPublic = secret === null && certificate === null;
  return {
    client_id: clientId,
    ...(secret !== null && certificate === null ? { client_secret: secret } : {}),
    ...(certificate === null ? {} : { jwks: { keys: [publicKeyOf(certificate)] } }),
    token_endpoint_auth_method:
      certificate !== null ? 'private_key_jwt' : isPublic ? 'none' : 'client_secret_post',
    redirect_uris: [...redirectUris],
    response_types: redirectUris.length > 0 ? ['code'] : [],
    grant_types: [
      ...(redirectUris.length > 0 ? ['authorization_code', 'refresh_token'] : []),
      ...(isPublic ? [] : ['client_credentials']),
    ],
    subject_type: 'pairwise',
  };
}

function publicKeyOf(certificate: string) {
  const { n = '', e = '' } = new X509Certificate(certificate).publicKey.export({ format: 'jwk' });
  return { kty: 'RSA', use: 'sig', n, e };
}

/** Scopes decide for which API a token is: v2.0 has no `resource`. */
function resourcesOf(directory: EntraDirectory, ofGraph: readonly string[]) {
  const resourceOf = (scopes: readonly string[]) => {
    for (const scope of scopes) {
      const api = directory.apiOfScope(scope);
      if (api !== null) return idUriOf(api);
      if (ofGraph.includes(scope)) return GRAPH;
    }
    return undefined;
  };
  return {
    enabled: true,
    useGrantedResource: async () => true,
    defaultResource: async (ctx: KoaContextWithOIDC) =>
      resourceOf(String(ctx.oidc.params?.scope ?? '').split(' ')) ?? [],
    getResourceServerInfo: async (_ctx: KoaContextWithOIDC, resource: string) => {
      const api = directory.apps.find((app) => idUriOf(app) === resource);
      if (resource !== GRAPH && api === undefined) throw new errors.InvalidTarget();
      const ofApi = [...(api?.scopes ?? []), '.default'].map((name) => `${resource}/${name}`);
      return {
        scope: (api === undefined ? ofGraph : ofApi).join(' '),
        accessTokenFormat: 'jwt' as const,
        jwt: { sign: { alg: 'RS256' as const } },
      };
    },
  };
}

type Customized = Parameters<
  NonNullable<NonNullable<NonNullable<Configuration['formats']>['customizers']>['jwt']>
>;

/** Gives an access token the header and the claims that Entra's have. */
function entraForm(
  {
    token,
    parts,
  }: { readonly ctx: Customized[0]; readonly token: Customized[1]; readonly parts: Customized[2] },
  { origin, tenantId, directory, keys }: EntraProviderOptions,
): void {
  const { payload } = parts;
  const client = directory.app(token.clientId ?? '');
  if (client === null) return;
  const audience = String(payload.aud);
  const api = directory.apps.find((app) => idUriOf(app) === audience) ?? null;
  const user = 'accountId' in token ? directory.userById(tenantId, String(token.accountId)) : null;
  const scopes = String(payload.scope ?? '')
    .split(' ')
    .map((scope) => scope.split('/').at(-1) ?? '');
  for (const name of ['scope', 'client_id', 'jti']) delete payload[name];
  Object.assign(payload, accessTokenClaims({ origin, tenantId, user, client, api, scopes }), {
    nbf: payload.iat,
  });
  parts.header = { ...parts.header, typ: 'JWT', x5t: keys.current.kid };
}
