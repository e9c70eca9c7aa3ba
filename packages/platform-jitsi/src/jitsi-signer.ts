import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '@vmrkit/core';
import { importPKCS8, type JWTPayload, SignJWT } from 'jose';
import type { JitsiSettings } from './jitsi-settings.ts';

/** Signs the claims of a token. */
export type JitsiSigner = (claims: JWTPayload) => Promise<string>;

/**
 * The signer of a deployment's tokens: HS256 by `secret_file`, RS256 by `key_file` (PKCS #8); null without an app id.
 * Rejects with InvalidInputError `ERR_JITSI_KEY` where the file cannot be used.
 */
export async function openJitsiSigner(settings: JitsiSettings): Promise<JitsiSigner | null> {
  const { app_id, secret_file, key_file, key_id } = settings;
  if (app_id === undefined) return null;
  try {
    if (key_file !== undefined) {
      const key = await importPKCS8(await readFile(key_file, 'utf8'), 'RS256');
      const header = { alg: 'RS256', typ: 'JWT', ...(key_id !== undefined && { kid: key_id }) };
      return (claims) => new SignJWT(claims).setProtectedHeader(header).sign(key);
    }
    const secret = (await readFile(secret_file ?? '', 'utf8')).trim();
    if (secret.length < 32) throw new Error('The secret has fewer than 32 characters.');
    const key = new TextEncoder().encode(secret);
    return (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(key);
  } catch (cause) {
    throw new InvalidInputError('The key for Jitsi’s tokens cannot be used.', {
      code: 'ERR_JITSI_KEY',
      cause,
    });
  }
}
