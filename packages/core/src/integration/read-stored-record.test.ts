import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { IntegrationRecordJson } from './integration-record.ts';
import { toRecordJson } from './integration-record.ts';
import { readStoredRecord } from './read-stored-record.ts';
import { parse, plugins, recordWith, withAll } from './record.fixture.ts';
import type { SettingsContracts } from './settings-contract.ts';

const options = { plugins, deployment: { allowHttpLoopback: false } };
const sound = toRecordJson(parse(recordWith('general.name', 'Sales')));

/** A stored record, some of it changed as an earlier version of the kit would have had it. */
function stored(change: (json: IntegrationRecordJson) => object): IntegrationRecordJson {
  return change(structuredClone(sound)) as IntegrationRecordJson;
}

describe('a stored record', () => {
  test('reads as it was saved', () => {
    expect(readStoredRecord(sound, options)).toEqual({ record: parse(sound), issues: [] });
  });

  test.each([
    [
      'a field that is too long today',
      (json: IntegrationRecordJson) => ({
        ...json,
        general: { ...json.general, description: 'x'.repeat(1_001) },
      }),
      ['general', 'description'],
    ],
    [
      'a rule between fields',
      (json: IntegrationRecordJson) => ({
        ...json,
        single_use: { ...json.single_use, pins: { ...json.single_use.pins, guest_pin: true } },
      }),
      ['single_use', 'pins', 'guest_pin'],
    ],
    [
      'an address of a mailbox',
      (json: IntegrationRecordJson) => ({
        ...json,
        mailbox: json.mailbox && {
          ...json.mailbox,
          mailboxes: json.mailbox.mailboxes.map((each) => ({ ...each, email: 'vmr booking@example.com' })),
        },
      }),
      ['mailbox', 'mailboxes', 0, 'email'],
    ],
  ])('stays usable where today’s rules refuse %s, and says so', (_, change, path) => {
    const json = stored(change);
    const { record, issues } = readStoredRecord(json, options);
    expect(toRecordJson(record)).toEqual(json);
    expect(issues.map((each) => each.path)).toEqual([path]);
  });

  test('has the defaults of fields that came later, also where another field is refused', () => {
    const json = stored(({ advanced: _, general, single_use: { pins: __, ...singleUse }, ...rest }) => ({
      ...rest,
      general: { ...general, description: 'x'.repeat(1_001) },
      single_use: singleUse,
      advanced: { exchange_metadata_urls: ['mail.example.com'] },
    }));
    const { record } = readStoredRecord(json, options);
    expect(record).toMatchObject({
      general: { description: json.general.description, name: 'Sales' },
      singleUse: { pins: parse(sound).singleUse.pins },
      advanced: parse(sound).advanced,
    });
  });

  test('has no field that is gone today', () => {
    const json = stored((whole) => ({ ...whole, general: { ...whole.general, colour: 'red' } }));
    const { record, issues } = readStoredRecord(json, options);
    expect(record.general).toEqual(parse(sound).general);
    expect(issues).toMatchObject([{ path: ['general', 'colour'], code: 'unknown_field' }]);
  });

  test('stays usable where its plugin became stricter', () => {
    const strict: SettingsContracts = {
      ...plugins,
      mailbox: {
        ews: {
          settingsSchema: z.strictObject({ ews_url: z.never() }),
          description: { title: 'Strict', documentation: '', fields: {} },
        },
      },
    };
    const { record, issues } = readStoredRecord(sound, { ...options, plugins: strict });
    expect(record.mailbox?.settings).toEqual(parse(sound).mailbox?.settings);
    expect(issues[0]?.path).toEqual(['mailbox', 'settings', 'ews_url']);
  });

  test.each([
    ['its secret', withAll({ 'mailbox.settings.service_account_password': '********' }), plugins],
    ['its plugin', sound, { mailbox: {}, signIn: {}, roomSources: {}, callers: plugins.callers }],
  ])('is refused where %s is missing', (_, change, known) => {
    const json = { ...sound, ...(change as IntegrationRecordJson), id: sound.id };
    expect(() => readStoredRecord(json, { ...options, plugins: known })).toThrow(
      expect.objectContaining({ code: 'ERR_INTEGRATION_INVALID' }),
    );
  });
});
