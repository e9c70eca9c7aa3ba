import { createHash } from 'node:crypto';
import { UnavailableError } from '@vmrkit/core';
import { type CryptoKey, importX509 } from 'jose';
import { z } from 'zod';
import { base64url } from './exchange-identity-token.ts';

const MOST_KEYS = 32;

const documentSchema = z.object({
  keys: z
    .array(
      z.object({
        usage: z.string().optional(),
        keyinfo: z.object({ x5t: z.string().max(100) }),
        keyvalue: z.object({
          type: z.string(),
          value: z
            .string()
            .max(20_000)
            .regex(/^[A-Za-z0-9+/=\s]+$/),
        }),
      }),
    )
    .max(MOST_KEYS),
});

/**
 * The signing keys of an Exchange authentication metadata document, by the thumbprint of their certificate (SHA-1 of
 * the DER, base64url). A key whose certificate has another thumbprint
 * than it is listed under is left out. Throws UnavailableError `ERR_TOKEN_KEYS_UNAVAILABLE` for other documents.
 */
export async function readMetadataDocument(text: string): Promise<ReadonlyMap<string, CryptoKey>> {
  const document = documentSchema.safeParse(parsedJson(text));
  if (!document.success) {
    throw new UnavailableError('What Exchange publishes is no authentication metadata document.', {
      code: 'ERR_TOKEN_KEYS_UNAVAILABLE',
    });
  }
  const keys = new Map<string, CryptoKey>();
  for (const { usage = 'signing', keyinfo, keyvalue } of document.data.keys) {
    if (usage.toLowerCase() !== 'signing' || keyvalue.type.toLowerCase() !== 'x509certificate') continue;
    const der = Buffer.from(keyvalue.value, 'base64');
    const thumbprint = createHash('sha1').update(der).digest('base64url');
    if (thumbprint !== base64url(keyinfo.x5t)) continue;
    const key = await importX509(pem(der), 'RS256').catch(() => null);
    if (key !== null) keys.set(thumbprint, key);
  }
  return keys;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}

function pem(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----`;
}
