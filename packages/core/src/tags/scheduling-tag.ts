import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { IntegrationId } from '../identity/tenancy.ts';
import type { Random } from '../runtime/random.ts';
import { fromBase32, toBase32 } from './base32.ts';

const NONCE_BYTES = 12;
const AUTH_BYTES = 16;
/** Bytes of the integration's id. */
const ID_BYTES = 16;
/** How many bytes hold the number, by version. Both open for ever, since tags stand in mail for years. */
const NUMBER_BYTES = { 1: 5, 2: 8 } as const;
/** The longest number that version 1 holds, in digits. */
const MAX_DIGITS_OF_1 = 12;

type Version = keyof typeof NUMBER_BYTES;

/** What a scheduling tag names. */
export interface SchedulingTagContent {
  readonly integrationId: IntegrationId;
  /** The number space's prefix and digits. */
  readonly prefix: string;
  readonly length: number;
  readonly number: number;
}

/** Symmetric keys of 32 bytes: `current` seals, all of them open, so that keys can be replaced at any time. */
export interface TagKeyRing {
  readonly current: Uint8Array;
  readonly retired: readonly Uint8Array[];
}

/** What sealing a scheduling tag takes. */
export interface SealSchedulingTagOptions {
  readonly keys: TagKeyRing;
  readonly random: Random;
}

/**
 * Writes the whole tag, `PXPS:-<id>#`. The id is AES-256-GCM under a random nonce in lower-case base32: nobody can
 * make one, or read one, without the key; sealing twice gives two different tags.
 */
export function sealSchedulingTag(content: SchedulingTagContent, options: SealSchedulingTagOptions): string {
  // Managers of an earlier version read version 1 only, so whatever it can hold is written in it.
  const version = content.length <= MAX_DIGITS_OF_1 ? 1 : 2;
  const nonce = options.random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', options.keys.current, nonce);
  cipher.setAAD(contextOf(version));
  const sealed = [cipher.update(encode(content, version)), cipher.final(), cipher.getAuthTag()];
  return schedulingTagText(toBase32(Buffer.concat([Buffer.of(version), nonce, ...sealed])));
}

/** Wraps an id as it stands in the body. */
export function schedulingTagText(id: string): string {
  return `PXPS:-${id.toLowerCase()}#`;
}

/** The id within a whole tag that we wrote. */
export function tagIdOf(tag: string): string {
  return tag.slice('PXPS:-'.length, -1);
}

/**
 * Reads the id between `PXPS:-` and `#`, in either case. Null for whatever none of the keys sealed: garbage, a
 * changed tag and another deployment's are alike, and it never throws.
 */
export function openSchedulingTag(id: string, keys: TagKeyRing): SchedulingTagContent | null {
  const opened = openWith(id, keys);
  return opened && decode(opened.plain, opened.version);
}

/** The key of the ring that sealed the tag with this id; null: none of them. */
export function schedulingTagKey(id: string, keys: TagKeyRing): Uint8Array | null {
  return openWith(id, keys)?.key ?? null;
}

interface OpenedTag {
  readonly key: Uint8Array;
  readonly version: Version;
  readonly plain: Buffer;
}

function openWith(id: string, keys: TagKeyRing): OpenedTag | null {
  const bytes = id.length <= 400 ? fromBase32(id) : null;
  const version = bytes?.[0];
  if (bytes === null || (version !== 1 && version !== 2)) return null;
  if (bytes.length <= 1 + NONCE_BYTES + AUTH_BYTES) return null;
  for (const key of [keys.current, ...keys.retired]) {
    const plain = decrypt(bytes.subarray(1), { key, version });
    if (plain !== null) return { key, version, plain };
  }
  return null;
}

function contextOf(version: Version): Buffer {
  return Buffer.from(`vmrkit scheduling tag ${version}`);
}

function decrypt(sealed: Uint8Array, { key, version }: Omit<OpenedTag, 'plain'>): Buffer | null {
  const end = sealed.length - AUTH_BYTES;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAAD(contextOf(version));
    decipher.setAuthTag(sealed.subarray(end));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
  } catch {
    return null;
  }
}

function encode(content: SchedulingTagContent, version: Version): Buffer {
  const integration = Buffer.from(content.integrationId.replaceAll('-', ''), 'hex');
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(content.number));
  const kept = number.subarray(-NUMBER_BYTES[version]);
  return Buffer.concat([integration, Buffer.of(content.length), kept, Buffer.from(content.prefix, 'utf8')]);
}

function decode(plain: Buffer, version: Version): SchedulingTagContent | null {
  const prefixAt = ID_BYTES + 1 + NUMBER_BYTES[version];
  if (plain.length <= prefixAt) return null;
  const hex = plain.toString('hex', 0, ID_BYTES);
  const number = Buffer.alloc(8);
  plain.copy(number, 8 - NUMBER_BYTES[version], ID_BYTES + 1, prefixAt);
  return {
    integrationId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    length: plain.readUInt8(ID_BYTES),
    number: Number(number.readBigUInt64BE()),
    prefix: plain.toString('utf8', prefixAt),
  };
}
