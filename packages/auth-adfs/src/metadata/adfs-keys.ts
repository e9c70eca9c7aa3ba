import { fetchMetadata, type HttpClient } from '@vmrkit/core';
import type { CryptoKey } from 'jose';
import type { AdfsSignInSettings } from '../sign-in/adfs-sign-in-settings.ts';
import { readDiscoveryDocument, readKeySet } from './discovery.ts';
import { readFederationMetadata } from './federation-metadata.ts';
import { type PublishedKey, unusable } from './published-key.ts';

/** Stands for the id of a token that names no key. */
export const NO_KEY_ID = '';

/** What proves a token that names a key: who issued it, and the keys that it may be signed with. */
export interface AdfsKeys {
  readonly issuer: string;
  readonly keys: readonly CryptoKey[];
}

type MetadataSettings = Pick<AdfsSignInSettings, 'token_uri' | 'metadata_url' | 'server_version'>;

/** Where AD FS publishes what it is. */
export function metadataUrlOf({ token_uri, metadata_url, server_version }: MetadataSettings): URL {
  const usual =
    server_version === '2012r2'
      ? '/FederationMetadata/2007-06/FederationMetadata.xml'
      : '/adfs/.well-known/openid-configuration';
  return new URL(metadata_url ?? usual, token_uri);
}

/**
 * Fetches issuer and signing keys, by the ids that tokens name the keys by, and all of them under {@link NO_KEY_ID}. An id
 * that stands for two keys stands for none. Rejects as {@link fetchMetadata} does, and with UnavailableError
 * `ERR_ADFS_METADATA` for documents that are none, or name keys of another server.
 */
export async function fetchAdfsKeys(
  settings: MetadataSettings,
  client: Pick<HttpClient, 'fetch'>,
): Promise<ReadonlyMap<string, AdfsKeys>> {
  const url = metadataUrlOf(settings);
  const text = await fetchMetadata(url, client);
  if (settings.server_version === '2012r2') {
    const { issuer, keys } = await readFederationMetadata(text);
    return byId(issuer, keys);
  }
  const { issuer, keysAt } = readDiscoveryDocument(text);
  const keysUrl = URL.canParse(keysAt) ? new URL(keysAt) : null;
  const trusted = [url.origin, new URL(settings.token_uri).origin];
  if (keysUrl === null || !trusted.includes(keysUrl.origin)) {
    throw unusable(`its keys should be at ${trusted[0]}, and are at ${keysUrl?.origin ?? 'no address'}`);
  }
  return byId(issuer, await readKeySet(await fetchMetadata(keysUrl, client)));
}

function byId(issuer: string, published: readonly PublishedKey[]): ReadonlyMap<string, AdfsKeys> {
  if (published.length === 0) throw unusable('it has no key that signs');
  const found = new Map<string, AdfsKeys>([[NO_KEY_ID, { issuer, keys: published.map(({ key }) => key) }]]);
  for (const { ids, key, material } of published) {
    for (const id of ids) {
      const isAmbiguous = published.some((other) => other.ids.includes(id) && other.material !== material);
      if (!isAmbiguous) found.set(id, { issuer, keys: [key] });
    }
  }
  return found;
}
