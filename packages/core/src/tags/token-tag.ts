import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import * as z from 'zod';
import type { IntegrationId } from '../identity/tenancy.ts';
import type { Random } from '../runtime/random.ts';
import { HOUR_MS, type Instant, instant, MINUTE_MS } from '../time/instant.ts';
import { fromBase32, toBase32 } from './base32.ts';
import { MAX_TOKEN_LENGTH } from './tag-parser.ts';

const VERSION = 1;
const KEY_BYTES = 32;
const AUTH_BYTES = 16;
const LINE_LENGTH = 64;
/** How long a token tag is good. */
const TOKEN_VALID_MS = 8 * HOUR_MS;
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

/** X25519 keys (RFC 7748), raw, 32 bytes each. Edges hold the public one only. */
export interface TokenKeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/**
 * Who the organizer is: the token that the caller brought, to be verified as of its sealing. Any kind of token that a
 * verifier knows; the first was Exchange's, and what is written stays readable.
 */
export interface TokenProof {
  readonly kind: 'exchange';
  readonly token: string;
}

/** What stands inside a token tag. */
export interface TokenContent {
  readonly integrationId: IntegrationId;
  readonly issuedAt: Instant;
  /** Random text that makes each token another one. */
  readonly nonce: string;
  /** UUID of the click, by which its meeting is followed; tags of earlier edges have none. */
  readonly correlationId?: string | undefined;
  readonly proof: TokenProof;
}

const contentSchema = z.strictObject({
  integrationId: z.string(),
  issuedAt: z.number().int(),
  nonce: z.string(),
  // Anybody can seal a tag: what is no UUID reaches no log.
  correlationId: z.uuid().optional().catch(undefined),
  proof: z.strictObject({ kind: z.literal('exchange'), token: z.string() }),
});

/** Draws a key pair for token tags. */
export function createTokenKeyPair(random: Random): TokenKeyPair {
  const privateKey = random.bytes(KEY_BYTES);
  return { privateKey, publicKey: rawPublicKey(importPrivateKey(privateKey)) };
}

/** What sealing a token tag takes. */
export interface SealTokenOptions {
  /** The managers' public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly random: Random;
}

/**
 * Seals a token to the managers: X25519 with a fresh key, HKDF-SHA-256, AES-256-GCM, in lower-case base32. Whoever
 * receives the mail can neither read nor change it. Returns the token without `TOK:-` and `#`.
 */
export function sealToken(content: TokenContent, options: SealTokenOptions): string {
  const ephemeral = createTokenKeyPair(options.random);
  const key = sharedKey(importPrivateKey(ephemeral.privateKey), {
    peer: options.publicKey,
    ephemeral: ephemeral.publicKey,
    recipient: options.publicKey,
  });
  // The key serves this one message, so the nonce may be constant.
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12));
  const sealed = [cipher.update(JSON.stringify(content), 'utf8'), cipher.final(), cipher.getAuthTag()];
  return toBase32(Buffer.concat([Buffer.of(VERSION), ephemeral.publicKey, ...sealed]));
}

/**
 * Reads a token with one of the managers' private keys, the retired ones included. Null for whatever was not sealed
 * to any of them; never throws. Says nothing of its age or of its proof: both are still to be judged.
 */
export function openToken(token: string, privateKeys: readonly Uint8Array[]): TokenContent | null {
  const bytes = token.length <= MAX_TOKEN_LENGTH ? fromBase32(token) : null;
  if (bytes === null || bytes[0] !== VERSION || bytes.length <= 1 + KEY_BYTES + AUTH_BYTES) return null;
  for (const privateKey of privateKeys) {
    const plain = decrypt(bytes.subarray(1), recipientOf(privateKey));
    if (plain !== null) return parse(plain);
  }
  return null;
}

/** SHA-256 of a token in lower-case hex, the same for either case of its letters: for the claim on it. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token.toLowerCase()).digest('hex');
}

/** Writes the tag, `TOK:-<token>#`, in lines of at most 64 characters with `\n` between them, as mail likes them. */
export function tokenTagText(token: string): string {
  const lines: string[] = [];
  const text = `TOK:-${token}#`;
  for (let start = 0; start < text.length; start += LINE_LENGTH) {
    lines.push(text.slice(start, start + LINE_LENGTH));
  }
  return lines.join('\n');
}

/**
 * Whether a token issued then was still good when its message was received: at most 8 hours old,
 * and not from a clock more than 5 minutes ahead.
 */
export function tokenWithinValidity(issuedAt: Instant, receivedAt: Instant): boolean {
  const age = receivedAt - issuedAt;
  return age >= -CLOCK_TOLERANCE_MS && age <= TOKEN_VALID_MS;
}

/** One of the managers' keys, ready for use. */
interface Recipient {
  readonly privateKey: KeyObject;
  readonly publicKey: Uint8Array;
}

/** Importing a key takes longer than opening a token, and anybody may send hundreds of tokens. */
const recipients = new WeakMap<Uint8Array, Recipient>();

function recipientOf(raw: Uint8Array): Recipient {
  const known = recipients.get(raw);
  if (known !== undefined) return known;
  const privateKey = importPrivateKey(raw);
  const recipient = { privateKey, publicKey: rawPublicKey(privateKey) };
  recipients.set(raw, recipient);
  return recipient;
}

function decrypt(sealed: Uint8Array, { privateKey, publicKey }: Recipient): string | null {
  const ephemeral = sealed.subarray(0, KEY_BYTES);
  const end = sealed.length - AUTH_BYTES;
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      sharedKey(privateKey, { peer: ephemeral, ephemeral, recipient: publicKey }),
      Buffer.alloc(12),
    );
    decipher.setAuthTag(sealed.subarray(end));
    const plain = [decipher.update(sealed.subarray(KEY_BYTES, end)), decipher.final()];
    return Buffer.concat(plain).toString('utf8');
  } catch {
    return null;
  }
}

function parse(plain: string): TokenContent | null {
  try {
    const content = contentSchema.parse(JSON.parse(plain));
    return { ...content, issuedAt: instant(content.issuedAt) };
  } catch {
    return null;
  }
}

function sharedKey(
  own: KeyObject,
  parties: { readonly peer: Uint8Array; readonly ephemeral: Uint8Array; readonly recipient: Uint8Array },
): Buffer {
  const secret = diffieHellman({ privateKey: own, publicKey: importPublicKey(parties.peer) });
  const salt = Buffer.concat([parties.ephemeral, parties.recipient]);
  return Buffer.from(hkdfSync('sha256', secret, salt, 'vmrkit token tag 1', 32));
}

/** RFC 8410: the fixed head of a PKCS #8 key that holds 32 bytes of X25519. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex');
/** RFC 8410: the fixed head of an SPKI key that holds 32 bytes of X25519. */
const SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex');

function importPrivateKey(raw: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, raw]), format: 'der', type: 'pkcs8' });
}

function importPublicKey(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: 'der', type: 'spki' });
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length);
}
