import { createHash } from 'node:crypto';
import { generate } from 'selfsigned';
import { beforeAll, expect, test } from 'vitest';
import { readFederationMetadata } from './federation-metadata.ts';

const certificates: string[] = [];
const thumbprints: string[] = [];
beforeAll(async () => {
  for (let count = 0; count < 3; count += 1) {
    const { cert } = await generate([{ name: 'commonName', value: 'ADFS Signing' }], { keySize: 2048 });
    const base64 = cert.replace(/-----[^-]+-----|\s/g, '');
    certificates.push(base64);
    thumbprints.push(createHash('sha1').update(Buffer.from(base64, 'base64')).digest('base64url'));
  }
});

const key = (use: string, certificate = '') =>
  `<KeyDescriptor use="${use}"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`;
const role = (type: string, keys: string) =>
  `<RoleDescriptor xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="urn:f" i:type="fed:${type}">${keys}</RoleDescriptor>`;
const document = (inner: string, entity = ' entityID="http://a/adfs/services/trust"') =>
  `<EntityDescriptor${entity} xmlns="urn:oasis:names:tc:SAML:2.0:metadata">${inner}</EntityDescriptor>`;

test('takes issuer and certificates that sign from the token service, two during a roll-over, and no others', async () => {
  const [now, next, other] = certificates;
  // As AD FS wraps lines in some versions.
  const wrapped = now?.replace(/(.{76})/g, '$1\n');
  const text = document(
    role('ApplicationServiceType', key('signing', other)) +
      role(
        'SecurityTokenServiceType',
        key('encryption', other) + key('signing', wrapped) + key('signing', next) + key('signing', 'AAAA'),
      ) +
      `<IDPSSODescriptor>${key('signing', other)}</IDPSSODescriptor>`,
  );
  const { issuer, keys } = await readFederationMetadata(`\uFEFF${text}`);
  expect(issuer).toBe('http://a/adfs/services/trust');
  expect(keys.map(({ ids }) => ids)).toEqual(thumbprints.slice(0, 2).map((each) => [each]));
});

const service = (keys: string) => document(role('SecurityTokenServiceType', keys));
test.each<[string, string]>([
  ['no XML', '{}'],
  ['nothing', ''],
  ['XML that ends too early', '<EntityDescriptor'],
  ['HTML', '<html><body></body></html>'],
  ['entities of its own', `<!DOCTYPE x [<!ENTITY a "b">]>${service('')}`],
  ['no issuer', document('', '')],
  ['a hundred keys', service(key('signing', 'AAAA').repeat(100))],
  ['endless nesting', document('<a>'.repeat(60) + '</a>'.repeat(60))],
  ['endless elements', document('<a/>'.repeat(30_000))],
])('refuses %s', async (_, text) => {
  await expect(readFederationMetadata(text)).rejects.toMatchObject({ code: 'ERR_ADFS_METADATA' });
});
