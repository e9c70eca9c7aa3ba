import { createPublicKey } from 'node:crypto';
import { InvalidInputError } from '@vmrkit/core';

/** RFC 8410: the fixed head of an SPKI key that holds 32 bytes of X25519. */
const SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex');

/** Writes a raw X25519 public key as SPKI in base64. */
export function tokenKeyToSpki(raw: Uint8Array): string {
  return Buffer.concat([SPKI_HEAD, raw]).toString('base64');
}

/** The raw X25519 public key in SPKI text. Throws InvalidInputError `ERR_TOKEN_KEY_INVALID`. */
export function tokenKeyFromSpki(text: string): Uint8Array {
  const der = Buffer.from(text, 'base64');
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'x25519') return der.subarray(SPKI_HEAD.length);
  } catch {
    // Falls through to the one error that a caller gets, whatever OpenSSL says.
  }
  throw new InvalidInputError('This is no public key for token tags.', { code: 'ERR_TOKEN_KEY_INVALID' });
}
