import { createHmac, randomBytes } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import md4 from 'js-md4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { equipment, startTestBed, syncRequest, type TestBed } from '../../test-support/soap-client.ts';
import { ntlmChallenge, ntlmMessageType, provesPassword, readNtlmAnswer } from './ntlm.ts';

/** The example of [MS-NLMP] 4.2.4: NTLMv2 with User, Domain, Password. */
const example = {
  challenge: Buffer.from('0123456789abcdef', 'hex'),
  response: Buffer.from(
    '68cd0ab851e51c96aabc927bebef6a1c' +
      '0101000000000000' +
      '0000000000000000' +
      'aaaaaaaaaaaaaaaa' +
      '00000000' +
      '02000c0044006f006d00610069006e00' +
      '01000c0053006500720076006500720000000000' +
      '00000000',
    'hex',
  ),
};

describe('NTLMv2', () => {
  const answer = { user: 'User', domain: 'Domain', response: example.response };

  it('accepts the published example', () => {
    expect(provesPassword(answer, example.challenge, 'Password')).toBe(true);
  });

  it('refuses another password, challenge, user, or an NTLMv1 response', () => {
    expect(provesPassword(answer, example.challenge, 'password')).toBe(false);
    expect(provesPassword(answer, randomBytes(8), 'Password')).toBe(false);
    expect(provesPassword({ ...answer, user: 'Other' }, example.challenge, 'Password')).toBe(false);
    const short = { ...answer, response: example.response.subarray(0, 24) };
    expect(provesPassword(short, example.challenge, 'Password')).toBe(false);
  });

  it('gives each dialogue its own challenge and reads no cut message', () => {
    const { message, challenge } = ntlmChallenge('corp', 0);
    expect(ntlmMessageType(message)).toBe(2);
    expect(message.subarray(24, 32)).toEqual(challenge);
    expect(ntlmChallenge('corp', 0).challenge).not.toEqual(challenge);
    expect(readNtlmAnswer(message.subarray(0, 20))).toBeNull();
    expect(ntlmMessageType(Buffer.from('nonsense'))).toBeNull();
  });
});

describe('NTLM over one connection', () => {
  let bed: TestBed;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  beforeAll(async () => {
    bed = await startTestBed();
  });

  afterAll(async () => {
    agent.destroy();
    await bed.sandbox.close();
  });

  function send(authorization: string | null, from: Agent = agent) {
    return new Promise<{ status: number; challenges: string[] }>((resolve, reject) => {
      const body =
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" ' +
        'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Header><t:ExchangeImpersonation><t:ConnectingSID>' +
        `<t:SmtpAddress>${equipment}</t:SmtpAddress></t:ConnectingSID></t:ExchangeImpersonation></s:Header><s:Body>${syncRequest()}</s:Body></s:Envelope>`;
      const headers = {
        'Content-Type': 'text/xml',
        ...(authorization === null ? {} : { Authorization: authorization }),
      };
      const call = httpRequest(bed.sandbox.url, { method: 'POST', agent: from, headers }, (response) => {
        const challenge = response.headers['www-authenticate'] ?? '';
        response.resume().on('end', () => {
          resolve({ status: response.statusCode ?? 0, challenges: challenge.split(', ') });
        });
      });
      call.on('error', reject).end(body);
    });
  }

  it('challenges, verifies, and then trusts that connection only', async () => {
    expect(await send(null)).toMatchObject({
      status: 401,
      challenges: ['NTLM', expect.stringContaining('Basic')],
    });
    const first = Buffer.concat([
      Buffer.from('NTLMSSP\0'),
      Buffer.from('0100000007820000', 'hex'),
      Buffer.alloc(16),
    ]);
    const { challenges } = await send(`NTLM ${first.toString('base64')}`);
    const second = Buffer.from((challenges[0] ?? '').replace('NTLM ', ''), 'base64');
    expect(await send(`NTLM ${thirdMessage(second, 'pw').toString('base64')}`)).toMatchObject({
      status: 200,
    });
    expect(await send(null)).toMatchObject({ status: 200 });
    const other = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await send(null, other)).toMatchObject({ status: 401 });
    other.destroy();
    const again = Buffer.from(
      ((await send(`NTLM ${first.toString('base64')}`)).challenges[0] ?? '').slice(5),
      'base64',
    );
    expect(await send(`NTLM ${thirdMessage(again, 'wrong').toString('base64')}`)).toMatchObject({
      status: 401,
    });
  });
});

function thirdMessage(second: Buffer, password: string): Buffer {
  const user = Buffer.from('svc@corp.example', 'utf16le');
  const infoAt = second.readUInt32LE(44);
  const info = second.subarray(infoAt, infoAt + second.readUInt16LE(40));
  const hash = Buffer.from(md4.arrayBuffer(new Uint8Array(Buffer.from(password, 'utf16le'))));
  const key = createHmac('md5', hash).update(Buffer.from('SVC@CORP.EXAMPLE', 'utf16le')).digest();
  const blob = Buffer.concat([
    Buffer.from('0101000000000000', 'hex'),
    Buffer.alloc(8),
    randomBytes(8),
    Buffer.alloc(4),
    info,
    Buffer.alloc(4),
  ]);
  const proof = createHmac('md5', key).update(second.subarray(24, 32)).update(blob).digest();
  const response = Buffer.concat([proof, blob]);
  const head = Buffer.alloc(64);
  head.write('NTLMSSP\0', 'latin1');
  head.writeUInt32LE(3, 8);
  const field = (at: number, length: number, offset: number) => {
    head.writeUInt16LE(length, at);
    head.writeUInt16LE(length, at + 2);
    head.writeUInt32LE(offset, at + 4);
  };
  field(20, response.length, 64 + user.length);
  field(28, 0, 64);
  field(36, user.length, 64);
  return Buffer.concat([head, user, response]);
}
