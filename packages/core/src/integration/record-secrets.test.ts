import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSecretBox } from '../secrets/create-secret-box.ts';
import { readDocument } from '../store/stored-text.ts';
import { integrationShape } from './integration-document.ts';
import { SECRET_MASK } from './masked-secrets.ts';
import { faultsOf, minimalRecord, parse, plugins, recordWith, withAll } from './record.fixture.ts';
import { formatIntegrationRecord, openIntegrationRecord, sealIntegrationRecord } from './record-secrets.ts';

const secretBox = createSecretBox({ keys: [{ id: 'a', key: new Uint8Array(32).fill(7) }], randomBytes });
const deployment = { allowHttpLoopback: false };
const field = 'mailbox.settings.service_account_password';
const access = [{ provider: 'graph', settings: { directory: 'd', client_secret: 'battery staple' } }];
const both = recordWith('organizer_access', access);

describe('formatIntegrationRecord', () => {
  test('shows no secret', () => {
    const shown = formatIntegrationRecord(parse(both), { plugins });
    expect(JSON.stringify(shown)).not.toMatch(/correct horse|battery staple/);
    expect(shown.mailbox?.settings.service_account_password).toBe(SECRET_MASK);
  });

  test('shows nothing of settings whose plugin is gone', () => {
    const shown = formatIntegrationRecord(parse(both), {
      plugins: { mailbox: {}, signIn: {}, roomSources: {}, callers: {} },
    });
    expect(JSON.stringify(shown)).not.toMatch(/correct horse|battery staple/);
  });
});

describe('sealing', () => {
  test('what is stored holds no secret and opens to the same record', async () => {
    const record = parse(both);
    const stored = await sealIntegrationRecord(record, { plugins, secretBox });
    expect(JSON.stringify(stored)).not.toMatch(/correct horse|battery staple/);
    expect(Object.keys(stored.secrets)).toEqual([field, 'organizer_access.0.settings.client_secret']);
    const wire = JSON.parse(JSON.stringify(stored)) as typeof stored;
    expect(await openIntegrationRecord(wire, { plugins, secretBox, deployment })).toEqual({
      record,
      issues: [],
    });
  });

  test('a document of an earlier version is read as one of this', async () => {
    const record = parse(minimalRecord());
    const { record: now, secrets } = await sealIntegrationRecord(record, { plugins, secretBox });
    const { callers, advanced, ...rest } = now;
    const exchange_metadata_urls = callers[0]?.settings.metadata_urls;
    const old = { ...rest, advanced: { ...advanced, exchange_metadata_urls }, callers: { entra: {} } };
    const document = {
      tenantId: record.tenantId,
      name: 'sales',
      savedAt: 0,
      record: { record: old, secrets },
    };
    const read = readDocument(integrationShape, JSON.stringify(document));
    expect(read).toEqual({ ...document, record: { record: now, secrets } });
  });

  test.each([
    ['tenant', (record: object) => ({ ...record, tenant_id: 'other' })],
    ['integration', (record: object) => ({ ...record, id: '5d1fbd1c-6a0f-4c27-9f2c-4a6a1d7a2b11' })],
  ])('a secret copied to another %s does not open', async (_, copy) => {
    const stored = await sealIntegrationRecord(parse(minimalRecord()), { plugins, secretBox });
    const moved = { ...stored, record: copy(stored.record) as typeof stored.record };
    await expect(openIntegrationRecord(moved, { plugins, secretBox, deployment })).rejects.toMatchObject({
      code: 'ERR_SECRET_UNREADABLE',
    });
  });

  test('a masked secret without a sealed one is a fault', async () => {
    const stored = await sealIntegrationRecord(parse(minimalRecord()), { plugins, secretBox });
    await expect(
      openIntegrationRecord({ ...stored, secrets: {} }, { plugins, secretBox, deployment }),
    ).rejects.toMatchObject({ code: 'ERR_INTEGRATION_INVALID', issues: [{ code: 'secret_retype' }] });
  });
});

describe('a masked secret on a save', () => {
  const previous = parse(both);
  const edited = (values: Readonly<Record<string, unknown>>) => {
    const masked = { organizer_access: structuredClone(access), [field]: SECRET_MASK, id: previous.id };
    return withAll({ ...masked, 'organizer_access.0.settings.client_secret': SECRET_MASK, ...values });
  };

  test('means the stored one', () => {
    const after = parse(edited({ 'general.name': 'Marketing' }), { previous });
    expect(after.mailbox?.settings.service_account_password).toBe('correct horse');
    expect(after.organizerAccess[0]?.settings.client_secret).toBe('battery staple');
  });

  test.each<readonly [string, Readonly<Record<string, unknown>>, readonly string[]]>([
    [
      'its endpoint changed',
      { 'mailbox.settings.ews_url': 'https://evil.example/' },
      [`${field}: secret_retype`],
    ],
    [
      'its endpoint changed and it was typed again',
      { 'mailbox.settings.ews_url': 'https://new.example/', [field]: 'new' },
      [],
    ],
    [
      'another endpoint changed',
      { 'organizer_access.0.settings.directory': 'e' },
      ['organizer_access.0.settings.client_secret: secret_retype'],
    ],
    ['only a default was left out', { 'mailbox.settings.enable_oauth': false }, []],
    [
      'the record is another',
      { id: '5d1fbd1c-6a0f-4c27-9f2c-4a6a1d7a2b11' },
      [`${field}: secret_retype`, 'organizer_access.0.settings.client_secret: secret_retype'],
    ],
    [
      'the tenant is another',
      { tenant_id: 'other' },
      [`${field}: secret_retype`, 'organizer_access.0.settings.client_secret: secret_retype'],
    ],
    [
      'the provider is another',
      {
        'organizer_access.0.provider': 'ews',
        'organizer_access.0.settings': {
          ews_url: 'https://x.example/',
          service_account_username: 'u',
          service_account_password: SECRET_MASK,
        },
      },
      ['organizer_access.0.settings.service_account_password: secret_retype'],
    ],
    [
      'the provider is another with a secret of the same name',
      { 'mailbox.provider': 'relay', 'mailbox.settings': { service_account_password: SECRET_MASK } },
      [`${field}: secret_retype`],
    ],
  ])('%s', (_, values, expected) => {
    expect(faultsOf(edited(values), { previous })).toEqual(expected);
  });

  test('is refused for a new record', () => {
    expect(faultsOf(recordWith(field, SECRET_MASK))).toEqual([`${field}: secret_retype`]);
  });
});
