import { describe, expect, it } from 'vitest';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, HOUR_MS, type Instant, shift } from '../time/instant.ts';
import {
  type AllocationFixture,
  allocate,
  openAllocation,
  plainSealer,
  QUARANTINE_MS,
} from './allocation.fixture.ts';
import { type SpaceNumberState, spaceNumberId } from './number-space.ts';
import { measureFillLevel, openSpaceKey } from './number-spaces.ts';
import { keyedRank } from './permutation.ts';
import { sweepNumbers } from './quarantine.ts';
import { lapseReservations, releaseReservation } from './reservation-lifecycle.ts';

/** One allocation and what its number's document holds. */
async function openNumber() {
  const fixture = openAllocation();
  const { store, deps } = fixture;
  const { id, reservation } = await allocate(fixture);
  const numberId = spaceNumberId('meet/6', reservation.number);
  const sweep = (limit = 10) =>
    sweepNumbers({ store, sealer: deps.sealer, now: deps.clock.now(), quarantineMs: QUARANTINE_MS, limit });
  const state = async () => (await store.spaceNumbers.load(DEPLOYMENT, [numberId]))[0]?.value.state;
  const later = (milliseconds: number) => deps.clock.jumpTo(shift(deps.clock.now(), milliseconds));
  return { fixture, store, clock: deps.clock, id, reservation, sweep, state, later };
}

async function change(
  { store }: Pick<AllocationFixture, 'store'>,
  id: string,
  changes: Record<string, unknown>,
): Promise<void> {
  const [found] = await store.reservations.load('one', [id]);
  if (!found) throw new Error('no reservation');
  const value = { ...found.value, ...changes };
  await store.reservations.commit('one', [{ op: 'replace', id, revision: found.revision, value }]);
}

describe('sweeping numbers', () => {
  it('looks at a number once while its reservation stands', async () => {
    const { id, sweep, state, later, clock } = await openNumber();
    expect(await state()).toEqual({ kind: 'live', reservationId: id, reviewAt: shift(clock.now(), HOUR_MS) });
    expect(await sweep()).toBe(0);
    later(HOUR_MS);
    expect(await sweep()).toBe(1);
    expect(await state()).toEqual({ kind: 'live', reservationId: id, reviewAt: null });
    expect(await sweep()).toBe(0);
  });

  it.each<[string, Record<string, unknown>]>([
    ['has another number', { number: -1 }],
    ['has a number of another space', { spaceId: 'meet/5' }],
    ['was released', { state: { kind: 'released', at: 0, settled: true, forgetAt: 9 } }],
    ['was never written', { state: { kind: 'void', forgetAt: 9 } }],
  ])('lets a number rest whose reservation %s', async (_, changes) => {
    const { store, id, sweep, state, later, clock } = await openNumber();
    await change({ store }, id, changes);
    later(HOUR_MS);
    await sweep();
    expect(await state()).toEqual({
      kind: 'quarantined',
      until: shift(clock.now(), QUARANTINE_MS),
      reservationId: id,
    });
  });

  it('frees a number in its keyed order when it has rested', async () => {
    const { store, id, reservation, sweep, state, later, clock } = await openNumber();
    await releaseReservation(store, { tenantId: 'one', id, now: clock.now(), quarantineMs: DAY_MS });
    later(DAY_MS);
    await sweep();
    const [space] = await store.numberSpaces.load(DEPLOYMENT, ['meet/6']);
    if (!space) throw new Error('no space');
    const key = await openSpaceKey(plainSealer, space.value);
    const rank = keyedRank(key, { number: reservation.number, freedAt: clock.now() });
    expect(await state()).toEqual({ kind: 'free', rank });
  });

  it('forgets a number whose space is not known, and looks at as many as it is told', async () => {
    const { store, sweep, clock } = await openNumber();
    const resting: SpaceNumberState = { kind: 'quarantined', until: clock.now(), reservationId: null };
    const numbers = [1, 2, 3].map((number) => ({
      op: 'insert' as const,
      id: spaceNumberId('gone/6', number),
      value: { spaceId: 'gone/6', number, state: resting },
    }));
    await store.spaceNumbers.commit(DEPLOYMENT, numbers);
    expect(await sweep(2)).toBe(2);
    const left = await store.spaceNumbers.load(
      DEPLOYMENT,
      numbers.map(({ id }) => id),
    );
    expect(left.map((found) => found?.value.state)).toEqual([undefined, undefined, resting]);
  });
});

describe('sweeping reservations', () => {
  const lapse = (fixture: AllocationFixture, limit = 10) =>
    lapseReservations(fixture.store, {
      now: fixture.deps.clock.now(),
      quarantineMs: DAY_MS,
      limit,
      raiseMeeting: async () => 'used',
    });
  const stateOf = async ({ store }: AllocationFixture, id: string) =>
    (await store.reservations.load('one', [id]))[0]?.value.state;

  it('releases what lapsed, as many as it is told, and tells of it while the number rests', async () => {
    const fixture = openAllocation();
    const made = [await allocate(fixture), await allocate(fixture), await allocate(fixture)];
    fixture.deps.clock.jumpTo(shift(fixture.deps.clock.now(), QUARANTINE_MS - 1));
    expect(await lapse(fixture)).toBe(0);
    const at: Instant = shift(fixture.deps.clock.now(), 1);
    fixture.deps.clock.jumpTo(at);
    expect([await lapse(fixture, 2), await lapse(fixture, 2)]).toEqual([2, 1]);
    expect(await lapse(fixture)).toBe(0);
    const forgetAt = shift(at, DAY_MS);
    for (const { id } of made) {
      expect(await stateOf(fixture, id)).toEqual({ kind: 'released', at, settled: true, forgetAt });
    }
  });

  it('forgets what was given up 30 days ago', async () => {
    const fixture = openAllocation();
    const { clock } = fixture.deps;
    const { id } = await allocate(fixture);
    const at = clock.now();
    const release = { tenantId: 'one', id, now: at, quarantineMs: DAY_MS };
    expect(await releaseReservation(fixture.store, release)).toBe(true);
    expect(await releaseReservation(fixture.store, { ...release, id: 'none' })).toBe(false);
    const forgetAt = shift(at, 30 * DAY_MS);
    expect(await stateOf(fixture, id)).toEqual({ kind: 'released', at, settled: true, forgetAt });
    clock.jumpTo(shift(forgetAt, -1));
    expect(await lapse(fixture)).toBe(0);
    expect(await releaseReservation(fixture.store, { ...release, now: clock.now() })).toBe(true);
    expect(await stateOf(fixture, id)).toMatchObject({ at });
    clock.jumpTo(forgetAt);
    expect(await lapse(fixture)).toBe(1);
    expect(await stateOf(fixture, id)).toBeUndefined();
  });
});

it('a space is measured exactly however many of its numbers are free again', async () => {
  const { store } = openAllocation();
  const deps = { store, sealer: { seal: async () => '', open: async () => '' } };
  const value = { tenantId: 'one', prefix: 'm', length: 4, sealedKey: '', next: 10_000, checked: true };
  await store.numberSpaces.commit(DEPLOYMENT, [{ op: 'insert', id: 'm/4', value }]);
  const free = Array.from({ length: 1_500 }, (_, number) => ({
    op: 'insert' as const,
    id: spaceNumberId('m/4', number),
    value: {
      spaceId: 'm/4',
      number,
      state: { kind: 'free', rank: String(number).padStart(4, '0') } as const,
    },
  }));
  await store.spaceNumbers.commit(DEPLOYMENT, free);
  const [space] = await store.numberSpaces.load(DEPLOYMENT, ['m/4']);
  if (!space) throw new Error('no space');
  expect(await measureFillLevel(deps, space)).toBe(0.85);
  expect(await measureFillLevel(deps, { ...space, value: { ...space.value, next: 20_000 } })).toBe(0.85);
  expect(await measureFillLevel(deps, { ...space, value: { ...space.value, next: 100 } })).toBeLessThan(0.3);
});

it('a space is about as full as recovery left it, though its counter has not moved', async () => {
  const { store } = openAllocation();
  const deps = { store, sealer: { seal: async () => '', open: async () => '' } };
  const value = { tenantId: 'one', prefix: 'm', length: 3, sealedKey: '', next: 0, checked: true };
  await store.numberSpaces.commit(DEPLOYMENT, [{ op: 'insert', id: 'm/3', value }]);
  const state = { kind: 'live', reservationId: 'restored', reviewAt: null } as const;
  const live = Array.from({ length: 950 }, (_, number) => ({
    op: 'insert' as const,
    id: spaceNumberId('m/3', number),
    value: { spaceId: 'm/3', number, state },
  }));
  await store.spaceNumbers.commit(DEPLOYMENT, live);
  const [space] = await store.numberSpaces.load(DEPLOYMENT, ['m/3']);
  if (!space) throw new Error('no space');
  const level = await measureFillLevel(deps, space);
  expect(level).toBeGreaterThan(0.85);
  expect(level).toBeLessThan(1);
});
