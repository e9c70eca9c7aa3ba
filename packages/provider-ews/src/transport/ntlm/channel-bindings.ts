import { createHash, X509Certificate } from 'node:crypto';

/**
 * MD5 of the channel bindings of a connection (RFC 5929 section 4, tls-server-end-point; RFC 2744 section 3.11 for
 * the structure), which servers with Extended Protection demand. `certificate` is the server's, in DER.
 */
export function channelBindings(certificate: Uint8Array): Buffer {
  const hash = createHash(hashOf(certificate)).update(certificate).digest();
  const data = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), hash]);
  const header = Buffer.alloc(20);
  header.writeUInt32LE(data.length, 16);
  return createHash('md5').update(header).update(data).digest();
}

/** RFC 5929: the certificate's own hash, and SHA-256 where that is MD5 or SHA-1. */
function hashOf(certificate: Uint8Array): string {
  const parsed: unknown = Reflect.get(new X509Certificate(certificate), 'signatureAlgorithm');
  const name = typeof parsed === 'string' ? parsed.toLowerCase() : '';
  return /sha-?(384|512)/.exec(name)?.[0].replace('-', '') ?? 'sha256';
}
