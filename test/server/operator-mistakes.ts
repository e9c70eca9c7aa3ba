import { join } from 'node:path';
import { vi } from 'vitest';

/** A master key of 32 equal bytes. */
export const key = (byte: number) => `k${byte}:${Buffer.alloc(32, byte).toString('base64')}`;

/** Each save tries the connection; here it is refused at once. */
export const record = {
  general: { name: 'Sales' },
  mailbox: {
    provider: 'ews',
    settings: {
      ews_url: 'http://127.0.0.1:1/EWS/Exchange.asmx',
      service_account_username: 'svc@example.com',
      service_account_password: 'correct horse',
    },
    mailboxes: [{ name: 'VMR booking', email: 'vmr@example.com' }],
  },
  single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
  add_in: { server_fqdn: 'vmr.example.com' },
  callers: [{ provider: 'exchange', settings: { metadata_urls: ['mail.example.com'] } }],
};

/** A record in which fifty fields are wrong at once. */
const fiftyWrong = {
  ...record,
  ...Object.fromEntries(Array.from({ length: 48 }, (_, at) => [`unknown_${at}`, at])),
  general: { name: '' },
  single_use: { ...record.single_use, join_before_buffer: 500 },
};

/** The deployment that a mistake is made in. */
export interface Deployment {
  readonly folder: string;
  write(name: string, content: unknown): void;
  /** Writes the configuration with these parts of it changed. */
  configure(more: object): void;
  run(...words: readonly string[]): Promise<{ readonly output: string }>;
  sql(file: string, text: string): Promise<void>;
}

/** A command, its exit code, what it says, and what went wrong before. */
export type Mistake = readonly [
  what: string,
  words: string,
  code: number,
  says: readonly (string | RegExp)[],
  prepare?: (at: Deployment) => unknown,
];

/** What is said names what, where, and what to do; nothing of a secret is ever in it. */
export const mistakes: readonly Mistake[] = [
  ['a word too few', 'integration import', 2, [/missing required argument 'file'/, '--help']],
  ['a command that is none', 'recovr', 2, [/unknown command 'recovr'/, /Did you mean recover/]],
  [
    'an option that is none',
    'maintain - --dryrun',
    2,
    [/unknown option '--dryrun'/, /Did you mean --dry-run/],
  ],
  ['a role that is none', 'serve - --role king', 2, [/'king' is invalid/, /all, manager, edge/]],
  [
    'no configuration: list',
    'integration list',
    2,
    ['ERR_CONFIG_NO_STORE', process.cwd(), '--config', 'what to do:'],
  ],
  ['no configuration: serve', 'serve', 2, ['ERR_CONFIG_NO_STORE', '--new-store', process.cwd()]],
  [
    'a configuration that is missing',
    'alarms --config none.json',
    2,
    ['ERR_CONFIG_FILE', 'none.json', 'ENOENT', 'VMRKIT_CONFIG'],
  ],
  [
    'a comma too many',
    'alarms --config bad.json',
    2,
    ['bad.json is no JSON at line 2, column 1'],
    (at) => at.write('bad.json', '{"store": {},\n}'),
  ],
  [
    'fields of the configuration that are wrong',
    'config check -',
    2,
    ['ERR_CONFIG_INVALID', 'public.listen: ', 'log.level: ', 'worker.poll_ms: ', 'Correct the fields named'],
    (at) => at.configure({ public: { listen: 'x' }, log: { level: 'loud' }, worker: { poll_ms: 'often' } }),
  ],
  [
    'a store that was mistyped',
    'conference list -',
    2,
    ['ERR_CONFIG_NO_STORE', /typo\.sqlite/, 'Check `store` there'],
    (at) => at.configure({ store: { settings: { file: join(at.folder, 'typo.sqlite') } } }),
  ],
  [
    'a plugin that is none',
    'alarms -',
    2,
    ['ERR_PLUGIN_UNKNOWN', 'known: mongodb, sqlite'],
    (at) => at.configure({ store: { name: 'paper' } }),
  ],
  [
    'a file that is no database',
    'alarms -',
    1,
    [/db\.sqlite cannot be opened: it is no SQLite database/],
    (at) => at.write('db.sqlite', 'x'.repeat(5_000)),
  ],
  [
    'no master key',
    'alarms -',
    2,
    ['ERR_SECRET_KEY_INVALID', 'VMRKIT_MASTER_KEYS'],
    () => vi.stubEnv('VMRKIT_MASTER_KEYS', ''),
  ],
  [
    'a master key that is cut short',
    'alarms -',
    2,
    ['ERR_CONFIG_ENVIRONMENT', 'VMRKIT_MASTER_KEYS', 'id:base64'],
    () => vi.stubEnv('VMRKIT_MASTER_KEYS', 'k1:AAAA'),
  ],
  [
    'another master key',
    'alarms -',
    2,
    ['ERR_KIT_KEY_MISMATCH', 'what to do:'],
    () => vi.stubEnv('VMRKIT_MASTER_KEYS', key(2)),
  ],
  [
    'fifty wrong fields at once',
    'integration import wrong.json -',
    2,
    [
      'ERR_INTEGRATION_INVALID',
      ...Array.from({ length: 48 }, (_, at) => `unknown_${at}`),
      'general.name: ',
      'single_use.join_before_buffer: ',
      'nothing was saved',
    ],
    (at) => at.write('wrong.json', fiftyWrong),
  ],
  [
    'a record that is half wrong',
    'integration import half.json -',
    2,
    ['mailbox.mailboxes.1.email: ', 'single_use.scheduled_alias_domain: '],
    (at) =>
      at.write('half.json', {
        ...record,
        general: { name: 'Support' },
        mailbox: {
          ...record.mailbox,
          mailboxes: [...record.mailbox.mailboxes, { name: 'x', email: 'nobody' }],
        },
        single_use: { ...record.single_use, scheduled_alias_domain: 'not a domain' },
      }),
  ],
  [
    'a record that exists already',
    'integration import record.json -',
    2,
    [
      'ERR_INTEGRATION_TAKEN',
      'general.name: Another integration has this name; to change that one, give its id',
    ],
  ],
  [
    'a mailbox that does not answer',
    'integration import again.json -',
    3,
    ['vmr@example.com', 'ERR_EWS_UNREACHABLE', 'ECONNREFUSED', 'The record is saved'],
    async (at) => {
      const id = /[0-9a-f-]{36}/.exec((await at.run('integration', 'list', '-')).output)?.[0];
      at.write('again.json', { ...record, id });
    },
  ],
  [
    'an integration that is none',
    'integration show Marketing -',
    2,
    ['ERR_INTEGRATION_NOT_FOUND', '"Marketing"', /known: Sales \([0-9a-f-]{36}\)/],
  ],
  [
    'a deletion in passing',
    'integration delete Sales -',
    2,
    ['ERR_COMMAND_UNCONFIRMED', 'Nothing was deleted', 'Sales'],
  ],
  ['a deletion that was mistyped', 'integration delete Sales --yes sales -', 2, ['ERR_COMMAND_UNCONFIRMED']],
  [
    'an export over a file',
    'integration export Sales --out record.json -',
    2,
    ['ERR_COMMAND_OUTPUT', /record\.json cannot be written: there is such a file already/],
  ],
  [
    'a time that is none',
    'maintain --inbox-time-limit yesterday -',
    2,
    ['ERR_COMMAND_OPTION', '--inbox-time-limit', '2026-12-01T08:00:00'],
  ],
  [
    'a take-over of everything',
    'recover --take-over vmr@example.com -',
    2,
    ['ERR_RECOVERY_OPTIONS', '--exchange-connector-id'],
  ],
  ['an answer that is no number', 'recover --yes yes -', 2, ['ERR_RECOVERY_OPTIONS', 'number of meetings']],
  [
    'recovery of no such integration',
    'recover --exchange-connector-id 7 -',
    2,
    ['ERR_INTEGRATION_NOT_FOUND', 'switched off'],
  ],
  [
    'recovery while Exchange is away',
    'recover -',
    1,
    [
      'ERR_RECOVERY_INCOMPLETE',
      /VMR booking <vmr@example\.com> \([0-9a-f-]{36}\): ERR_EWS_UNREACHABLE/,
      'Check ews_url',
    ],
  ],
  [
    'maintenance while Exchange is away',
    'maintain -',
    1,
    ['ERR_MAINTENANCE_INCOMPLETE', /VMR booking <vmr@example\.com> \([0-9a-f-]{36}\): ERR_EWS_UNREACHABLE/],
  ],
  [
    'an alarm that does not stand',
    'alarms clear clock-skew somewhere -',
    2,
    ['ERR_ALARM_NOT_FOUND', 'clock-skew', 'somewhere'],
  ],
  [
    'a conference that is none',
    'conference show 55000000 -',
    2,
    ['ERR_CONFERENCE_NOT_FOUND', '55000000', 'conference list'],
  ],
  ['a list without an end', 'conference list --limit all -', 2, ['ERR_COMMAND_OPTION', '1 to 1000', '"all"']],
  ['a cursor of something else', 'conference list --cursor abc -', 2, ['ERR_LIST_CURSOR']],
  [
    'a backup over a file',
    'backup record.json -',
    2,
    ['ERR_STORE_BACKUP_EXISTS', 'record.json', 'nothing is overwritten'],
  ],
  ['a backup nowhere', 'backup /nowhere/at/all -', 1, ['ERR_STORE_BACKUP', '/nowhere/at/all', 'ENOENT']],
  [
    'a backup of MongoDB',
    'backup b.sqlite -',
    2,
    ['ERR_STORE_OWN_TOOLS', 'mongodump --uri="mongodb://127.0.0.1:1/"', '--archive'],
    (at) =>
      at.configure({
        store: { name: 'mongodb', settings: { url: 'mongodb://me:hush@127.0.0.1:1/?replicaSet=rs0' } },
      }),
  ],
  ['a restore over a store', 'restore backup.sqlite -', 2, ['ERR_STORE_EXISTS', 'db.sqlite', '--replace']],
  [
    'a restore of something else',
    'restore record.json --replace -',
    2,
    ['ERR_STORE_RESTORE', 'record.json', 'no SQLite database'],
  ],
  [
    'a backup of a newer version',
    'restore backup.sqlite --replace -',
    1,
    ['ERR_STORE_VERSION', 'newer version'],
    (at) => at.sql('backup.sqlite', "INSERT INTO schema_versions VALUES (99, '')"),
  ],
  [
    'a backup with newer documents',
    'restore backup.sqlite --replace -',
    1,
    ['ERR_STORE_VERSION', 'collection integrations'],
    (at) =>
      at.sql(
        'backup.sqlite',
        "UPDATE documents SET value = json_set(value, '$.$version', 99) WHERE collection = (SELECT id FROM collections WHERE name = 'integrations')",
      ),
  ],
  [
    'a backup under another key',
    'restore backup.sqlite --replace -',
    2,
    ['ERR_KIT_KEY_MISMATCH'],
    () => vi.stubEnv('VMRKIT_MASTER_KEYS', key(2)),
  ],
];
