import { expect, test } from 'vitest';
import { readAdfsPerson } from './adfs-person.ts';
import { adfsSignInSettingsSchema, audienceOf } from './adfs-sign-in-settings.ts';

const given = {
  authorization_uri: 'https://adfs.example.com/adfs/oauth2/authorize',
  token_uri: 'https://adfs.example.com/adfs/oauth2/token',
  client_id: 'pane',
  resource_identifier: 'https://vmr.example.com/rooms',
};
const settingsWith = (changes: object = {}) => adfsSignInSettingsSchema.parse({ ...given, ...changes });
const person = (claims: Record<string, unknown>, changes: object = {}) =>
  readAdfsPerson({ email: 'ada@corp.example', ...claims }, settingsWith(changes));

test('is known by the address in any case, and by another subject where one is configured', () => {
  expect(person({ email: 'ADA@corp.example' }).key).toBe(person({}).key);
  expect(person({ email: 'ben@corp.example' }).key).not.toBe(person({}).key);
  const bySid = { subject_claim: 'sid' };
  expect(person({ sid: '1', email: 'ben@corp.example' }, bySid).key).toBe(person({ sid: '1' }, bySid).key);
  expect(person({ sid: '2' }, bySid).key).not.toBe(person({ sid: '1' }, bySid).key);
  expect(person({}).key).toMatch(/^adfs\/adfs\.example\.com\/[\w-]{43}$/);
});

test('has the names that are issued, under the names of the record', () => {
  const claims = { given_name: ' Ada ', last_name: ['Byron', 'King'], display_name: 7 };
  expect(person(claims, { first_name_claim: 'given_name' })).toMatchObject({
    firstName: 'Ada',
    lastName: 'Byron',
    displayName: null,
  });
});

test.each<[string, unknown]>([
  ['no address', undefined],
  ['an empty one', ' '],
  ['no text', 7],
  ['several', ['ada@corp.example', 'ben@corp.example']],
  ['a name', 'ada'],
  ['two in one text', 'ada@corp.example ben@corp.example'],
  ['an endless one', `${'a'.repeat(400)}@corp.example`],
])('is refused with %s', (_, email) => {
  expect(() => person({ email })).toThrow(expect.objectContaining({ code: 'ERR_SIGN_IN_CLAIMS' }));
});

test.each([
  ['https://vmr.example.com/rooms', 'https://vmr.example.com/rooms'],
  ['rooms', 'microsoft:identityserver:rooms'],
  ['urn:vmr:rooms', 'microsoft:identityserver:urn:vmr:rooms'],
])('the audience of %s is %s', (resource_identifier, audience) => {
  expect(audienceOf(settingsWith({ resource_identifier }))).toBe(audience);
});

test.each([
  ['another server for tokens', { token_uri: 'https://other.example/adfs/oauth2/token' }],
  ['a claim name that breaks out of the rule', { email_claim: 'a") => issue' }],
  ['a version that is none', { server_version: '2008' }],
  ['a client id with a space', { client_id: 'a b' }],
])('the settings refuse %s', (_, changes) => {
  expect(adfsSignInSettingsSchema.safeParse({ ...given, ...changes }).success).toBe(false);
});
