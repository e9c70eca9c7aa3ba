import { definePlugin, type Plugin } from '@vmrkit/core';
import { createVmrKit, tokens } from '@vmrkit/sdk';
import { createEwsLikeWorld, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { z } from 'zod';
import { shippedPlugins } from '../plugins/shipped-plugins.ts';
import { openAdminWorld } from './admin-world.fixture.ts';
import { addConferences, type ConferenceOfTests } from './conference.fixture.ts';

/** What the handlers of the admin API take from a kit. */
const parts = [
  'config',
  'plugins',
  'clock',
  'random',
  'secretBox',
  'templateEngine',
  'integrationPlugins',
  'store',
  'alarms',
  'integrationRecords',
  'integrationRegistry',
  'people',
  'manager',
  'http',
  'deployment',
  'database',
  'webhookSender',
  'aliasGrants',
  'integrationNews',
  'platformWatch',
  'pluginDeps',
  'joinLinks',
] as const;

const ofTests = { title: 'Of the tests', documentation: '', fields: {} };
const none = z.strictObject({});

function pluginsOfTests(): readonly Plugin[] {
  const database = createWeakMemoryDatabase();
  const { mailbox, calendars } = createEwsLikeWorld({ email: 'vmr@example.com' }).connect({
    step: async () => undefined,
  });
  return [
    ...shippedPlugins.filter(({ kind }) => kind !== 'store'),
    definePlugin({
      kind: 'store',
      name: 'memory',
      settingsSchema: none,
      description: ofTests,
      create: () => database.connect(),
    }),
    definePlugin({
      kind: 'mailbox-provider',
      name: 'world',
      description: { ...ofTests, fields: { password: { title: 'Password', help: 'Of the tests.' } } },
      settingsSchema: z.strictObject({ password: z.string().default('') }),
      secrets: [{ name: 'password', sentTo: [] }],
      create: () => ({
        equipmentMailbox: () => mailbox,
        organizerCalendars: () => calendars,
        check: async () => undefined,
        close: async () => undefined,
      }),
    }),
    definePlugin({
      kind: 'caller-verifier',
      name: 'trusting',
      settingsSchema: none,
      description: ofTests,
      create: () => ({ recognises: () => true, verify: () => Promise.reject(new Error('nobody')) }),
    }),
  ];
}

/** A record of a tenant, whose texts begin with `name`. */
export function recordOf(name: string, changes: object = {}) {
  const slug = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  return {
    general: { name },
    mailbox: {
      provider: 'world',
      settings: { password: `secret of ${slug}` },
      mailboxes: [{ name: `VMR ${name}`, email: `${slug}@example.com` }],
    },
    single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
    add_in: { server_fqdn: `${slug}.example.com` },
    callers: [{ provider: 'trusting' }],
    ...changes,
  };
}

/** The admin API over a whole kit in memory, which works no mail; `config` is the server's own part. */
export async function openResourceWorld({ config = {} }: { readonly config?: object } = {}) {
  const anything = { prefixes: ['*'], domains: ['*'] };
  const clock = new FakeClock();
  const kit = createVmrKit({
    plugins: pluginsOfTests(),
    config: {
      store: { name: 'memory' },
      alias_grants: { default: anything, acme: anything, beta: anything },
    },
    masterKeys: [{ id: 'k1', key: Buffer.alloc(32, 7) }],
    configure: (container) => {
      container.rebind(tokens.clock).toConstantValue(clock);
    },
  });
  const opened = Object.fromEntries(
    await Promise.all(parts.map(async (name) => [name, await kit.get(name)])),
  );
  const store = await kit.get('store');
  const world = await openAdminWorld({ kit: opened, config });
  return {
    ...world,
    kit,
    store,
    clock,
    /** Puts a conference into the store as the mail would have made it; gives its id. */
    async addConference(at: ConferenceOfTests) {
      await addConferences([at], { store, now: clock.now() });
      return `conference-${at.number}`;
    },
    async close() {
      await world.close();
      await kit.close();
    },
  };
}
