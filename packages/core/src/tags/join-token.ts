import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { fromBase32, toBase32 } from './base32.ts';
import type { TagKeyRing } from './scheduling-tag.ts';

const VERSION = 1;
const NONCE_BYTES = 12;
const AUTH_BYTES = 16;
const CONTEXT = Buffer.from('vmrkit join link 1');

/** Longer than any of ours. */
export const MAX_JOIN_TOKEN_LENGTH = 512;

/**
 * The token of a meeting's join link: its scheduling tag's id, sealed with AES-256-GCM under keys of another use, so that
 * whoever has the link can neither read the tag nor make one. The same tag gives the same token each time (its nonce is
 * drawn from it), in base64url.
 */
export function sealJoinToken(tagId: string, keys: TagKeyRing): string {
  const plain = fromBase32(tagId);
  if (plain === null) throw new TypeError('This is no id of a tag.');
  const key = keys.current;
  const nonce = createHmac('sha256', key).update(plain).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(CONTEXT);
  const sealed = [cipher.update(plain), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([Buffer.of(VERSION), nonce, ...sealed]).toString('base64url');
}

/** The tag's id in a token; null for whatever none of the keys sealed. Never throws. */
export function openJoinToken(token: string, keys: TagKeyRing): string | null {
  if (token.length > MAX_JOIN_TOKEN_LENGTH || !/^[\w-]+$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes[0] !== VERSION || bytes.length <= 1 + NONCE_BYTES + AUTH_BYTES) return null;
  for (const key of [keys.current, ...keys.retired]) {
    const plain = decrypt(bytes.subarray(1), key);
    if (plain !== null) return toBase32(plain);
  }
  return null;
}

function decrypt(sealed: Uint8Array, key: Uint8Array): Buffer | null {
  const end = sealed.length - AUTH_BYTES;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAAD(CONTEXT);
    decipher.setAuthTag(sealed.subarray(end));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
  } catch {
    return null;
  }
}
