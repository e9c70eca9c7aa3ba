import { createCipheriv, createDecipheriv } from 'node:crypto';
import { InvalidInputError, UnavailableError } from '../errors/vmrkit-error.ts';
import type { SecretBox, SecretContext } from './secret-box.ts';

/** A key of the ring. */
export interface SecretKey {
  /** Stands in every text that the key sealed; letters, digits, hyphens, underscores. Never reused. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** What a box is made of. */
export interface SecretBoxOptions {
  /** The first key seals; all open. */
  readonly keys: readonly SecretKey[];
  /** Cryptographically strong random bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** NIST SP 800-38D, 8.2.2: random 96-bit nonces, at most 2^32 texts a key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A {@link SecretBox} on AES-256-GCM. Sealed texts are `v1.<key id>.<base64url of nonce, ciphertext, tag>`; the
 * version, the key's id and the context are the associated data. Throws InvalidInputError
 * `ERR_SECRET_KEY_INVALID` for an empty ring, a key of another length, or an id that is malformed or repeated.
 */
export function createSecretBox({ keys, randomBytes }: SecretBoxOptions): SecretBox {
  const ring = new Map(keys.map(({ id, key }) => [id, Uint8Array.from(key)]));
  const sound = keys.every(({ id, key }) => /^[A-Za-z0-9_-]{1,64}$/.test(id) && key.length === KEY_BYTES);
  const current = keys[0];
  if (current === undefined || !sound || ring.size !== keys.length) {
    throw new InvalidInputError('The key ring needs keys of 32 bytes under distinct ids.', {
      code: 'ERR_SECRET_KEY_INVALID',
    });
  }
  return new AesSecretBox(ring, { currentId: current.id, randomBytes });
}

interface Sealing {
  readonly currentId: string;
  readonly randomBytes: (length: number) => Uint8Array;
}

class AesSecretBox implements SecretBox {
  readonly #ring: ReadonlyMap<string, Uint8Array>;
  readonly #sealing: Sealing;

  constructor(ring: ReadonlyMap<string, Uint8Array>, sealing: Sealing) {
    this.#ring = ring;
    this.#sealing = sealing;
  }

  async seal(secret: string, context: SecretContext): Promise<string> {
    const { currentId, randomBytes } = this.#sealing;
    const nonce = randomBytes(NONCE_BYTES);
    if (nonce.length !== NONCE_BYTES) throw new TypeError('randomBytes gave another number of bytes.');
    const cipher = createCipheriv(CIPHER, this.#key(currentId), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(associatedData(currentId, context));
    const sealed = [nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return `v1.${currentId}.${Buffer.concat(sealed).toString('base64url')}`;
  }

  async open(sealed: string, context: SecretContext): Promise<string> {
    const { keyId, bytes } = readSealed(sealed);
    const key = this.#key(keyId);
    const cipherEnd = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(associatedData(keyId, context));
    decipher.setAuthTag(bytes.subarray(cipherEnd));
    try {
      const secret = [decipher.update(bytes.subarray(NONCE_BYTES, cipherEnd)), decipher.final()];
      return Buffer.concat(secret).toString('utf8');
    } catch {
      throw unreadable();
    }
  }

  async rotate(sealed: string, context: SecretContext): Promise<string> {
    const secret = await this.open(sealed, context);
    return readSealed(sealed).keyId === this.#sealing.currentId ? sealed : this.seal(secret, context);
  }

  #key(id: string): Uint8Array {
    const key = this.#ring.get(id);
    if (key !== undefined) return key;
    throw new UnavailableError(`The key ring has no key "${id}".`, { code: 'ERR_SECRET_KEY_UNKNOWN' });
  }
}

/** Id of the key that sealed a text of {@link createSecretBox}; null for texts of other makers. */
export function sealingKeyOf(sealed: string): string | null {
  try {
    return readSealed(sealed).keyId;
  } catch {
    return null;
  }
}

function readSealed(sealed: string): { readonly keyId: string; readonly bytes: Buffer } {
  const [, keyId, text] = /^v1\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]+)$/.exec(sealed) ?? [];
  const bytes = Buffer.from(text ?? '', 'base64url');
  const canonical = bytes.toString('base64url') === text;
  if (keyId === undefined || !canonical || bytes.length < NONCE_BYTES + TAG_BYTES) throw unreadable();
  return { keyId, bytes };
}

/** JSON of a list, so that no two contexts run together to the same bytes. */
function associatedData(keyId: string, { tenantId, integrationId, field }: SecretContext): Buffer {
  return Buffer.from(JSON.stringify(['vmrkit-secret', 'v1', keyId, tenantId, integrationId, field]), 'utf8');
}

/** Carries no cause: the lower error is of no use, and must not be logged beside what it failed on. */
function unreadable(): InvalidInputError {
  return new InvalidInputError('The sealed secret cannot be read here.', { code: 'ERR_SECRET_UNREADABLE' });
}
