import { describe, expect, test } from 'vitest';
import { defaultIcon } from './default-icon.ts';
import { expandFlatRecord } from './flat-names.ts';
import { integrationRecordSchema, toRecordJson } from './integration-record.ts';
import {
  faultsOf,
  minimalRecord,
  PatternEngine,
  parse,
  plugins,
  recordWith,
  withAll,
} from './record.fixture.ts';
import { toCamelCase, toSnakeCase } from './record-case.ts';

const uuid = '5d1fbd1c-6a0f-4c27-9f2c-4a6a1d7a2b12';

describe('a minimal record', () => {
  test('is complete with every default of the guide', () => {
    expect(parse(minimalRecord())).toMatchObject({
      tenantId: 'default',
      general: { description: '', enabled: true, enableSingleUseVmrs: true, enablePersonalVmrs: false },
      organizerAccess: [],
      signIn: null,
      singleUse: {
        conferenceNameTemplate: { default: '{{subject}} ({{organizer_name}})', byLanguage: {} },
        conferenceSubjectTemplate: { default: '{{subject}}' },
        scheduledAliasSuffixLength: 6,
        joinBeforeBuffer: 30,
        joinAfterBuffer: 60,
        theme: null,
        acceptedSenders: { internal: true, domains: [] },
        retentionHours: 24,
        reservationLapseDays: 90,
      },
      personal: {
        nameTemplate: { default: '{{name}}' },
        descriptionTemplate: { default: '{{description}}' },
      },
      addIn: { icon: defaultIcon, manifest: { permissionLevel: 'read_write_item' } },
    });
  });

  test('the default description names the organizer', () => {
    expect(parse(minimalRecord()).singleUse.conferenceDescriptionTemplate.default).toContain(
      '{{organizer_email}}',
    );
  });

  test('is deeply frozen', () => {
    const record = parse(minimalRecord());
    expect(Object.isFrozen(record.singleUse.pins)).toBe(true);
    expect(Object.isFrozen(record.mailbox?.mailboxes)).toBe(true);
  });

  test('reads back as it was written, with nothing left to fill in', () => {
    const record = parse(minimalRecord());
    expect(parse(toRecordJson(record), { newUuid: () => 'never' })).toEqual(record);
  });

  test('a mailbox named by its address alone keeps the id that it has, whichever place it takes', () => {
    const withBoxes = (...emails: readonly string[]) =>
      recordWith(
        'mailbox.mailboxes',
        emails.map((email) => ({ name: 'VMR', email })),
      );
    const previous = parse(withBoxes('one@example.com', 'two@example.com'));
    const again = parse(withBoxes('three@example.com', ' Two@Example.com'), {
      previous,
      newUuid: () => uuid,
    });
    const [, two] = previous.mailbox?.mailboxes ?? [];
    expect(again.mailbox?.mailboxes.map(({ id }) => id)).toEqual([uuid, two?.id]);
  });

  test('names an equipment mailbox with its address, and more of them for a pool', () => {
    const booking = { name: 'VMR booking', email: 'vmr@example.com' };
    const second = { name: 'VMR booking 2', email: 'vmr2@example.com', state: 'draining' };
    const pool = parse(recordWith('mailbox.mailboxes', [booking, second])).mailbox?.mailboxes;
    expect(pool).toMatchObject([{ ...booking, state: 'active' }, second]);
    expect(new Set(pool?.map(({ id }) => id)).size).toBe(2);
    const flat = { mailbox_name: booking.name, mailbox_email: booking.email };
    expect(expandFlatRecord(flat, { plugins })).toMatchObject({ mailbox: { mailboxes: [booking] } });
    for (const field of ['name', 'email']) {
      const path = `mailbox.mailboxes.0.${field}`;
      expect(faultsOf(recordWith(path, undefined))).toEqual([`${path}: required`]);
    }
  });

  test('a sign-in client id is made up where none is given, and replaceable', () => {
    const settings = { user_oauth_token_uri: 'https://adfs.example.com/adfs/oauth2/token' };
    const made = parse(recordWith('sign_in', { provider: 'adfs', settings })).signIn?.settings;
    expect(made?.user_oauth_client_id).toMatch(/^[0-9a-f-]{36}$/);
    const own = { ...settings, user_oauth_client_id: '5d1fbd1c-6a0f-4c27-9f2c-4a6a1d7a2b11' };
    expect(parse(recordWith('sign_in', { provider: 'adfs', settings: own })).signIn?.settings).toEqual(own);
  });
});

describe('faults', () => {
  test('all are reported together, whatever their kind, and none repeats a value', () => {
    const input = withAll({
      'general.name': '',
      'general.nmae': 'hunter2',
      'mailbox.settings.service_account_password': 42,
      'mailbox.settings.hunter': 'hunter2',
      'single_use.join_before_buffer': 181,
      'single_use.scheduled_alias_domain': undefined,
      'single_use.pins': { guest_pin: true },
      sign_in: { provider: 'hunter2' },
    });
    expect(faultsOf(input)).toEqual([
      'general.name: too_small',
      'general.nmae: unknown_field',
      'mailbox.settings.hunter: unknown_field',
      'mailbox.settings.service_account_password: wrong_type',
      'sign_in.provider: unknown_provider',
      'single_use.join_before_buffer: too_big',
      'single_use.pins.guest_pin: conflict',
      'single_use.scheduled_alias_domain: required',
    ]);
    const error = (() => {
      try {
        return parse(input);
      } catch (fault) {
        return fault;
      }
    })();
    expect(JSON.stringify(error) + String(error)).not.toContain('hunter2');
  });

  test.each([[null], [undefined], [3], ['text'], [[]], [[minimalRecord()]]])('%j is no record', (input) => {
    expect(faultsOf(input)).toEqual([expect.stringMatching(/^: (wrong_type|required)$/)]);
  });

  test('faults of templates are faults of the record when an engine is given', () => {
    const input = recordWith('single_use.conference_name_template', '{{nobody}}');
    expect(faultsOf(input)).toEqual([]);
    expect(faultsOf(input, { templateEngine: new PatternEngine() })).toEqual([
      'single_use.conference_name_template.default: template_unknown_variable',
    ]);
  });
});

describe('names on the wire', () => {
  test('every key of the schema survives the way to camelCase and back', () => {
    const json = toRecordJson(parse(minimalRecord()));
    expect(toSnakeCase(toCamelCase(json))).toEqual(json);
    expect(integrationRecordSchema.parse(json)).toEqual(json);
  });

  test("keys inside a provider's settings are data and stay as they are", () => {
    const wire = { settings: { some_key: { inner_key: 1 } }, by_language: { 'pt-br': 'x' }, other_key: 1 };
    const record = toCamelCase(wire);
    expect(record).toEqual({ settings: wire.settings, byLanguage: wire.by_language, otherKey: 1 });
    expect(toSnakeCase(record)).toEqual(wire);
  });
});
