import { createRequire } from 'node:module';

interface Md4 {
  array(message: Uint8Array): number[];
}

/** The package has no types and no ESM entry. */
const require = createRequire(import.meta.url);
const digest: Md4 = require('js-md4');

/** MD4 (RFC 1320); OpenSSL 3 offers it no more, and NTLM is defined with it. */
export function md4(bytes: Uint8Array): Buffer {
  return Buffer.from(digest.array(bytes));
}
