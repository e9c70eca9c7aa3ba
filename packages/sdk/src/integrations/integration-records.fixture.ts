import { InvalidInputError, type SettingsContracts, UnavailableError, VmrKitError } from '@vmrkit/core';
import { AlarmService, createSecretBox, openStore } from '@vmrkit/core/composition';
import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { z } from 'zod';
import { systemRandom } from '../runtime/system-random.ts';
import { IntegrationRecords, type IntegrationRecordsOptions } from './integration-records.ts';

const plugins: SettingsContracts = {
  mailbox: {
    plain: {
      settingsSchema: z.strictObject({ password: z.string() }),
      secrets: [{ name: 'password', sentTo: [] }],
      description: {
        title: 'Plain',
        documentation: '',
        fields: { password: { title: 'password', help: '' } },
      },
    },
  },
  signIn: {},
  roomSources: {},
  callers: {
    exchange: {
      settingsSchema: z.looseObject({}),
      description: { title: 'Exchange', documentation: '', fields: {} },
    },
  },
};

const anything = { prefixes: ['*'], domains: ['*'] };

/** Records of integrations over an empty store, whose mailboxes do not answer. */
export function openRecords() {
  const store = openStore(createWeakMemoryDatabase());
  const clock = new FakeClock();
  const options: IntegrationRecordsOptions = {
    store,
    plugins,
    clock,
    random: systemRandom,
    alarms: new AlarmService(store.alarms, clock, createSeededRandom(1)),
    openProvider: () => Promise.reject(new UnavailableError('Away.', { code: 'ERR_MAILBOX_AWAY' })),
    deployment: { allowHttpLoopback: false },
    aliasGrants: { default: anything, acme: anything, bolt: { prefixes: ['77'], domains: ['bolt.example'] } },
    news: { tell: async () => undefined },
    secretBox: createSecretBox({
      keys: [{ id: 'k', key: new Uint8Array(32) }],
      randomBytes: (length) => systemRandom.bytes(length),
    }),
    templateEngine: {
      compile(source) {
        if (source.includes('{{broken')) {
          throw new InvalidInputError('A brace is open.', { code: 'ERR_TEMPLATE_SYNTAX' });
        }
        const tag = { name: 'alias_uuid', line: 1, column: 1 };
        return {
          variables: source.includes(tag.name) ? [tag] : [],
          render: (values) => source.replace('{{alias_uuid}}', String(values.alias_uuid)),
        };
      },
    },
  };
  return { store, options, book: new IntegrationRecords(options) };
}

/** The record of a tenant's integration, whose name and mailbox are its own. */
export function recordOf(name: string, changes: object = {}) {
  return {
    general: { name },
    mailbox: {
      provider: 'plain',
      settings: { password: 'correct horse' },
      mailboxes: [{ name: 'VMR booking', email: `${name}@example.com` }],
    },
    single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
    add_in: { server_fqdn: 'vmr.example.com' },
    callers: [{ provider: 'exchange' }],
    ...changes,
  };
}

/** `saved`, or the code of what was refused. */
export const codeOf = (saved: Promise<unknown>) =>
  saved.then(
    () => 'saved',
    (error: unknown) => (VmrKitError.is(error) ? error.code : String(error)),
  );
