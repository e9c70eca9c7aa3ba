import { createHmac } from 'node:crypto';
import { md4 } from './md4.ts';

/** What the server's CHALLENGE_MESSAGE tells ([MS-NLMP] 2.2.1.2). */
export interface NtlmChallenge {
  readonly bytes: Buffer;
  readonly serverChallenge: Buffer;
  readonly targetInfo: Buffer;
}

/** Who signs in. */
export interface NtlmIdentity {
  readonly domain: string;
  readonly user: string;
  readonly password: string;
}

/** What an answer to a challenge is computed from, besides the identity. */
export interface NtlmInputs {
  readonly clientChallenge: Buffer;
  /** FILETIME, 8 bytes; used when the server told no time. */
  readonly time: Buffer;
  /** MD5 of the channel bindings (RFC 5929 tls-server-end-point); null over plain HTTP. */
  readonly channelBindings: Buffer | null;
}

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
const NEGOTIATE_UNICODE = 0x00000001;
const REQUEST_TARGET = 0x00000004;
const NEGOTIATE_NTLM = 0x00000200;
const NEGOTIATE_ALWAYS_SIGN = 0x00008000;
const NEGOTIATE_EXTENDED_SESSIONSECURITY = 0x00080000;
const NEGOTIATE_TARGET_INFO = 0x00800000;
const NEGOTIATE_128 = 0x20000000;
const FLAGS =
  NEGOTIATE_UNICODE |
  REQUEST_TARGET |
  NEGOTIATE_NTLM |
  NEGOTIATE_ALWAYS_SIGN |
  NEGOTIATE_EXTENDED_SESSIONSECURITY |
  NEGOTIATE_TARGET_INFO |
  NEGOTIATE_128;

const AV_EOL = 0;
const AV_FLAGS = 6;
const AV_TIMESTAMP = 7;
const AV_CHANNEL_BINDINGS = 10;
const MIC_PROVIDED = 2;
const AUTHENTICATE_HEADER = 88;
const MIC_OFFSET = 72;
const MAX_CHALLENGE = 16_384;

/** NEGOTIATE_MESSAGE ([MS-NLMP] 2.2.1.1). */
export function negotiateMessage(): Buffer {
  const message = Buffer.alloc(32);
  SIGNATURE.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(FLAGS >>> 0, 12);
  return message;
}

/** Reads a CHALLENGE_MESSAGE ([MS-NLMP] 2.2.1.2); null for anything else, or one without target information. */
export function readChallenge(bytes: Buffer): NtlmChallenge | null {
  if (bytes.length < 48 || bytes.length > MAX_CHALLENGE) return null;
  if (!bytes.subarray(0, 8).equals(SIGNATURE) || bytes.readUInt32LE(8) !== 2) return null;
  const length = bytes.readUInt16LE(40);
  const offset = bytes.readUInt32LE(44);
  if (length === 0 || offset + length > bytes.length) return null;
  return {
    bytes,
    serverChallenge: bytes.subarray(24, 32),
    targetInfo: bytes.subarray(offset, offset + length),
  };
}

/** NTOWFv2 ([MS-NLMP] 3.3.2). */
export function ntowfV2(identity: NtlmIdentity): Buffer {
  const hash = md4(Buffer.from(identity.password, 'utf16le'));
  return hmacMd5(hash, Buffer.from(identity.user.toUpperCase() + identity.domain, 'utf16le'));
}

/** The NTLMv2 response and its session base key ([MS-NLMP] 3.3.2). */
export function ntlmV2Response(
  key: Buffer,
  facts: {
    readonly serverChallenge: Buffer;
    readonly clientChallenge: Buffer;
    readonly time: Buffer;
    readonly targetInfo: Buffer;
  },
): { readonly proof: Buffer; readonly response: Buffer; readonly sessionBaseKey: Buffer } {
  const temp = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    facts.time,
    facts.clientChallenge,
    Buffer.alloc(4),
    facts.targetInfo,
    Buffer.alloc(4),
  ]);
  const proof = hmacMd5(key, facts.serverChallenge, temp);
  return { proof, response: Buffer.concat([proof, temp]), sessionBaseKey: hmacMd5(key, proof) };
}

/**
 * AUTHENTICATE_MESSAGE by NTLMv2 ([MS-NLMP] 2.2.1.3, 3.1.5.1.2), with channel bindings when there are any, and with
 * a message integrity code when the server told its time, as it then demands.
 */
export function authenticateMessage(
  identity: NtlmIdentity,
  challenge: NtlmChallenge,
  inputs: NtlmInputs,
): Buffer {
  const pairs = readPairs(challenge.targetInfo);
  const serverTime = pairs.find(([id]) => id === AV_TIMESTAMP)?.[1] ?? null;
  const targetInfo = writePairs([
    ...pairs.filter(([id]) => id !== AV_FLAGS && id !== AV_CHANNEL_BINDINGS),
    ...(serverTime ? ([[AV_FLAGS, uint32(MIC_PROVIDED)]] as const) : []),
    [AV_CHANNEL_BINDINGS, inputs.channelBindings ?? Buffer.alloc(16)],
  ]);
  const answer = ntlmV2Response(ntowfV2(identity), {
    serverChallenge: challenge.serverChallenge,
    clientChallenge: inputs.clientChallenge,
    time: serverTime?.length === 8 ? serverTime : inputs.time,
    targetInfo,
  });
  const message = assemble([
    Buffer.alloc(24),
    answer.response,
    Buffer.from(identity.domain, 'utf16le'),
    Buffer.from(identity.user, 'utf16le'),
    Buffer.alloc(0),
    Buffer.alloc(0),
  ]);
  if (serverTime) {
    hmacMd5(answer.sessionBaseKey, negotiateMessage(), challenge.bytes, message).copy(message, MIC_OFFSET);
  }
  return message;
}

function assemble(fields: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(AUTHENTICATE_HEADER);
  SIGNATURE.copy(header);
  header.writeUInt32LE(3, 8);
  let offset = AUTHENTICATE_HEADER;
  fields.forEach((field, place) => {
    const at = 12 + place * 8;
    header.writeUInt16LE(field.length, at);
    header.writeUInt16LE(field.length, at + 2);
    header.writeUInt32LE(offset, at + 4);
    offset += field.length;
  });
  header.writeUInt32LE(FLAGS >>> 0, 60);
  return Buffer.concat([header, ...fields]);
}

type AvPair = readonly [id: number, value: Buffer];

function readPairs(bytes: Buffer): readonly AvPair[] {
  const pairs: AvPair[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const id = bytes.readUInt16LE(at);
    const length = bytes.readUInt16LE(at + 2);
    if (id === AV_EOL || at + 4 + length > bytes.length) break;
    pairs.push([id, bytes.subarray(at + 4, at + 4 + length)]);
    at += 4 + length;
  }
  return pairs;
}

function writePairs(pairs: readonly AvPair[]): Buffer {
  const parts = pairs.flatMap(([id, value]) => [uint16(id), uint16(value.length), value]);
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function hmacMd5(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const hmac = createHmac('md5', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}
