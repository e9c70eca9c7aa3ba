import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { generate } from 'selfsigned';

/** A signing key of an Exchange server, as its metadata document publishes it. */
export interface Signer {
  readonly key: KeyObject;
  readonly der: Buffer;
  readonly x5t: string;
}

/** Makes a key with a certificate of its own. */
export async function makeSigner(): Promise<Signer> {
  const pair = await generate([{ name: 'commonName', value: 'Exchange Server Auth Certificate' }], {
    keySize: 2048,
  });
  const der = Buffer.from(pair.cert.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return {
    key: createPrivateKey(pair.private),
    der,
    x5t: createHash('sha1').update(der).digest('base64url'),
  };
}
