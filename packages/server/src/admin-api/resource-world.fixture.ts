import { definePlugin, instant, type Plugin } from '@vmrkit/core';
import { findConference } from '@vmrkit/core/composition';
import { createVmrKit } from '@vmrkit/sdk';
import { createEwsLikeWorld, createWeakMemoryDatabase } from '@vmrkit/testing';
import { z } from 'zod';
import { shippedPlugins } from '../plugins/shipped-plugins.ts';
import { openAdminWorld } from './admin-world.fixture.ts';

/** What the handlers of the admin API take from a kit. */
const parts = [
  ...(['config', 'plugins', 'clock', 'random', 'secretBox', 'templateEngine', 'integrationPlugins'] as const),
  ...(['store', 'alarms', 'integrationRecords', 'integrationRegistry', 'people', 'manager', 'http'] as const),
  ...(['deployment', 'database'] as const),
];

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
      ...{ kind: 'store', name: 'memory', settingsSchema: none, description: ofTests },
      create: () => database.connect(),
    }),
    definePlugin({
      ...{ kind: 'mailbox-provider', name: 'world', description: ofTests },
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
      ...{ kind: 'caller-verifier', name: 'trusting', settingsSchema: none, description: ofTests },
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

/** The admin API over a whole kit in memory, which works no mail. */
export async function openResourceWorld() {
  const anything = { prefixes: ['*'], domains: ['*'] };
  const kit = createVmrKit({
    plugins: pluginsOfTests(),
    config: {
      store: { name: 'memory' },
      alias_grants: { default: anything, acme: anything, beta: anything },
    },
    masterKeys: [{ id: 'k1', key: Buffer.alloc(32, 7) }],
  });
  const opened = Object.fromEntries(
    await Promise.all(parts.map(async (name) => [name, await kit.get(name)])),
  );
  const world = await openAdminWorld({ kit: opened });
  const store = await kit.get('store');
  return {
    ...world,
    kit,
    store,
    /** Puts a conference into the store as the mail would have made it; gives its id. */
    async addConference(at: ConferenceOfTests): Promise<string> {
      const { tenantId, integrationId, mailboxId, subject, number } = at;
      const start = instant(Date.now() + 3_600_000 * 3);
      const version = {
        ...{ stamp: start, sequence: 0, cancels: false, received: start, messageId: `<${number}>` },
        ...{ mailboxId, articleNumber: null, arrival: 1 },
      };
      const conference = {
        ...{ id: `conference-${number}`, reservationId: `r-${number}`, reservedBy: version },
        ...{ numericAlias: `55${number}`, alias: `55${number}@example.com`, tag: `PXPS:-${number}#` },
        ...{
          pins: null,
          language: null,
          name: subject,
          templateName: subject,
          rename: null,
          description: '',
        },
        ...{ subject, aliasDescription: '', origin: 'test', createdAt: start },
      };
      const id = `${integrationId}:${number}`;
      const value = {
        ...{
          tenantId,
          integrationId,
          mailboxId,
          fence: 1,
          status: 'live',
          statusSince: start,
          createdAt: start,
        },
        ...{ organizer: { name: 'Ada', email: 'ada@corp.example' }, subject, language: null },
        ...{ fromTrustedSender: true, version, instances: [], pendingCancellations: [], conference },
        schedule: {
          ...{ kind: 'single', first: { start, end: instant(start + 3_600_000) }, allDay: false },
          ...{ zone: { iana: 'UTC', windows: null, rules: null }, series: null, window: null },
        },
        journal: [
          {
            number: 1,
            messageId: `<${number}>`,
            at: start,
            outcome: 'apply',
            correlationId: `trail-${number}`,
          },
        ],
        ...{ echoAwaited: false, outbox: [], abandoned: [], refreshAt: null, expiresAt: null },
      };
      await store.meetings.commit(tenantId, [{ op: 'insert', id, value: value as never }]);
      return conference.id;
    },
    conference: (id: string) => findConference(id, { scope: 'all', store }),
    async close() {
      await world.close();
      await kit.close();
    },
  };
}

interface ConferenceOfTests {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly mailboxId: string;
  readonly subject: string;
  readonly number: number;
}
