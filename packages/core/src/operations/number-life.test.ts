import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { AlarmService } from '../alarms/alarm-service.ts';
import type { HeldReservation } from '../allocation/held-reservation.ts';
import { ReservationService } from '../allocation/reservation-service.ts';
import { type ReserveAliasesDeps, reserveAliases } from '../allocation/reserve-aliases.ts';
import { openStore } from '../collections/store.ts';
import { VmrKitError } from '../errors/vmrkit-error.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { conference, live } from '../meetings/meeting.fixture.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { tagIdOf } from '../tags/scheduling-tag.ts';
import { DAY_MS, HOUR_MS } from '../time/instant.ts';
import { runHousekeeping } from './run-housekeeping.ts';

const INTEGRATION = '11111111-1111-4111-8111-111111111111';
const QUARANTINE_DAYS = 20;
const policy = {
  tenantId: 'one',
  integrationId: INTEGRATION,
  aliasFormat: { prefix: 'm', suffixLength: 1, domain: 'vmr.example' },
  pins: { hostPin: true, allowGuests: false, guestPin: false, length: 4 },
  reservationLapseDays: 30,
  quarantineDays: QUARANTINE_DAYS,
};

/** Ten numbers, and everything that befalls them over the months, drawn from one seed. */
class NumberLife {
  readonly clock = new FakeClock();
  readonly database = createWeakMemoryDatabase();
  readonly store = openStore(this.database);
  readonly random;
  readonly deps: ReserveAliasesDeps;
  readonly book: ReservationService;
  readonly tags: string[] = [];
  readonly drafts: HeldReservation[] = [];
  readonly meetings = new Map<MeetingKey, HeldReservation>();
  #meetings = 0;
  full = 0;

  constructor(seed: number) {
    this.random = createSeededRandom(seed);
    this.deps = this.depsOver(this.store);
    this.book = new ReservationService(policy, this.deps);
  }

  depsOver(store: ReserveAliasesDeps['store']): ReserveAliasesDeps {
    const sealer = { seal: async (secret: string) => secret, open: async (sealed: string) => sealed };
    const tagKeys = { current: new Uint8Array(32).fill(9), retired: [] };
    return { store, sealer, random: this.random, clock: this.clock, tagKeys };
  }

  below(count: number): number {
    return (this.random.bytes(2).reduce((sum, byte) => sum * 256 + byte, 0) ?? 0) % count;
  }

  /** Takes one out of a list. */
  take<T>(list: T[]): T | undefined {
    return list.splice(this.below(Math.max(1, list.length)), 1)[0];
  }

  async act(): Promise<void> {
    const acts: readonly (() => Promise<unknown>)[] = [
      () => this.reserve(),
      () => this.reserve(),
      () => this.accept(),
      () => this.bindOnly(),
      () => this.end(),
      () => this.look(),
      () => this.crash(),
    ];
    await acts[this.below(acts.length)]?.();
    await this.clock.advance(this.below(4) * DAY_MS + HOUR_MS);
    if (this.below(3) === 0) await this.keep();
  }

  async keep(): Promise<void> {
    const { store, clock, deps } = this;
    const alarms = new AlarmService(store.alarms, clock, createSeededRandom(1));
    await runHousekeeping({
      store,
      sealer: deps.sealer,
      alarms,
      clock,
      quarantineDays: QUARANTINE_DAYS,
      auditDays: 400,
    });
  }

  async reserve(): Promise<void> {
    const wish = { mailboxId: 'm', callerKey: 'c', language: null, draftKey: null, correlationId: 'x' };
    try {
      const made = await this.book.reserve(wish);
      this.tags.push(made.tag);
      this.drafts.push(made);
    } catch (error) {
      if (!VmrKitError.is(error) || error.code !== 'ERR_ALIAS_SPACE_FULL') throw error;
      this.full += 1;
    }
  }

  /** A request whose meeting is committed, unless its reservation lapsed meanwhile. */
  async accept(): Promise<void> {
    const bound = await this.bindOnly();
    if (bound === null) return;
    const { key, held } = bound;
    const value = live({}, { conference: { ...conference, reservationId: held.id } });
    await this.store.meetings.commit('one', [{ op: 'insert', id: key, value }]);
    this.meetings.set(key, held);
  }

  /** A request after which the process stops: bound, and never committed. */
  async bindOnly() {
    const draft = this.take(this.drafts);
    if (draft === undefined) return null;
    this.#meetings += 1;
    const key = `${INTEGRATION}:${this.#meetings}` as MeetingKey;
    const held = await this.book.bind(draft.id, key);
    return typeof held === 'string' ? null : { key, held };
  }

  /** Retention is over; the meeting goes with it. */
  async end(): Promise<void> {
    const key = this.take([...this.meetings.keys()]);
    const held = key && this.meetings.get(key);
    if (key === undefined || held === undefined) return;
    this.meetings.delete(key);
    await this.book.release(key, { reservationId: held.id, name: null });
    const [stored] = await this.store.meetings.load('one', [key]);
    if (stored)
      await this.store.meetings.commit('one', [{ op: 'remove', id: key, revision: stored.revision }]);
  }

  /** An old invitation turns up. */
  async look(): Promise<void> {
    const tag = this.tags[this.below(Math.max(1, this.tags.length))];
    if (tag !== undefined && this.below(8) === 0) await this.book.restartQuarantine(tagIdOf(tag));
  }

  /** An allocation that stops at any step. */
  async crash(): Promise<void> {
    let left = this.below(14);
    const crashing = openStore(this.database.connect({ crash: () => left-- <= 0 }));
    const input = { ...policy, prefix: 'm', length: 1, domain: 'vmr.example' };
    const wish = { mailboxId: 'm', callerKey: 'c', language: null, draftKey: 'draft', correlationId: 'x' };
    const times = { lapseAfterMs: 30 * DAY_MS, quarantineMs: QUARANTINE_DAYS * DAY_MS };
    await reserveAliases({ ...input, ...wish, ...times }, this.depsOver(crashing)).catch(() => null);
  }

  async numbers() {
    const ids = Array.from({ length: 10 }, (_, number) => `m${number}`);
    return (await this.store.spaceNumbers.load(DEPLOYMENT, ids)).map((each) => each?.value.state ?? null);
  }

  async reservations() {
    const { items } = await this.store.reservations.find(null, { index: 'due', equals: [], limit: 1_000 });
    return items.map(({ value }) => value);
  }
}

describe('numbers over the months', () => {
  test.each([1, 2, 3, 4, 5, 6])('have one owner at a time, and all come back (seed %d)', async (seed) => {
    const life = new NumberLife(seed);
    for (let step = 0; step < 250; step += 1) {
      await life.act();
      const held = [...life.meetings.values()];
      expect(new Set(held.map(({ numericAlias }) => numericAlias)).size).toBe(held.length);
      const alive = (await life.reservations()).flatMap((record) =>
        record.state.kind === 'reserved' || record.state.kind === 'bound' ? [record] : [],
      );
      const aliases = alive.map((record) => ('alias' in record ? record.alias : ''));
      expect(new Set(aliases).size).toBe(aliases.length);
      const owners = (await life.numbers()).flatMap((state) =>
        state?.kind === 'live' ? [state.reservationId] : [],
      );
      for (const { id } of held) expect(owners).toContain(id);
    }
    expect(life.full).toBeGreaterThan(0);
    expect(life.tags.length).toBeGreaterThan(20);
    while (life.meetings.size > 0) await life.end();
    for (let weeks = 0; weeks < 26; weeks += 1) {
      await life.clock.advance(7 * DAY_MS);
      await life.keep();
    }
    const kinds = (await life.numbers()).map((state) => state?.kind ?? 'never given out');
    expect(kinds.filter((kind) => kind !== 'free' && kind !== 'never given out')).toEqual([]);
    expect(await life.reservations()).toEqual([]);
    const claims = await life.store.claims.find(DEPLOYMENT, { index: 'review', equals: [], limit: 10 });
    expect(claims.items).toEqual([]);
    const meetings = await life.store.meetings.find(null, { index: 'integration', equals: [], limit: 10 });
    expect(meetings.items).toEqual([]);
    for (let count = 0; count < 10; count += 1) await life.reserve();
    expect((await life.numbers()).every((state) => state?.kind === 'live')).toBe(true);
  });
});
