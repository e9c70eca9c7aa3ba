import { type IntegrationRecord, NotFoundError } from '@vmrkit/core';
import { AlarmService, openStore, parseIntegrationRecord } from '@vmrkit/core/composition';
import {
  createSeededRandom,
  createWeakMemoryDatabase,
  FakeClock,
  FakeSignInProvider,
  recordingLogger,
} from '@vmrkit/testing';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { IntegrationNews } from './integration-news.ts';
import type { IntegrationRecords } from './integration-records.ts';
import { IntegrationRegistry } from './integration-registry.ts';

const BUDGET_MS = 1_000;

const noNews: Pick<IntegrationNews, 'since'> = { since: async () => ({ count: 0, changed: null }) };

function openRegistry(
  book: Pick<IntegrationRecords, 'stored'> & {
    open(stored: { id: string }): unknown;
    find?(ref: { readonly id: string }): unknown;
  },
  news = noNews,
) {
  const clock = new FakeClock();
  const store = openStore(createWeakMemoryDatabase());
  const logger = recordingLogger();
  const verifiers: unknown[] = [];
  const signIns: unknown[] = [];
  const closed: unknown[] = [];
  let nowMs = 0;
  clock.monotonicMs = () => nowMs;
  const registry = new IntegrationRegistry({
    book: { claim: async () => undefined, ...book } as unknown as IntegrationRecords,
    news,
    templateEngine: {
      compile: (source) => ({
        variables: [],
        render() {
          if (source === 'slow') nowMs += BUDGET_MS;
          return source;
        },
      }),
    },
    alarms: new AlarmService(store.alarms, clock, createSeededRandom(1)),
    joinLinkOf: () => '',
    audienceOf: ({ id }) => `https://vmr.example.com/${id}`,
    paneVerifier: { recognises: () => false, verify: () => Promise.reject(new Error('No pane.')) },
    createRoomSource: async ({ settings }) => ({
      roomsOf: async () => [],
      close: async () => {
        closed.push(settings);
        throw new Error('It does not matter.');
      },
    }),
    createSignIn: async ({ settings, integration }) => {
      signIns.push([integration.integrationId, settings]);
      if (signIns.length === 1) throw new Error('Not now.');
      return new FakeSignInProvider();
    },
    createVerifier: async ({ settings }) => {
      verifiers.push(settings);
      return { recognises: () => false, verify: () => Promise.reject(new Error(String(verifiers.length))) };
    },
    clock,
    logger,
    pollMs: 1,
    quarantineDays: 1,
    aliasGrants: {},
    renderingBudgetMs: BUDGET_MS,
  });
  return { registry, logger, store, verifiers, signIns, closed };
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

function recordOf(id: string, seat = 1) {
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
    callers: [{ provider: 'card', settings: { seat } }],
  };
  const contract = {
    settingsSchema: z.looseObject({}),
    description: { title: 'Plain', documentation: '', fields: {} },
  };
  const plugins = { mailbox: { plain: contract }, signIn: {}, roomSources: {}, callers: { card: contract } };
  const newUuid = () => id;
  return parseIntegrationRecord(json, { plugins, deployment: { allowHttpLoopback: false }, newUuid });
}

it('a spent budget is one integration’s alone, and a new record frees none of it', async () => {
  const [one, other] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
  let revision = '1';
  const { registry, store } = openRegistry({
    stored: async () => [stored(one, revision), stored(other, revision)],
    open: async ({ id }) => ({ record: recordOf(id), issues: [] }),
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

it('verifies callers by one verifier an entry, which stays as long as its settings', async () => {
  const id = '00000000-0000-4000-8000-000000000001';
  let [revision, seat] = ['1', 1];
  const { registry, verifiers } = openRegistry({
    stored: async () => [stored(id, revision)],
    open: async () => ({ record: recordOf(id, seat), issues: [] }),
  });
  const callersAt = async (next: string) => {
    revision = next;
    await registry.refresh();
    return registry.find(id)?.callers;
  };
  const first = await callersAt('1');
  expect(first).toMatchObject({
    integration: { tenantId: 'default', integrationId: id },
    audience: `https://vmr.example.com/${id}`,
  });
  expect((await callersAt('2'))?.verifiers).toBe(first?.verifiers);
  seat = 2;
  expect((await callersAt('3'))?.verifiers).not.toBe(first?.verifiers);
  expect(verifiers).toEqual([{ seat: 1 }, { seat: 2 }]);
});

it('makes what signs people in when it is asked for first, once for the same settings, and again after a failure', async () => {
  const id = '00000000-0000-4000-8000-000000000001';
  let revision = '1';
  let signIn: IntegrationRecord['signIn'] = null;
  const { registry, signIns } = openRegistry({
    stored: async () => [stored(id, revision)],
    open: async () => ({ record: { ...recordOf(id), signIn }, issues: [] }),
  });
  const signInAt = async (next: string, settings: Readonly<Record<string, unknown>> | null) => {
    revision = next;
    signIn = settings === null ? null : { provider: 'directory', settings };
    await registry.refresh();
    return registry.find(id)?.signIn ?? null;
  };
  expect(await signInAt('1', null)).toBeNull();
  const first = await signInAt('2', { tenant: 1 });
  expect(signIns).toEqual([]);
  await expect(first?.get()).rejects.toThrow('Not now.');
  const made = await first?.get();
  expect(await (await signInAt('3', { tenant: 1 }))?.get()).toBe(made);
  expect(await (await signInAt('4', { tenant: 2 }))?.get()).not.toBe(made);
  expect(signIns).toEqual([1, 1, 2].map((tenant) => [id, { tenant }]));
});

it('closes a source of rooms that was made once its record changes, is switched off or deleted, and at the end', async () => {
  const id = '00000000-0000-4000-8000-000000000001';
  let at = 0;
  let now: { readonly seat: number; readonly enabled?: boolean } | null = { seat: 1 };
  const { registry, closed } = openRegistry({
    stored: async () => (now === null ? [] : [stored(id, String(at))]),
    open: async () => {
      const record = recordOf(id);
      const roomSource = { provider: 'bridge', settings: { seat: now?.seat } };
      const general = { ...record.general, enabled: now?.enabled ?? true };
      return { record: { ...record, general, roomSource }, issues: [] };
    },
  });
  const become = async (next: typeof now) => {
    [now, at] = [next, at + 1];
    await registry.refresh();
    await (now?.enabled === false ? null : registry.find(id)?.roomSource?.get());
    await new Promise((resolve) => setTimeout(resolve));
  };
  await become({ seat: 1 });
  await become({ seat: 1 });
  expect(closed).toEqual([]);
  await become({ seat: 2 });
  expect(closed).toEqual([{ seat: 1 }]);
  await become({ seat: 2, enabled: false });
  expect(closed).toEqual([{ seat: 1 }, { seat: 2 }]);
  await become({ seat: 3 });
  await become(null);
  expect(closed).toEqual([1, 2, 3].map((seat) => ({ seat })));
  await become({ seat: 4 });
  await registry.close();
  expect(closed.at(-1)).toEqual({ seat: 4 });
});

it('a record that stricter rules refuse stays in use and is an alarm until it is corrected', async () => {
  const id = '00000000-0000-4000-8000-000000000001';
  const refused = [{ path: ['single_use', 'theme'], code: 'too_big', message: 'Too long.' }];
  let [revision, issues] = ['1', refused];
  const { registry, store, logger } = openRegistry({
    stored: async () => [stored(id, revision)],
    open: async () => ({ record: recordOf(id), issues }),
  });
  await registry.refresh();
  expect(registry.find(id)?.record.id).toBe(id);
  const alarm = async () => (await store.alarms.load('default', [`record-refused/${id}`]))[0]?.value;
  expect(await alarm()).toMatchObject({ detail: 'single_use.theme: too_big', clearedAt: null });
  expect(logger.lines.map(({ level }) => level)).toEqual(['warn']);
  [revision, issues] = ['2', []];
  await registry.refresh();
  expect((await alarm())?.clearedAt).not.toBeNull();
});

it('reads what was told of alone, and all where more changed than is kept', async () => {
  const [one, other, third] = [1, 2, 3].map((at) => `00000000-0000-4000-8000-00000000000${at}`) as [
    string,
    string,
    string,
  ];
  const revisions = new Map([
    [one, '1'],
    [other, '1'],
  ]);
  const reads: string[] = [];
  const news = new IntegrationNews(createWeakMemoryDatabase());
  const tell = (id: string) => news.tell({ tenantId: 't', id });
  const { registry } = openRegistry(
    {
      stored: async () => {
        reads.push('all');
        return [...revisions].map(([id, revision]) => stored(id, revision));
      },
      find: async ({ id }) => {
        reads.push(id);
        const revision = revisions.get(id);
        return revision === undefined ? null : stored(id, revision);
      },
      open: async ({ id }) => ({ record: recordOf(id), issues: [] }),
    },
    news,
  );
  const known = () => registry.all().map(({ record }) => record.id);
  await tell(one);
  await registry.refresh();
  await registry.follow();
  expect([reads.splice(0), known()]).toEqual([['all'], [one, other]]);
  revisions.set(third, '1');
  await tell(third);
  revisions.delete(one);
  await tell(one);
  await tell(third);
  await registry.follow();
  expect([reads.splice(0), known()]).toEqual([
    [third, one],
    [other, third],
  ]);
  await registry.follow();
  expect(reads).toEqual([]);
  for (let change = 0; change < 201; change += 1) await tell(other);
  await registry.follow();
  expect(reads).toEqual(['all']);
});

it('a store that was put back counts less than was seen, and all is read', async () => {
  const news = { since: vi.fn(async () => ({ count: 7, changed: null })) };
  const all = vi.fn(async () => []);
  const { registry } = openRegistry({ stored: all, open: async () => undefined }, news);
  await registry.refresh();
  await registry.follow();
  expect(news.since).toHaveBeenLastCalledWith(0);
  expect(news.since.mock.calls.map(([seen]: unknown[]) => seen)).toEqual([0, 7, 0]);
  expect(all).toHaveBeenCalledTimes(2);
});
