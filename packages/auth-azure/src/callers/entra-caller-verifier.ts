import {
  type Caller,
  type CallerVerifier,
  type Clock,
  checkTokenLifetime,
  type Http,
  type IntegrationRef,
  type Logger,
  METADATA_LIMITS,
  NotAuthenticatedError,
  quoted,
  SigningKeys,
} from '@vmrkit/core';
import { compactVerify } from 'jose';
import { type EntraAccessToken, looksLikeEntraToken, readEntraToken } from './entra-access-token.ts';
import type { EntraCallerSettings } from './entra-caller-settings.ts';
import { type EntraKey, fetchEntraKeys } from './entra-keys.ts';

/** What the verifier works with. */
export interface EntraCallerVerifierOptions {
  readonly http: Http;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly logger: Logger;
  readonly settings: EntraCallerSettings;
}

/** A tenant whose tokens are accepted. */
interface PinnedTenant {
  readonly issuer: string;
  readonly keys: SigningKeys<EntraKey>;
}

/**
 * Verifies Entra access tokens for the API of the add-in, as nested app authentication obtains them (S7.2; Microsoft
 * identity platform, "Secure applications and APIs by validating claims"): audience, version and form, then tenant and
 * issuer, lifetime, application and scope, before any request, then the signature by a published key. Key and person
 * are told by tenant and object id, never by an address.
 */
export function createEntraCallerVerifier(options: EntraCallerVerifierOptions): CallerVerifier {
  const { settings } = options;
  const { client_id, app_id_uri, scope, app_ids, allow_guests } = settings;
  const tenants = pinnedTenants(options);
  const audiences = [
    client_id,
    `api://${client_id}`,
    ...(app_id_uri === null ? [] : [app_id_uri.toLowerCase()]),
  ];
  const apps = app_ids.length > 0 ? app_ids : [client_id];
  return {
    recognises: looksLikeEntraToken,
    async verify(token, { integration, at }) {
      const claimed = readEntraToken(token, audiences);
      const { keys } = tenantOf(claimed, tenants);
      checkTokenLifetime(claimed, at);
      if (!apps.includes(claimed.appId)) {
        throw refused(
          'ERR_ENTRA_TOKEN_APP',
          `The token was given to application ${claimed.appId}, not to ${apps}.`,
        );
      }
      if (!claimed.scopes.includes(scope)) {
        const came = quoted(claimed.scopes.join(' '));
        throw refused('ERR_ENTRA_TOKEN_SCOPE', `The token lacks the scope ${scope}; it has ${came}.`);
      }
      if (claimed.isGuest && !allow_guests) {
        throw refused('ERR_ENTRA_TOKEN_GUEST', `The account is a guest of tenant ${claimed.tenantId}.`);
      }
      await checkSignature(token, { claimed, key: await keys.keyFor(claimed.keyId) });
      return callerOf(claimed, integration);
    },
  };
}

function pinnedTenants({
  http,
  clock,
  logger,
  settings: { tenant_ids, authority, metadata_url, client_id: clientId, bypass_web_proxy: bypassWebProxy },
}: EntraCallerVerifierOptions): ReadonlyMap<string, PinnedTenant> {
  const client = http.client({ ...METADATA_LIMITS, bypassWebProxy });
  const usual = `${authority}/{tenant_id}/v2.0/.well-known/openid-configuration`;
  return new Map(
    tenant_ids.map((tenantId) => {
      const issuer = `${authority}/${tenantId}/v2.0`;
      const metadataUrl = new URL((metadata_url ?? usual).replace('{tenant_id}', tenantId));
      const fetch = () => fetchEntraKeys({ metadataUrl, issuer, tenantId, clientId, client });
      const about = { host: metadataUrl.host, tenant: tenantId };
      return [tenantId, { issuer, keys: new SigningKeys({ fetch, clock, logger, about }) }];
    }),
  );
}

function tenantOf(
  { tenantId, issuer }: EntraAccessToken,
  tenants: ReadonlyMap<string, PinnedTenant>,
): PinnedTenant {
  const tenant = tenants.get(tenantId);
  if (tenant === undefined) {
    throw refused(
      'ERR_ENTRA_TOKEN_TENANT',
      `The token comes from tenant ${tenantId}, which is not configured.`,
    );
  }
  if (tenant.issuer === issuer) return tenant;
  throw refused('ERR_ENTRA_TOKEN_TENANT', `Expected the issuer ${tenant.issuer}, came ${quoted(issuer)}.`);
}

async function checkSignature(
  token: string,
  { claimed, key }: { readonly claimed: EntraAccessToken; readonly key: EntraKey },
): Promise<void> {
  const isSameCertificate =
    claimed.thumbprint === null || key.thumbprint === null || claimed.thumbprint === key.thumbprint;
  try {
    if (isSameCertificate) {
      await compactVerify(token, key.key, { algorithms: ['RS256'] });
      return;
    }
  } catch {
    // The same answer whatever is wrong with it.
  }
  throw refused('ERR_TOKEN_SIGNATURE', 'The signature of the token is wrong.');
}

function callerOf(
  { tenantId: directory, objectId, expiresAt }: EntraAccessToken,
  { tenantId, integrationId }: IntegrationRef,
): Caller {
  const key = `entra/${directory}/${objectId}`;
  return { tenantId, integrationId, key, provider: 'entra', expiresAt };
}

function refused(code: string, message: string): NotAuthenticatedError {
  return new NotAuthenticatedError(message, { code });
}
