import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import md4 from 'js-md4';

const signature = Buffer.from('NTLMSSP\0', 'latin1');
const flags = 0xa2898205;

/** What a client says in its third message. */
export interface NtlmAnswer {
  readonly domain: string;
  readonly user: string;
  readonly response: Buffer;
}

/** The number (1 or 3) of a client's message, or null if it is none. */
export function ntlmMessageType(message: Buffer): number | null {
  if (message.length < 12 || !message.subarray(0, 8).equals(signature)) return null;
  return message.readUInt32LE(8);
}

/** The second message of the dialogue ([MS-NLMP] 2.2.1.2) with a fresh challenge. */
export function ntlmChallenge(domain: string, at: number): { message: Buffer; challenge: Buffer } {
  const challenge = randomBytes(8);
  const target = Buffer.from(domain.toUpperCase(), 'utf16le');
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(BigInt(Math.round(at) + 11_644_473_600_000) * 10_000n);
  const info = Buffer.concat([
    pair(2, target),
    pair(1, Buffer.from('SANDBOX', 'utf16le')),
    pair(4, Buffer.from(domain.toLowerCase(), 'utf16le')),
    pair(7, time),
    pair(0, Buffer.alloc(0)),
  ]);
  const head = Buffer.alloc(56);
  signature.copy(head, 0);
  head.writeUInt32LE(2, 8);
  writeField(head, 12, { length: target.length, offset: 56 });
  head.writeUInt32LE(flags, 20);
  challenge.copy(head, 24);
  writeField(head, 40, { length: info.length, offset: 56 + target.length });
  head.set([10, 0, 0x5d, 0x58, 0, 0, 0, 15], 48);
  return { message: Buffer.concat([head, target, info]), challenge };
}

/** Reads the third message ([MS-NLMP] 2.2.1.3); null if it is cut short or not in UTF-16. */
export function readNtlmAnswer(message: Buffer): NtlmAnswer | null {
  const response = readField(message, 20);
  const domain = readField(message, 28);
  const user = readField(message, 36);
  if (!response || !domain || !user) return null;
  return { domain: domain.toString('utf16le'), user: user.toString('utf16le'), response };
}

/** Whether an NTLMv2 response proves the password ([MS-NLMP] 3.3.2). An NTLMv1 response never does. */
export function provesPassword(answer: NtlmAnswer, challenge: Buffer, password: string): boolean {
  if (answer.response.length < 44) return false;
  const hash = Buffer.from(md4.arrayBuffer(new Uint8Array(Buffer.from(password, 'utf16le'))));
  const identity = Buffer.from(answer.user.toUpperCase() + answer.domain, 'utf16le');
  const key = createHmac('md5', hash).update(identity).digest();
  const blob = answer.response.subarray(16);
  const proof = createHmac('md5', key).update(challenge).update(blob).digest();
  return timingSafeEqual(proof, answer.response.subarray(0, 16));
}

function pair(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

function writeField(
  target: Buffer,
  at: number,
  { length, offset }: { readonly length: number; readonly offset: number },
): void {
  target.writeUInt16LE(length, at);
  target.writeUInt16LE(length, at + 2);
  target.writeUInt32LE(offset, at + 4);
}

function readField(message: Buffer, at: number): Buffer | null {
  if (message.length < at + 8) return null;
  const length = message.readUInt16LE(at);
  const offset = message.readUInt32LE(at + 4);
  return offset + length <= message.length ? message.subarray(offset, offset + length) : null;
}
