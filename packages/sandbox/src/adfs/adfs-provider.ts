import Provider, { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { grantAllAsked } from '../identity/grant-all-asked.ts';
import type { SigningKeys } from '../identity/signing-keys.ts';
import { adfsNow, adfsTokenClaims } from './adfs-claims.ts';
import type { AdfsDirectory } from './adfs-directory.ts';

const HOUR = 3_600;
/** Identifiers that are no URIs go through oidc-provider as URNs. */
const PLAIN = 'urn:plain:';

/** What the provider works with. */
export interface AdfsProviderOptions {
  readonly origin: string;
  readonly directory: AdfsDirectory;
  readonly keys: SigningKeys;
}

/** The query of an authorization request as oidc-provider understands it: AD FS needs no scope and takes any identifier. */
export function readableQuery(query: URLSearchParams): URLSearchParams {
  const readable = new URLSearchParams(query);
  const resource = readable.get('resource');
  if (resource !== null && !/^[a-z][a-z0-9+.-]*:/i.test(resource)) {
    readable.set('resource', `${PLAIN}${resource}`);
  }
  if (!readable.has('scope')) readable.set('scope', 'user_impersonation');
  return readable;
}

/** The OpenID provider behind AD FS 2019, for the present keys. */
export function createAdfsProvider(options: AdfsProviderOptions): Provider {
  const { origin, directory, keys } = options;
  const { privateKey, publicJwk } = keys.current;
  const configuration: Configuration = {
    clients: directory.settings.clients.map(({ clientId, redirectUris }) => ({
      client_id: clientId,
      token_endpoint_auth_method: 'none',
      redirect_uris: [...redirectUris],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
    })),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), ...publicJwk, alg: 'RS256' }] },
    cookies: { keys: ['sandbox'] },
    features: { devInteractions: { enabled: false }, resourceIndicators: resourcesOf(directory) },
    interactions: { url: (_ctx, { uid }) => `/adfs/interaction/${uid}` },
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      jwks: '/oidc/keys',
      userinfo: '/userinfo',
      end_session: '/oauth2/logout',
    },
    scopes: ['openid', 'profile', 'email', 'allatclaims', 'user_impersonation', 'offline_access'],
    issueRefreshToken: async () => true,
    claims: { openid: ['sub', 'upn', 'unique_name'] },
    pkce: { required: () => false },
    expiresWithSession: async () => false,
    ttl: {
      AccessToken: HOUR,
      IdToken: HOUR,
      AuthorizationCode: 600,
      RefreshToken: 8 * HOUR,
      Session: 8 * HOUR,
      Grant: 8 * HOUR,
      Interaction: HOUR,
    },
    loadExistingGrant: grantAllAsked,
    formats: { customizers: { jwt: (_ctx, token, parts) => adfsForm({ token, parts }, options) } },
    findAccount: async (_ctx, id) => {
      const user = directory.user(id);
      if (user === null || user.disabled) return undefined;
      return { accountId: id, claims: async () => ({ sub: id, upn: id, unique_name: id }) };
    },
  };
  return new Provider(`${origin}/adfs`, configuration);
}

function resourcesOf(directory: AdfsDirectory) {
  return {
    enabled: true,
    useGrantedResource: async () => true,
    getResourceServerInfo: async (_ctx: KoaContextWithOIDC, resource: string) => {
      if (!directory.hasResource(identifierOf(resource))) throw new errors.InvalidTarget();
      return {
        scope: 'user_impersonation openid',
        accessTokenFormat: 'jwt' as const,
        jwt: { sign: { alg: 'RS256' as const } },
      };
    },
  };
}

type Customized = Parameters<
  NonNullable<NonNullable<NonNullable<Configuration['formats']>['customizers']>['jwt']>
>;

/** Gives an access token the header and the claims that those of AD FS have. */
function adfsForm(
  { token, parts }: { readonly token: Customized[1]; readonly parts: Customized[2] },
  { origin, directory, keys }: AdfsProviderOptions,
): void {
  const { payload } = parts;
  const user = 'accountId' in token ? directory.user(String(token.accountId)) : null;
  if (user === null) return;
  const { settings } = directory;
  const clientId = token.clientId ?? '';
  const resource = identifierOf(String(payload.aud));
  const iat = adfsNow(settings);
  const own = { scp: payload.scope, upn: user.username, unique_name: user.username, iat, exp: iat + HOUR };
  for (const name of ['scope', 'client_id', 'jti', 'sub']) delete payload[name];
  Object.assign(payload, adfsTokenClaims({ origin, settings, user, clientId, resource }), own);
  parts.header = { ...parts.header, typ: 'JWT', x5t: keys.current.kid };
}

function identifierOf(resource: string): string {
  return resource.startsWith(PLAIN) ? resource.slice(PLAIN.length) : resource;
}
