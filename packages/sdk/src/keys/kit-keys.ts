import { hkdfSync } from 'node:crypto';
import { InvalidInputError } from '@vmrkit/core';
import { createTokenKeyPair, type SecretKey, type TagKeyRing } from '@vmrkit/core/composition';

/** Keys of the managers, all drawn from the master keys. */
export interface KitKeys {
  readonly secrets: readonly SecretKey[];
  readonly tags: TagKeyRing;
  /** Of the tokens in join links. */
  readonly joinLinks: TagKeyRing;
  /** Seeds of the Ed25519 keys that sign panes' bearers, the present one first. */
  readonly bearers: readonly Uint8Array[];
  /** X25519, raw: the public key that edges seal to, and the private ones that open, retired ones included. */
  readonly tokens: { readonly publicKey: Uint8Array; readonly privateKeys: readonly Uint8Array[] };
}

/**
 * Draws the keys of each use from the master keys (HKDF, RFC 5869): the first one seals, the others still open what
 * they sealed. Throws InvalidInputError `ERR_SECRET_KEY_INVALID` unless there is one and each has 32 bytes.
 */
export function deriveKitKeys(masters: readonly SecretKey[]): KitKeys {
  const [current, ...retired] = masters;
  if (current === undefined || masters.some(({ key }) => key.length !== 32)) {
    throw new InvalidInputError(
      'A master key of 32 bytes is needed: `vmrkit secret` makes one for VMRKIT_MASTER_KEYS.',
      { code: 'ERR_SECRET_KEY_INVALID' },
    );
  }
  const tokenPair = (master: SecretKey) =>
    createTokenKeyPair({ bytes: () => derive(master, 'vmrkit token key') });
  const ring = (use: string): TagKeyRing => ({
    current: derive(current, use),
    retired: retired.map((master) => derive(master, use)),
  });
  return {
    secrets: masters.map((master) => ({ id: master.id, key: derive(master, 'vmrkit secret box') })),
    tags: ring('vmrkit tag key'),
    joinLinks: ring('vmrkit join link'),
    bearers: masters.map((master) => derive(master, 'vmrkit pane bearer')),
    tokens: {
      publicKey: tokenPair(current).publicKey,
      privateKeys: masters.map((master) => tokenPair(master).privateKey),
    },
  };
}

/** The key that proves that an edge wrote its snapshot, drawn from a secret of its deployment. */
export function deriveSnapshotKey(secret: string | Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'vmrkit edge snapshot', 32));
}

function derive({ key }: SecretKey, use: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', use, 32));
}
