import { fetchMetadata, type HttpClient, UnavailableError } from '@vmrkit/core';
import { type CryptoKey, importJWK } from 'jose';
import { z } from 'zod';

const MOST_KEYS = 64;

const discoverySchema = z.object({ issuer: z.string().max(2_048), jwks_uri: z.string().max(2_048) });

const keySchema = z.object({
  kty: z.string(),
  kid: z.string().max(200).default(''),
  use: z.string().optional(),
  alg: z.string().optional(),
  x5t: z.string().max(200).optional(),
  n: z.string().max(2_000).optional(),
  e: z.string().max(20).optional(),
  issuer: z.string().max(2_048).optional(),
});

const keySetSchema = z.object({ keys: z.array(keySchema).max(MOST_KEYS) });

/** A key that signs tokens. */
export interface EntraKey {
  readonly key: CryptoKey;
  /** Thumbprint of its certificate; null: the document names none. */
  readonly thumbprint: string | null;
}

/** Where the keys of one tenant are published. */
export interface EntraKeySource {
  /** The OpenID Connect discovery document. */
  readonly metadataUrl: URL;
  /** What the document must say that it is. */
  readonly issuer: string;
  readonly tenantId: string;
  /** With `appid` in the query Entra shows keys of this application's own as well. */
  readonly clientId: string;
  readonly client: Pick<HttpClient, 'fetch'>;
}

/**
 * Fetches the signing keys of one tenant by their id. An id that stands for two different keys stands for none, and
 * so does a key that the document gives to another issuer. Rejects as {@link fetchMetadata} does, and with
 * UnavailableError `ERR_TOKEN_KEYS_UNAVAILABLE` for a document of another issuer, with keys on another host, or none.
 */
export async function fetchEntraKeys(source: EntraKeySource): Promise<ReadonlyMap<string, EntraKey>> {
  const { metadataUrl, clientId, client } = source;
  const fetchFor = async (url: URL) => {
    const asked = new URL(url);
    asked.searchParams.set('appid', clientId);
    return parsedJson(await fetchMetadata(asked, client));
  };
  const discovery = discoverySchema.safeParse(await fetchFor(metadataUrl));
  if (!discovery.success) throw unavailable('What the metadata URL gives is no discovery document.');
  const { issuer, jwks_uri: keysAt } = discovery.data;
  if (!isIssuer(issuer, source)) throw unavailable('The metadata document belongs to another issuer.');
  const keysUrl = URL.canParse(keysAt) ? new URL(keysAt) : null;
  if (keysUrl === null || ![metadataUrl.origin, new URL(source.issuer).origin].includes(keysUrl.origin)) {
    throw unavailable('The keys are published on another host.');
  }
  const keySet = keySetSchema.safeParse(await fetchFor(keysUrl));
  if (!keySet.success) throw unavailable('What is published is no set of keys.');
  return imported(keySet.data.keys, source);
}

async function imported(
  listed: readonly z.output<typeof keySchema>[],
  source: EntraKeySource,
): Promise<ReadonlyMap<string, EntraKey>> {
  const usable = listed.filter(
    ({ kty, use = 'sig', alg = 'RS256', issuer }) =>
      kty === 'RSA' && use === 'sig' && alg === 'RS256' && (issuer === undefined || isIssuer(issuer, source)),
  );
  const keys = new Map<string, EntraKey>();
  for (const { kid, n = '', e = '', x5t } of usable) {
    if (usable.some((other) => other.kid === kid && (other.n !== n || other.e !== e))) continue;
    const key = await importJWK({ kty: 'RSA', n, e }, 'RS256').catch(() => null);
    if (key !== null && !(key instanceof Uint8Array)) keys.set(kid, { key, thumbprint: x5t ?? null });
  }
  return keys;
}

/** Documents for several tenants write `{tenantid}` for each of them. */
function isIssuer(published: string, { issuer, tenantId }: EntraKeySource): boolean {
  return published.replace('{tenantid}', tenantId) === issuer;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unavailable(message: string): UnavailableError {
  return new UnavailableError(message, { code: 'ERR_TOKEN_KEYS_UNAVAILABLE' });
}
