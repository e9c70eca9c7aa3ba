import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { credentialEnd } from './azure-sign-in-provider.ts';

test('is the last day that stands beside the secret, or the end of the certificate', async () => {
  const notAfterDate = new Date('2030-01-02T03:04:05Z');
  const { cert } = await generate([{ name: 'commonName', value: 'VMRKit' }], { notAfterDate });
  const ends = (certificate: string | null, client_secret_expires: string | null) =>
    credentialEnd({ certificate, client_secret_expires });
  expect(ends(null, null)).toBeNull();
  expect(ends(null, '2027-05-31')).toBe(Date.parse('2027-05-31'));
  expect(ends(cert, null)).toBe(notAfterDate.getTime());
});
