import { importJWK } from 'jose';
import { z } from 'zod';
import { type PublishedKey, unusable } from './published-key.ts';

const MOST_KEYS = 64;

const discoverySchema = z.object({
  issuer: z.string().min(1).max(2_048),
  /** `iss` of access tokens, which is another one than that of id tokens. */
  access_token_issuer: z.string().min(1).max(2_048).optional(),
  jwks_uri: z.string().max(2_048),
});

const keySetSchema = z.object({
  keys: z
    .array(
      z.object({
        kty: z.string(),
        use: z.string().optional(),
        alg: z.string().optional(),
        kid: z.string().min(1).max(200).optional(),
        x5t: z.string().min(1).max(200).optional(),
        n: z.string().max(2_000).optional(),
        e: z.string().max(20).optional(),
      }),
    )
    .max(MOST_KEYS),
});

/** Reads the discovery document of AD FS 2016 and later. Throws UnavailableError `ERR_ADFS_METADATA`. */
export function readDiscoveryDocument(text: string): { readonly issuer: string; readonly keysAt: string } {
  const parsed = discoverySchema.safeParse(parsedJson(text));
  if (!parsed.success) throw unusable('expected a discovery document, and it is none');
  const { issuer, access_token_issuer, jwks_uri } = parsed.data;
  return { issuer: access_token_issuer ?? issuer, keysAt: jwks_uri };
}

/** Reads the RSA keys of a key set. Throws UnavailableError `ERR_ADFS_METADATA`. */
export async function readKeySet(text: string): Promise<readonly PublishedKey[]> {
  const parsed = keySetSchema.safeParse(parsedJson(text));
  if (!parsed.success) throw unusable('expected a set of keys, and it is none');
  const published: PublishedKey[] = [];
  for (const { kty, use = 'sig', alg = 'RS256', kid, x5t, n = '', e = '' } of parsed.data.keys) {
    if (kty !== 'RSA' || use !== 'sig' || alg !== 'RS256') continue;
    const key = await importJWK({ kty, n, e }, 'RS256').catch(() => null);
    if (key === null || key instanceof Uint8Array) continue;
    published.push({ ids: [kid, x5t].filter((id) => id !== undefined), key, material: `${n} ${e}` });
  }
  return published;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}
