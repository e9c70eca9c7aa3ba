import { NotFoundError } from '@vmrkit/core';
import { AlarmService, openStore, parseIntegrationRecord } from '@vmrkit/core/composition';
import { createWeakMemoryDatabase, FakeClock, recordingLogger } from '@vmrkit/testing';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { IntegrationRecords } from './integration-records.ts';
import { IntegrationRegistry } from './integration-registry.ts';

const BUDGET_MS = 1_000;

function openRegistry(book: Pick<IntegrationRecords, 'stored'> & { open(stored: { id: string }): unknown }) {
  const clock = new FakeClock();
  const store = openStore(createWeakMemoryDatabase());
  const logger = recordingLogger();
  let nowMs = 0;
  clock.monotonicMs = () => nowMs;
  const registry = new IntegrationRegistry({
    book: book as unknown as IntegrationRecords,
    templateEngine: {
      compile: (source) => ({
        variables: [],
        render() {
          if (source === 'slow') nowMs += BUDGET_MS;
          return source;
        },
      }),
    },
    alarms: new AlarmService(store.alarms, clock),
    ...{ clock, logger, pollMs: 1, quarantineDays: 1, aliasGrants: {}, renderingBudgetMs: BUDGET_MS },
  });
  return { registry, logger, store };
}

const stored = (id: string, revision: string) => ({ id, revision, value: {} as never });

it('tells of a record that cannot be read once, and of no change while there is none', async () => {
  const { registry, logger } = openRegistry({
    stored: async () => [stored('i', 'r')],
    open: () => Promise.reject(new NotFoundError('Gone.', { code: 'ERR_PLUGIN_UNKNOWN' })),
  });
  const changed = vi.fn();
  registry.onChange(changed);
  await registry.refresh();
  await registry.refresh();
  expect(logger.lines).toHaveLength(1);
  expect(registry.all()).toEqual([]);
  expect(changed).not.toHaveBeenCalled();
});

function recordOf(id: string) {
  const json = {
    id,
    general: { name: id },
    mailbox: {
      provider: 'plain',
      settings: {},
      mailboxes: [{ id: `${id.slice(0, -1)}9`, name: 'VMR', email: 'vmr@example.com' }],
    },
    single_use: {
      scheduled_alias_prefix: '55',
      scheduled_alias_domain: 'example.com',
      conference_name_template: 'slow',
    },
    add_in: { server_fqdn: 'vmr.example.com' },
    advanced: { exchange_metadata_urls: ['mail.example.com'] },
  };
  const plugins = { mailbox: { plain: { settingsSchema: z.strictObject({}), secrets: [] } }, signIn: {} };
  const newUuid = () => id;
  return parseIntegrationRecord(json, { plugins, deployment: { allowHttpLoopback: false }, newUuid });
}

it('[S6.4g] a spent budget is one integration’s alone, and a new record frees none of it', async () => {
  const [one, other] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
  let revision = '1';
  const { registry, store } = openRegistry({
    stored: async () => [stored(one, revision), stored(other, revision)],
    open: async ({ id }) => recordOf(id),
  });
  const nameOf = (id: string) => registry.find(id)?.texts.conferenceName({ numeric_alias: '55' });
  await registry.refresh();
  expect(nameOf(one)).toBe('slow');
  revision = '2';
  await registry.refresh();
  expect(nameOf(one)).toBe('{{numeric_alias}}');
  expect(nameOf(other)).toBe('slow');
  const alarm = `rendering-too-costly/${one}`;
  await registry.settled();
  expect(await store.alarms.load('default', [alarm])).not.toEqual([null]);
  expect(registry.renderingCosts()).toEqual([
    { integrationId: one, totalMs: BUDGET_MS, worstMs: BUDGET_MS },
    { integrationId: other, totalMs: BUDGET_MS, worstMs: BUDGET_MS },
  ]);
});
