import { expect, test } from 'vitest';
import { fetchAzureProfile, readAzurePerson } from './azure-person.ts';

const [tenant, other, person] = [
  '11111111-aaaa-4111-8111-111111111111',
  '22222222-aaaa-4222-8222-222222222222',
  'dddddddd-0000-4000-8000-000000000001',
];
const claims = { ver: '2.0', tid: tenant, oid: person, email: 'ada@corp.example' };

test.each<[string, object, string]>([
  ['another tenant', { tid: other }, 'ERR_SIGN_IN_FORGED'],
  ['no object id', { oid: undefined }, 'ERR_SIGN_IN_CLAIMS'],
  ['no tenant', { tid: undefined }, 'ERR_SIGN_IN_CLAIMS'],
  ['version 1.0', { ver: '1.0' }, 'ERR_SIGN_IN_CLAIMS'],
])('a person of %s is refused', (_, changes, code) => {
  expect(() => readAzurePerson({ ...claims, ...changes }, tenant)).toThrow(expect.objectContaining({ code }));
});

test.each<[unknown, boolean]>([
  [true, true],
  [1, true],
  ['1', true],
  ['true', false],
  [false, false],
  [0, false],
  [undefined, false],
  [{}, false],
])('an address marked by xms_edov %j counts: %j', (xms_edov, counts) => {
  const { verifiedEmail } = readAzurePerson({ ...claims, xms_edov }, tenant);
  expect(verifiedEmail).toBe(counts ? 'ada@corp.example' : null);
});

test.each<[string, Response, string]>([
  ['another person', Response.json({ id: other }), 'ERR_SIGN_IN_FORGED'],
  ['nobody', Response.json({}), 'ERR_SIGN_IN_UNAVAILABLE'],
  ['HTML', new Response('<html>'), 'ERR_SIGN_IN_UNAVAILABLE'],
  ['403', new Response('', { status: 403 }), 'ERR_SIGN_IN_SETTINGS'],
  ['503', new Response('', { status: 503 }), 'ERR_SIGN_IN_UNAVAILABLE'],
])('a directory that answers with %s is refused', async (_, answer, code) => {
  const request = { graphUrl: 'https://g.example', accessToken: 't', objectId: person, signal: undefined };
  const asked = fetchAzureProfile({ ...request, fetch: async () => answer });
  await expect(asked).rejects.toMatchObject({ code });
});
