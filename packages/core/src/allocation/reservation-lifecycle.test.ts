import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { shift } from '../time/instant.ts';
import {
  type AllocationFixture,
  allocate,
  claimIds,
  lapse,
  lookUp,
  MEETING,
  OTHER,
  openAllocation,
  QUARANTINE_MS,
  sweepAll,
} from './allocation.fixture.ts';
import { aliasClaim } from './claim.ts';
import { holdClaims } from './hold-claims.ts';
import { isReservation } from './reservation.ts';
import { bindReservation, releaseReservation } from './reservation-lifecycle.ts';
import { reservationClaims } from './reserve-aliases.ts';

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await null;
}

describe('binding a reservation', () => {
  const bind = (fixture: AllocationFixture, id: string, meetingKey: MeetingKey) =>
    bindReservation(fixture.store, { tenantId: 'one', id, meetingKey, now: fixture.deps.clock.now() });

  it('ties it to one meeting, again for the same one, and never to another', async () => {
    const fixture = openAllocation();
    const { id } = await allocate(fixture);
    expect(await bind(fixture, id, MEETING)).toMatchObject({
      kind: 'bound',
      reservation: { state: { kind: 'bound' } },
    });
    expect(await bind(fixture, id, MEETING)).toMatchObject({ kind: 'bound' });
    expect(await bind(fixture, id, OTHER)).toEqual({ kind: 'conflict', meetingKey: MEETING });
    expect(await bind(fixture, 'none', OTHER)).toEqual({ kind: 'unknown' });
  });

  it('lets one of two meetings at once win', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const fixture = openAllocation(createWeakMemoryDatabase({ random: createSeededRandom(seed) }));
      const { id } = await allocate(fixture);
      const results = await Promise.all([bind(fixture, id, MEETING), bind(fixture, id, OTHER)]);
      expect(results.map(({ kind }) => kind).sort()).toEqual(['bound', 'conflict']);
    }
  });

  it('tells that it was released', async () => {
    const fixture = openAllocation();
    const { id } = await allocate(fixture);
    const now = fixture.deps.clock.now();
    await releaseReservation(fixture.store, { tenantId: 'one', id, now, quarantineMs: QUARANTINE_MS });
    expect(await bind(fixture, id, MEETING)).toEqual({ kind: 'released', at: now });
  });

  it('and lapsing at once: one of them happens', async () => {
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const fixture = openAllocation(createWeakMemoryDatabase({ random: createSeededRandom(seed) }));
      const { id, reservation } = await allocate(fixture);
      const now = shift(fixture.deps.clock.now(), QUARANTINE_MS);
      const [bound] = await Promise.all([
        turns(seed % 15).then(() => bind(fixture, id, MEETING)),
        lapse(fixture, now),
      ]);
      const aliases = (await claimIds(fixture)).length;
      kinds.add(bound.kind);
      expect([bound.kind, aliases]).toEqual(bound.kind === 'bound' ? ['bound', 2] : ['released', 0]);
      expect((await lookUp(fixture, reservation.tag)).kind).toBe(
        bound.kind === 'bound' ? 'found' : 'released',
      );
    }
    expect(kinds.size).toBe(2);
  });
});

describe('a reservation that nobody uses', () => {
  it('lapses in its time, is told as released, and its number comes back after quarantine', async () => {
    const fixture = openAllocation();
    const { clock } = fixture.deps;
    const made = await allocate(fixture, { length: 1 });
    for (let count = 1; count < 10; count += 1) {
      const { id } = await allocate(fixture, { length: 1 });
      await bindReservation(fixture.store, { tenantId: 'one', id, meetingKey: MEETING, now: clock.now() });
    }
    clock.jumpTo(shift(clock.now(), QUARANTINE_MS - 1));
    await sweepAll(fixture);
    expect((await lookUp(fixture, made.reservation.tag)).kind).toBe('found');
    clock.jumpTo(shift(clock.now(), 1));
    await sweepAll(fixture);
    const lapsedAt = clock.now();
    expect(await lookUp(fixture, made.reservation.tag)).toMatchObject({ kind: 'released', at: lapsedAt });
    expect(await claimIds(fixture)).toHaveLength(18);
    await expect(allocate(fixture, { length: 1 })).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
    clock.jumpTo(shift(clock.now(), QUARANTINE_MS));
    await sweepAll(fixture);
    expect(await lookUp(fixture, made.reservation.tag)).toMatchObject({ kind: 'released', at: null });
    const second = await allocate(fixture, { length: 1 });
    expect(second.reservation.number).toBe(made.reservation.number);
    expect(await lookUp(fixture, made.reservation.tag)).toMatchObject({ kind: 'released', at: null });
    expect(await lookUp(fixture, second.reservation.tag)).toMatchObject({ kind: 'found', id: second.id });
  });

  it('has its release finished by the next loop after a crash at any step', async () => {
    let crashes = 0;
    for (let stopAt = 0; ; stopAt += 1) {
      const database = createWeakMemoryDatabase();
      const clock = new FakeClock();
      const fixture = openAllocation(database, { clock });
      const { id, reservation } = await allocate(fixture);
      let accesses = 0;
      const crashing = database.connect({ crash: () => ++accesses > stopAt });
      const release = { tenantId: 'one', id, now: clock.now(), quarantineMs: QUARANTINE_MS };
      const done = await releaseReservation(openAllocation(crashing, { clock }).store, release).catch(
        () => null,
      );
      if (done) break;
      crashes += 1;
      await releaseReservation(fixture.store, release);
      await sweepAll(fixture);
      expect(await claimIds(fixture)).toEqual([]);
      const found = await fixture.store.spaceNumbers.find(DEPLOYMENT, {
        index: 'due',
        equals: [],
        limit: 10,
      });
      expect(found.items.map(({ value }) => value.state.kind)).toEqual(['quarantined']);
      const [record] = await fixture.store.reservations.load('one', [id]);
      expect(record && isReservation(record.value) ? record.value.state : null).toMatchObject({
        settled: true,
      });
      expect((await lookUp(fixture, reservation.tag)).kind).toBe('released');
    }
    expect(crashes).toBeGreaterThan(5);
  });
});

describe('looking up a tag', () => {
  it("tells nothing of another integration's tag or of an invented one", async () => {
    const fixture = openAllocation();
    const { reservation } = await allocate(fixture);
    expect(await lookUp(fixture, reservation.tag, '22222222-2222-4222-8222-222222222222')).toEqual({
      kind: 'invalid',
    });
    expect(await lookUp(fixture, 'PXPS:-aaaaaaaa#')).toEqual({ kind: 'invalid' });
  });

  it('tells a tag of this deployment that the store has forgotten', async () => {
    const { reservation } = await allocate(openAllocation());
    expect(await lookUp(openAllocation(), reservation.tag)).toMatchObject({
      kind: 'unknown',
      content: { number: reservation.number },
    });
  });
});

describe('the claims of a reservation', () => {
  it('stay with it through reviews while it lives, and carry its meeting', async () => {
    const fixture = openAllocation();
    const { id, reservation } = await allocate(fixture);
    const reviewAt = fixture.deps.clock.now();
    const wanted = reservationClaims(id, { reservation, meetingKey: MEETING, reviewAt });
    expect(await holdClaims(fixture.store.claims, wanted)).toEqual({ kind: 'held' });
    await sweepAll(fixture);
    const [claim] = await fixture.store.claims.load(DEPLOYMENT, [aliasClaim(reservation.alias)]);
    expect(claim?.value.meetingKey).toBe(MEETING);
    expect(claim?.value.reviewAt).toBeGreaterThan(reviewAt);
  });

  it("taken in part are given back when one is another's", async () => {
    const { store, deps } = openAllocation();
    const claim = (owner: string) =>
      ({
        tenantId: 'one',
        owner: { kind: 'meeting', id: owner },
        meetingKey: null,
        reviewAt: deps.clock.now(),
      }) as const;
    await holdClaims(store.claims, [{ id: 'name:b', claim: claim('first') }]);
    const wanted = ['name:a', 'name:b'].map((id) => ({ id, claim: claim('second') }));
    const made = await holdClaims(store.claims, wanted);
    expect(made).toMatchObject({ kind: 'conflict', id: 'name:b', holder: { owner: { id: 'first' } } });
    expect(
      (await store.claims.load(DEPLOYMENT, ['name:a', 'name:b'])).map((each) => each?.value.owner.id),
    ).toEqual([undefined, 'first']);
  });
});
