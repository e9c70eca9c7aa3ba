import { describe, expect, it } from 'vitest';
import { md4 } from './md4.ts';
import {
  authenticateMessage,
  negotiateMessage,
  ntlmV2Response,
  ntowfV2,
  readChallenge,
} from './ntlm-messages.ts';

const identity = { domain: 'Domain', user: 'User', password: 'Password' };
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const serverChallenge = hex('0123456789abcdef');
const clientChallenge = hex('aaaaaaaaaaaaaaaa');
const time = Buffer.alloc(8);
const targetInfo = hex('02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000');

/** A CHALLENGE_MESSAGE with the given target information ([MS-NLMP] 2.2.1.2). */
function challengeWith(info: Buffer): Buffer {
  const head = Buffer.alloc(56);
  head.write('NTLMSSP\0', 'latin1');
  head.writeUInt32LE(2, 8);
  head.writeUInt32LE(0xe28a8233, 20);
  serverChallenge.copy(head, 24);
  head.writeUInt16LE(info.length, 40);
  head.writeUInt16LE(info.length, 42);
  head.writeUInt32LE(56, 44);
  return Buffer.concat([head, info]);
}

describe('NTLM', () => {
  it('MD4 gives the values of RFC 1320', () => {
    expect(md4(Buffer.from('')).toString('hex')).toBe('31d6cfe0d16ae931b73c59d7e0c089c0');
    expect(md4(Buffer.from('message digest')).toString('hex')).toBe('d9130a8164549fe818874806e1c7014b');
  });

  it('NTOWFv2 gives the value of [MS-NLMP] 4.2.4.1.1', () => {
    expect(ntowfV2(identity).toString('hex')).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
  });

  it('the NTLMv2 response gives the values of [MS-NLMP] 4.2.4.1.2 and 4.2.4.2.2', () => {
    const answer = ntlmV2Response(ntowfV2(identity), { serverChallenge, clientChallenge, time, targetInfo });
    expect(answer.proof.toString('hex')).toBe('68cd0ab851e51c96aabc927bebef6a1c');
    expect(answer.sessionBaseKey.toString('hex')).toBe('8de40ccadbc14a82f15cb0ad0de95ca3');
  });

  it('asks by a NEGOTIATE_MESSAGE', () => {
    const message = negotiateMessage();
    expect(message.subarray(0, 8).toString('latin1')).toBe('NTLMSSP\0');
    expect(message.readUInt32LE(8)).toBe(1);
  });

  it('reads a challenge, and refuses what is none', () => {
    expect(readChallenge(challengeWith(targetInfo))?.targetInfo).toEqual(targetInfo);
    expect(readChallenge(Buffer.from('NTLMSSP\0'))).toBeNull();
    expect(readChallenge(challengeWith(targetInfo).subarray(0, 70))).toBeNull();
    expect(readChallenge(Buffer.alloc(200))).toBeNull();
  });

  it('authenticates with an integrity code when the server tells its time', () => {
    const timed = Buffer.concat([hex('07000800 0102030405060708'), Buffer.alloc(4)]);
    const challenge = readChallenge(challengeWith(timed));
    if (!challenge) throw new Error('The challenge was not read.');
    const bindings = Buffer.alloc(16, 7);
    const message = authenticateMessage(identity, challenge, {
      clientChallenge,
      time,
      channelBindings: bindings,
    });
    expect(message.readUInt32LE(8)).toBe(3);
    expect(message.subarray(72, 88).equals(Buffer.alloc(16))).toBe(false);
    const offset = message.readUInt32LE(24);
    const response = message.subarray(offset, offset + message.readUInt16LE(20));
    expect(response.subarray(24, 32)).toEqual(hex('0102030405060708'));
    expect(response.includes(Buffer.concat([hex('0a001000'), bindings]))).toBe(true);
    expect(response.includes(hex('0600040002000000'))).toBe(true);
    const user = message.subarray(
      message.readUInt32LE(40),
      message.readUInt32LE(40) + message.readUInt16LE(36),
    );
    expect(user.toString('utf16le')).toBe('User');
  });
});
