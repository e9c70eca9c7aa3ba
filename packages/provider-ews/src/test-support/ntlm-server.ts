import { createHmac } from 'node:crypto';
import type { LoopbackHandler } from './loopback-server.ts';

/**
 * Answers `good` on connections that gave a sound NTLMv2 proof, noted in `signed`, as a server does; two schemes stand in
 * one header.
 */
export function ntlmServer(good: string, signed: Set<number>): LoopbackHandler {
  const challenge = Buffer.alloc(60);
  challenge.write('NTLMSSP\0', 'latin1');
  challenge.writeUInt32LE(2, 8);
  challenge.write('01234567', 24, 'latin1');
  challenge.writeUInt16LE(4, 40);
  challenge.writeUInt32LE(56, 44);
  return (request, response) => {
    if (signed.has(request.connection)) return good;
    const token = /^NTLM (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const message = Buffer.from(token ?? '', 'base64');
    if (token && message.readUInt32LE(8) === 3 && proves(message)) {
      signed.add(request.connection);
      return good;
    }
    const offered = token ? `NTLM ${challenge.toString('base64')}` : 'NTLM';
    response.writeHead(401, { 'www-authenticate': `Negotiate, ${offered}` }).end();
    return undefined;
  };
}

function proves(message: Buffer): boolean {
  const field = (at: number): Buffer =>
    message.subarray(message.readUInt32LE(at + 4), message.readUInt32LE(at + 4) + message.readUInt16LE(at));
  const response = field(20);
  // MD4 of "pässword" in UTF-16LE, by another implementation.
  const hash = Buffer.from(NT_HASH, 'hex');
  const key = createHmac('md5', hash)
    .update(Buffer.from(`SVC${field(28).toString('utf16le')}`, 'utf16le'))
    .digest();
  const proof = createHmac('md5', key).update('01234567', 'latin1').update(response.subarray(16)).digest();
  return proof.equals(response.subarray(0, 16));
}

const NT_HASH = 'f1b094f25bbdcb6fdbaa6cc8b43f0c44';
