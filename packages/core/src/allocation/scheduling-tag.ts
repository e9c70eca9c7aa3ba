import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { IntegrationId } from '../integration/tenancy.ts';
import type { Random } from '../runtime/random.ts';
import { fromBase32, toBase32 } from './base32.ts';

const VERSION = 1;
const NONCE_BYTES = 12;
const AUTH_BYTES = 16;
const CONTEXT = Buffer.from('vmrkit scheduling tag 1');

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
 * make one, or read one, without the key; sealing twice gives two different tags (S3.1).
 */
export function sealSchedulingTag(content: SchedulingTagContent, options: SealSchedulingTagOptions): string {
  const nonce = options.random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', options.keys.current, nonce);
  cipher.setAAD(CONTEXT);
  const sealed = [cipher.update(encode(content)), cipher.final(), cipher.getAuthTag()];
  return schedulingTagText(toBase32(Buffer.concat([Buffer.of(VERSION), nonce, ...sealed])));
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
  return opened && decode(opened.plain);
}

/** The key of the ring that sealed the tag with this id; null: none of them. */
export function schedulingTagKey(id: string, keys: TagKeyRing): Uint8Array | null {
  return openWith(id, keys)?.key ?? null;
}

function openWith(id: string, keys: TagKeyRing): { readonly key: Uint8Array; readonly plain: Buffer } | null {
  const bytes = id.length <= 400 ? fromBase32(id) : null;
  if (bytes === null || bytes[0] !== VERSION || bytes.length <= 1 + NONCE_BYTES + AUTH_BYTES) return null;
  for (const key of [keys.current, ...keys.retired]) {
    const plain = decrypt(bytes.subarray(1), key);
    if (plain !== null) return { key, plain };
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

function encode(content: SchedulingTagContent): Buffer {
  const head = Buffer.alloc(6);
  head[0] = content.length;
  head.writeUIntBE(content.number, 1, 5);
  const integration = Buffer.from(content.integrationId.replaceAll('-', ''), 'hex');
  return Buffer.concat([integration, head, Buffer.from(content.prefix, 'utf8')]);
}

function decode(plain: Buffer): SchedulingTagContent | null {
  if (plain.length < 23) return null;
  const hex = plain.toString('hex', 0, 16);
  return {
    integrationId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    length: plain.readUInt8(16),
    number: plain.readUIntBE(17, 5),
    prefix: plain.toString('utf8', 22),
  };
}
