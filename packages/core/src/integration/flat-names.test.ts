import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { expandFlatRecord as expand, flatNameAt, flatNames, flattenRecord } from './flat-names.ts';
import { integrationRecordSchema } from './integration-record.ts';
import { minimalRecord, parse, plugins, uuidRow, withAll } from './record.fixture.ts';
import { formatIntegrationRecord } from './record-secrets.ts';
import type { SettingsContracts } from './settings-contract.ts';
import { templateSlots } from './template-slots.ts';

const flat = {
  name: 'Sales',
  ews_url: 'https://mail.example.com/EWS/Exchange.asmx',
  service_account_username: 'svc@example.com',
  service_account_password: 'correct horse',
  mailbox_name: 'VMR booking',
  mailbox_email: 'vmr@example.com',
  scheduled_alias_prefix: '55',
  scheduled_alias_domain: 'example.com',
  addin_server_fqdn: 'vmr.example.com',
  exchange_metadata_urls: 'https://mail.example.com/autodiscover/metadata/json/1\n',
};

const expandFlatRecord = (names: Readonly<Record<string, unknown>>, options: { onto?: object } = {}) =>
  expand(names, { plugins, ...options });

describe('expandFlatRecord', () => {
  test('the flat names give the same record as its own shape', () => {
    expect(parse(expandFlatRecord(flat))).toEqual(parse(minimalRecord()));
  });

  test('texts become default versions, also empty ones; other empty values count as not given', () => {
    const expanded = expandFlatRecord({
      ...flat,
      conference_subject_template: '',
      scheduled_conference_theme: '',
    });
    const { singleUse } = parse(expanded);
    expect(singleUse.conferenceSubjectTemplate.default).toBe('');
    expect(singleUse.theme).toBeNull();
  });

  test('onto a record, what has no flat name stays', () => {
    const title = { default: 'Room', by_language: { de: 'Raum' } };
    const onto = withAll({ 'add_in.pane.title': title, 'single_use.retention_hours': 48 }) as object;
    const record = parse(expandFlatRecord({ addin_pane_title: 'VMR', name: 'New' }, { onto }));
    expect(record.general.name).toBe('New');
    expect(record.addIn.pane.title).toEqual({ default: 'VMR', byLanguage: { de: 'Raum' } });
    expect(record.singleUse.retentionHours).toBe(48);
  });

  test('no mailbox is made up where no name speaks of one', () => {
    expect(expandFlatRecord({ name: 'x' }, { onto: { mailbox: null } })).toEqual({
      general: { name: 'x' },
      mailbox: null,
    });
  });

  test('a provider that is not named is the one alone that has the settings given', () => {
    const { ews_url: _, ...rest } = flat;
    expect(expandFlatRecord(rest)).toMatchObject({ mailbox: { provider: 'ews' } });
    expect(expandFlatRecord({ mailbox_name: 'V', user_oauth_token_uri: '' })).toEqual({
      mailbox: { provider: 'ews', mailboxes: [{ name: 'V' }] },
    });
    const twins = { ...plugins.mailbox, other: plugins.mailbox.ews } as SettingsContracts['mailbox'];
    const expanded = (names: object) =>
      expand({ ...flat, ...names }, { plugins: { ...plugins, mailbox: twins } });
    expect(() => expanded({})).toThrow(expect.objectContaining({ code: 'ERR_INTEGRATION_INVALID' }));
    expect(expanded({ mailbox_provider: 'other' })).toMatchObject({ mailbox: { provider: 'other' } });
  });

  test('a source of rooms is named by its settings, and stands in the record', () => {
    const bridge = { bridge_url: 'https://bridge.example.com', bridge_password: 'p' };
    const roomSource = { provider: 'bridge', settings: bridge };
    expect(parse(expandFlatRecord({ ...flat, ...bridge })).roomSource).toEqual(roomSource);
    const named = expandFlatRecord({ ...flat, ...bridge, room_source_provider: 'bridge' });
    expect(parse(named).roomSource).toEqual(roomSource);
    expect(parse(expandFlatRecord(flat)).roomSource).toBeNull();
    const shown = flattenRecord(formatIntegrationRecord(parse(named), { plugins }), { plugins });
    expect(shown).toMatchObject({ room_source_provider: 'bridge', bridge_password: '********' });
  });

  test('a setting of another provider is refused', () => {
    const message = 'None of the providers that the record names has this field.';
    expect(() => expandFlatRecord({ ...flat, mailbox_provider: 'graph' })).toThrow(
      expect.objectContaining({
        issues: expect.arrayContaining([{ path: ['ews_url'], code: 'unknown_field', message }]),
      }),
    );
  });

  test('onto a record, a caller is added to those that stand there, once', () => {
    const onto = { callers: [{ provider: 'card', settings: {} }] };
    const once = expandFlatRecord({ exchange_metadata_urls: ['a'] }, { onto }) as object;
    const entry = (urls: unknown) => ({ provider: 'exchange', settings: { metadata_urls: urls } });
    expect(once).toEqual({ callers: [...onto.callers, entry(['a'])] });
    expect(expandFlatRecord({ exchange_metadata_urls: 'b' }, { onto: once })).toEqual({
      callers: [...onto.callers, entry('b')],
    });
  });

  test.each(['nmae', '__proto__', 'constructor', 'general'])('an unknown name is refused: %s', (name) => {
    const input = JSON.parse(`{"name":"x","${name}":{"polluted":true}}`);
    expect(() => expandFlatRecord(input)).toThrow(
      expect.objectContaining({
        code: 'ERR_INTEGRATION_INVALID',
        issues: [{ path: [name], code: 'unknown_field', message: 'There is no such field.' }],
      }),
    );
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('flattenRecord', () => {
  test('shows a record under its flat names, secrets masked, and reads back the same', () => {
    const previous = parse(minimalRecord());
    const shown = flattenRecord(formatIntegrationRecord(previous, { plugins }), { plugins });
    expect(shown).toMatchObject({
      ...flat,
      service_account_password: '********',
      exchange_metadata_urls: ['https://mail.example.com/autodiscover/metadata/json/1'],
    });
    expect(JSON.stringify(shown)).not.toContain('correct horse');
    const onto = formatIntegrationRecord(previous, { plugins });
    expect(parse(expandFlatRecord(shown, { onto }), { previous, newUuid: uuidRow() })).toEqual(previous);
  });
});

describe('flatNameAt', () => {
  test.each([
    [['single_use', 'join_before_buffer'], 'join_before_buffer'],
    [['add_in', 'pane', 'title', 'default'], 'addin_pane_title'],
    [['mailbox', 'settings', 'ews_url'], 'ews_url'],
    [['single_use', 'retention_hours'], null],
    [['mailbox', 'mailboxes', 1, 'email'], null],
    [['callers', 1, 'settings', 'metadata_urls', 0], 'exchange_metadata_urls'],
    [['organizer_access', 0, 'settings', 'ews_url'], null],
  ])('%j', (path, expected) => {
    const callers = [{ provider: 'card' }, { provider: 'exchange' }];
    const record = { ...minimalRecord(), callers, organizer_access: [{ provider: 'ews' }] };
    expect(flatNameAt(path, { record, plugins })).toBe(expected);
  });
});

interface Field {
  readonly path: string;
  readonly schema: JsonSchema;
}
type JsonSchema = z.core.JSONSchema.JSONSchema;

function fieldsOf(schema: JsonSchema, path = ''): Field[] {
  const inner = schema.anyOf?.find((one) => typeof one === 'object' && one.type === 'object') ?? schema;
  const properties = Object.entries((inner as JsonSchema).properties ?? {});
  if (properties.length > 0 && !isText(inner as JsonSchema)) {
    const prefix = path === '' ? '' : `${path}.`;
    return properties.flatMap(([key, value]) => fieldsOf(value as JsonSchema, `${prefix}${key}`));
  }
  const items = schema.items as JsonSchema | undefined;
  const isObjectList = items?.properties !== undefined;
  return isObjectList ? fieldsOf(items, `${path}[]`) : [{ path, schema }];
}

function isText(schema: JsonSchema): boolean {
  return schema.properties?.by_language !== undefined;
}

const number = (value: number) => (Math.abs(value) === Number.MAX_SAFE_INTEGER ? '' : String(value));

function limits(schema: JsonSchema): string {
  if (isText(schema)) return limits(schema.properties?.default as JsonSchema);
  const one = (schema.anyOf?.[0] ?? schema) as JsonSchema;
  const words = [bounds(one), one.description ?? schema.description ?? ''];
  return words.filter((text) => text !== '').join(' ');
}

function bounds(one: JsonSchema): string {
  if (one.enum !== undefined) return one.enum.map((value) => `\`${value}\``).join(', ');
  if (one.minimum !== undefined) return `${number(one.minimum)} to ${number(one.maximum ?? 0)}`;
  if (one.maxLength !== undefined) return `at most ${one.maxLength} characters`;
  if (one.maxItems !== undefined) return `at most ${one.maxItems} entries`;
  return '';
}

function defaultOf(schema: JsonSchema): string {
  if (isText(schema)) {
    const text = String((schema.properties as Record<string, JsonSchema>).default?.default);
    return text.length > 60 ? 'a text of its own' : `\`${text}\``;
  }
  if (schema.default === undefined) return '';
  const text = JSON.stringify(schema.default);
  if (schema.default === null) return 'none';
  return text.length > 60 ? 'a neutral one' : `\`${text}\``;
}

const schemaFields = fieldsOf(
  z.toJSONSchema(integrationRecordSchema, { io: 'output', unrepresentable: 'any' }),
);
const pathOf = (path: readonly (string | number)[]) =>
  path.map((key, at) => (typeof key === 'number' ? '[]' : at === 0 ? key : `.${key}`)).join('');

function fieldsTable(): string {
  const names = new Map(flatNames.map((entry) => [pathOf(entry.path), entry.flat]));
  const rows = schemaFields.map(({ path, schema }) => {
    const name = names.get(path);
    return `| \`${path}\` | ${name === undefined ? '' : `\`${name}\``} | ${limits(schema)} | ${defaultOf(schema)} |`;
  });
  return ['| field | flat name | limits | default |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function variablesTable(): string {
  const rows = templateSlots
    .filter((slot) => slot.kind === 'template')
    .map(({ path, output, variables }) => {
      return `| \`${path.join('.')}\` | ${output === 'html' ? 'HTML' : 'one line of text'} | ${variables.map((name) => `\`${name}\``).join(', ')} |`;
    });
  return ['| template | gives | variables |', '| --- | --- | --- |', ...rows].join('\n');
}

describe('docs/guides/integration-record.md', () => {
  const file = fileURLToPath(new URL('../../../../docs/guides/integration-record.md', import.meta.url));
  const tables = { variables: variablesTable(), fields: fieldsTable() };

  test('shows every field, every flat name and every variable as the code has them', async () => {
    let guide = readFileSync(file, 'utf8');
    for (const [name, table] of Object.entries(tables)) {
      const block = new RegExp(`(<!-- ${name} -->)[\\s\\S]*(<!-- /${name} -->)`);
      expect(guide).toMatch(block);
      guide = guide.replace(block, (_, start: string, end: string) => `${start}\n${table}\n${end}`);
    }
    await expect(guide).toMatchFileSnapshot(file);
  });

  test('the flat names lead to fields that exist, each once', () => {
    const known = new Set(schemaFields.map(({ path }) => path));
    const lost = flatNames.filter(({ path }) => !known.has(pathOf(path)));
    expect(lost).toEqual([]);
    expect(new Set(flatNames.map((entry) => entry.flat)).size).toBe(flatNames.length);
    expect(new Set(flatNames.map((entry) => pathOf(entry.path))).size).toBe(flatNames.length);
  });
});
