import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { AlarmService } from '../alarms/alarm-service.ts';
import type { KeySealer } from '../allocation/allocation-store.ts';
import { holdClaims } from '../allocation/hold-claims.ts';
import { bindReservation } from '../allocation/reservation-lifecycle.ts';
import { type ReservedAliases, reserveAliases } from '../allocation/reserve-aliases.ts';
import { withAudit } from '../audit/audit-entry.ts';
import { openStore, type Store } from '../collections/store.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { conference, live } from '../meetings/meeting.fixture.ts';
import type { ClockVerdict } from '../runtime/judge-clock.ts';
import { pluginSecretsOf } from '../secrets/plugin-secrets.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, shift } from '../time/instant.ts';
import { copyAudit, runHousekeeping } from './run-housekeeping.ts';

const sealer: KeySealer = { seal: async (secret) => secret, open: async (sealed) => sealed };
const LAPSE_DAYS = 10;
const QUARANTINE_DAYS = 5;
const AUDIT_DAYS = 40;

function openHouse() {
  const clock = new FakeClock();
  const store = openStore(createWeakMemoryDatabase());
  const alarms = new AlarmService(store.alarms, clock, createSeededRandom(1));
  const tagKeys = { current: new Uint8Array(32).fill(9), retired: [] };
  const deps = { store, sealer, random: createSeededRandom(1), clock, tagKeys };
  return {
    store,
    clock,
    now: () => clock.now(),
    pass: (days: number) => clock.advance(days * DAY_MS + 1),
    keep: (seen: Store = store, signal = new AbortController().signal) =>
      runHousekeeping({
        store: seen,
        sealer,
        alarms,
        clock,
        quarantineDays: QUARANTINE_DAYS,
        auditDays: AUDIT_DAYS,
        signal,
      }),
    /** A round in which the clocks are judged so, by integration. */
    keepAt: (verdicts: Readonly<Record<string, ClockVerdict>>) =>
      runHousekeeping({
        store,
        sealer,
        alarms,
        clock,
        quarantineDays: QUARANTINE_DAYS,
        auditDays: AUDIT_DAYS,
        readClocks: (id) => ({ now: clock.now(), verdict: verdicts[id ?? 'deployment'] ?? 'sound' }),
      }),
    async reserved() {
      const found = await store.reservations.find('one', { index: 'due', equals: [], limit: 500 });
      return found.items.filter(({ value }) => value.state.kind === 'reserved').length;
    },
    async allocateFor(integrationId: string, count: number) {
      for (let at = 0; at < count; at += 1)
        await reserveAliases({ ...input, integrationId, length: 4 }, deps);
    },
    async allocate(count: number, length = 1) {
      const made = [];
      for (let at = 0; at < count; at += 1) made.push(await reserveAliases({ ...input, length }, deps));
      return made as [ReservedAliases, ReservedAliases];
    },
    async standing() {
      const found = await store.alarms.find('one', { index: 'standing', equals: ['one'], limit: 10 });
      return found.items.map(({ value: { kind, subject, detail } }) => `${kind} ${subject}: ${detail}`);
    },
    async claims() {
      return (await store.claims.find(DEPLOYMENT, { index: 'review', equals: [], limit: 100 })).items.length;
    },
  };
}

const input = {
  tenantId: 'one',
  integrationId: '11111111-1111-4111-8111-111111111111',
  prefix: 'm',
  length: 1,
  domain: 'vc.example.org',
  mailboxId: 'mailbox-1',
  callerKey: 'caller-1',
  language: null,
  correlationId: '33333333-3333-4333-8333-333333333333',
  draftKey: null,
  pins: { hostPin: false, allowGuests: false, guestPin: false, length: 6 },
  lapseAfterMs: LAPSE_DAYS * DAY_MS,
  quarantineMs: QUARANTINE_DAYS * DAY_MS,
};

describe('runHousekeeping', () => {
  test('raises an alarm from 80 % on, and clears it when numbers are free again', async () => {
    const house = openHouse();
    await house.allocate(7);
    await house.keep();
    expect(await house.standing()).toEqual([]);
    await house.allocate(1);
    await house.keep();
    expect(await house.standing()).toEqual(['alias-space-low m/1: 80 % in use']);
    await house.pass(LAPSE_DAYS);
    await house.keep();
    await house.pass(QUARANTINE_DAYS);
    await house.keep();
    expect(await house.standing()).toEqual([]);
  });

  test('lapses nothing while the clock is in doubt, and nothing of an integration whose mail system contradicts it', async () => {
    const house = openHouse();
    const other = '22222222-2222-4222-8222-222222222222';
    // More than one step looks at, so that what is held would stand in the way of the rest.
    await house.allocateFor(other, 210);
    await house.allocateFor(input.integrationId, 3);
    await house.pass(LAPSE_DAYS);
    await house.keepAt({ deployment: 'jumped' });
    expect(await house.reserved()).toBe(213);
    await house.keepAt({ [other]: 'skewed' });
    expect(await house.reserved()).toBe(210);
    await house.keepAt({});
    expect(await house.reserved()).toBe(0);
  });

  test('lapses what was never used, frees its number after quarantine and drops its claims', async () => {
    const house = openHouse();
    await house.allocate(10);
    await expect(house.allocate(1)).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
    await house.pass(LAPSE_DAYS);
    expect(await house.keep()).toMatchObject({ reservations: 10 });
    await expect(house.allocate(1)).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
    await house.pass(QUARANTINE_DAYS);
    await house.keep();
    expect(await house.allocate(10)).toHaveLength(10);
  });

  test('leaves nothing for another round, however much is due', async () => {
    const house = openHouse();
    await house.allocate(201, 3);
    const left = Array.from({ length: 201 }, (_, at) => ({
      id: `alias:left ${at}`,
      claim: {
        tenantId: 'one',
        owner: { kind: 'reservation' as const, id: `never written ${at}` },
        meetingKey: null,
        reviewAt: house.now(),
      },
    }));
    await holdClaims(house.store.claims, left);
    await house.pass(LAPSE_DAYS);
    expect(await house.keep()).toMatchObject({ reservations: 201, claims: 201 });
    await house.pass(QUARANTINE_DAYS);
    expect(await house.keep()).toMatchObject({ numbers: 201 });
  });

  test('ends a round early when it is told to', async () => {
    const house = openHouse();
    await house.allocate(201, 3);
    await house.pass(LAPSE_DAYS);
    expect(await house.keep(house.store, AbortSignal.abort())).toMatchObject({ reservations: 200 });
  });

  const meetingKey = 'i:01' as MeetingKey;
  const bind = (house: ReturnType<typeof openHouse>, id: string) =>
    bindReservation(house.store, { tenantId: 'one', id, meetingKey, now: house.now() });
  const stateOf = async ({ store }: ReturnType<typeof openHouse>, id: string) =>
    (await store.reservations.load('one', [id]))[0]?.value.state ?? null;

  test('leaves alone what a meeting holds, however often it looks', async () => {
    const house = openHouse();
    const [{ id }] = await house.allocate(1);
    await bind(house, id);
    const value = live({}, { conference: { ...conference, reservationId: id } });
    await house.store.meetings.commit('one', [{ op: 'insert', id: meetingKey, value }]);
    const before = await house.claims();
    for (let round = 0; round < 8; round += 1) {
      await house.pass(LAPSE_DAYS);
      await house.keep();
    }
    expect(await house.claims()).toBe(before);
    expect(await stateOf(house, id)).toEqual({ kind: 'bound', meetingKey, reviewAt: null });
  });

  test('gives up what was bound to a meeting and never committed with it', async () => {
    const house = openHouse();
    const [{ id }] = await house.allocate(1);
    await bind(house, id);
    await house.pass(29);
    await house.keep();
    expect((await stateOf(house, id))?.kind).toBe('bound');
    await house.pass(1);
    await house.keep();
    expect((await stateOf(house, id))?.kind).toBe('released');
    expect(await house.claims()).toBe(0);
  });

  test('loses against a message that binds it again at that moment', async () => {
    const house = openHouse();
    const [{ id }] = await house.allocate(1);
    await bind(house, id);
    await house.pass(30);
    const { meetings } = house.store;
    const load: typeof meetings.load = async (...asked) => {
      await bind(house, id);
      return meetings.load(...asked);
    };
    await house.keep({ ...house.store, meetings: { ...meetings, load } });
    expect((await stateOf(house, id))?.kind).toBe('bound');
  });

  test('a commit that was under way while it was given up fails', async () => {
    const house = openHouse();
    const [{ id }] = await house.allocate(1);
    await bind(house, id);
    const value = live();
    await house.store.meetings.commit('one', [{ op: 'insert', id: meetingKey, value }]);
    const [seen] = await house.store.meetings.load('one', [meetingKey]);
    await house.pass(31);
    await house.keep();
    expect((await stateOf(house, id))?.kind).toBe('released');
    const late = { op: 'replace' as const, id: meetingKey, revision: seen?.revision ?? '', value };
    expect(await house.store.meetings.commit('one', [late])).toMatchObject([{ ok: false }]);
  });

  test('removes what plugins keep for integrations that are gone, and nothing of those that stand', async () => {
    const house = openHouse();
    const { store } = house;
    const value = { tenantId: 'one', name: 'Here', record: {}, savedAt: house.now() };
    const gone = { tenantId: 'one', forgetAt: shift(house.now(), DAY_MS) };
    await store.integrations.commit('one', [
      { op: 'insert', id: 'here', value },
      { op: 'insert', id: 'gone', value: gone },
    ]);
    const secretsOf = (tenantId: string, integrationId: string) =>
      pluginSecretsOf(
        { integration: { tenantId, integrationId }, plugin: 'mailbox-provider/mail' },
        { collection: store.pluginSecrets, secretBox: sealer },
      );
    const all = [secretsOf('one', 'here'), secretsOf('one', 'gone'), secretsOf('two', 'here')];
    for (const secrets of all) await secrets.write('token', { value: 'x', seen: null });
    await house.keep();
    const left = await Promise.all(all.map((secrets) => secrets.read('token')));
    expect(left.map((secret) => secret?.value)).toEqual(['x', undefined, undefined]);
  });

  test('forgets deleted users and rooms after 30 days, and no others', async () => {
    const { store, ...house } = openHouse();
    const values = { gone: { tenantId: 'one', forgetAt: shift(house.now(), DAY_MS), audit: [] } };
    const here = {
      tenantId: 'one',
      ids: [],
      aliases: [],
      email: null,
      ownerEmail: 'x',
      name: 'x',
      audit: [],
    };
    for (const collection of [store.users, store.rooms]) {
      await collection.commit('one', [
        { op: 'insert', id: 'gone', value: values.gone as never },
        { op: 'insert', id: 'here', value: here as never },
      ]);
    }
    const left = async () =>
      Promise.all(
        [store.users, store.rooms].map(async (each) =>
          (await each.load('one', ['gone', 'here'])).map(Boolean),
        ),
      );
    await house.keep();
    expect(await left()).toEqual([
      [true, true],
      [true, true],
    ]);
    await house.pass(2);
    await house.keep();
    expect(await left()).toEqual([
      [false, true],
      [false, true],
    ]);
  });

  test('keeps a deleted user until the audit of the deletion was copied, and audit events for their days', async () => {
    const { store, clock, ...house } = openHouse();
    const deleted = { action: 'user.deleted', actor: 'operator', details: {} };
    const audit = withAudit([], { at: house.now(), random: createSeededRandom(1), ...deleted });
    const value = { tenantId: 'one', forgetAt: shift(house.now(), DAY_MS), audit };
    await store.users.commit('one', [{ op: 'insert', id: 'gone', value }]);
    const told = async () =>
      (await store.auditEvents.find('one', { index: 'tenant', equals: [], limit: 10 })).items.length;
    await house.pass(2);
    await house.keep();
    expect(await store.users.load('one', ['gone'])).not.toEqual([null]);
    await copyAudit({ store, clock });
    await house.keep();
    expect(await store.users.load('one', ['gone'])).toEqual([null]);
    expect(await told()).toBe(1);
    await house.pass(AUDIT_DAYS);
    await house.keep();
    expect(await told()).toBe(0);
  });

  test('leaves no trace of what is long over', async () => {
    const house = openHouse();
    const [lapsed, uncommitted] = await house.allocate(2);
    await bind(house, uncommitted.id);
    const claim = {
      tenantId: 'one',
      owner: { kind: 'meeting' as const, id: meetingKey },
      meetingKey,
      reviewAt: house.now(),
    };
    await holdClaims(house.store.claims, [{ id: 'token:never committed', claim }]);
    const unwritten = {
      ...claim,
      owner: { kind: 'reservation' as const, id: 'never written' },
      meetingKey: null,
    };
    await holdClaims(house.store.claims, [{ id: 'alias:never written', claim: unwritten }]);
    const unsaved = { ...unwritten, owner: { kind: 'integration' as const, id: 'never saved' } };
    await holdClaims(house.store.claims, [{ id: 'mailbox:never saved', claim: unsaved }]);
    const shared = { ...unwritten, owner: { kind: 'tenant' as const, id: 'one' }, integrations: ['shared'] };
    await holdClaims(house.store.claims, [{ id: 'fqdn:never saved', claim: shared }]);
    await house.pass(0);
    await house.keep();
    expect(await stateOf(house, 'never written')).toMatchObject({ kind: 'void' });
    expect(await house.store.meetings.load('one', [meetingKey])).not.toEqual([null]);
    const unmade = ['never saved', 'shared'];
    expect(await house.store.integrations.load('one', unmade)).not.toContain(null);
    for (let weeks = 0; weeks < 12; weeks += 1) {
      await house.pass(7);
      await house.keep();
    }
    const ids = [lapsed.id, uncommitted.id, 'never written'];
    expect(await house.store.reservations.load('one', ids)).toEqual([null, null, null]);
    expect(await house.store.meetings.load('one', [meetingKey])).toEqual([null]);
    expect(await house.store.integrations.load('one', unmade)).toEqual([null, null]);
    expect(await house.claims()).toBe(0);
  });
});
