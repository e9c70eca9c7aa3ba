import { describe, expect, it } from 'vitest';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, shift } from '../time/instant.ts';
import {
  allocate,
  claimIds,
  lookUp,
  MEETING,
  OTHER,
  openAllocation,
  ownersAlike,
  QUARANTINE_MS,
} from './allocation.fixture.ts';
import { aliasClaim } from './claim.ts';
import { holdClaims } from './hold-claims.ts';
import {
  bindReservation,
  type LapseOptions,
  lapseReservations,
  releaseReservation,
  reservationOwner,
} from './reservation-lifecycle.ts';
import { sweepClaims } from './sweeper.ts';

type Answer = Awaited<ReturnType<LapseOptions['raiseMeeting']>>;

/** One reservation, and what becomes of it. */
async function openReservation() {
  const fixture = openAllocation();
  const { store, deps } = fixture;
  const { id, reservation } = await allocate(fixture);
  const ref = { tenantId: 'one', id };
  const asked: Parameters<LapseOptions['raiseMeeting']>[0][] = [];
  return {
    fixture,
    id,
    reservation,
    asked,
    begun: deps.clock.now(),
    at: (milliseconds: number) => deps.clock.jumpTo(shift(deps.clock.now(), milliseconds)),
    bind: (meetingKey: MeetingKey) => bindReservation(store, { ...ref, meetingKey, now: deps.clock.now() }),
    release: () => releaseReservation(store, { ...ref, now: deps.clock.now(), quarantineMs: QUARANTINE_MS }),
    review: (answer: Answer = 'used') =>
      lapseReservations(store, {
        now: deps.clock.now(),
        quarantineMs: QUARANTINE_MS,
        limit: 10,
        raiseMeeting: async (bound) => {
          asked.push(bound);
          return answer;
        },
      }),
    /** A claim on an alias in the reservation's name, as a crash may leave it. */
    leaveClaim: (alias: string) => {
      const owner = { kind: 'reservation', id } as const;
      const claim = { tenantId: 'one', owner, meetingKey: null, reviewAt: deps.clock.now() };
      return holdClaims(store.claims, [{ id: aliasClaim(alias), claim }]);
    },
    record: async () => (await store.reservations.load('one', [id]))[0]?.value,
    state: async () => (await store.reservations.load('one', [id]))[0]?.value.state,
  };
}

describe('a reservation that is bound and never committed', () => {
  it.each<[Answer, object]>([
    ['used', { kind: 'bound', meetingKey: MEETING, reviewAt: null }],
    ['busy', { kind: 'bound', meetingKey: MEETING }],
    ['unused', { kind: 'released', settled: true }],
  ])('is reviewed after 30 days; the meeting says %s', async (answer, expected) => {
    const { id, asked, at, bind, review, state, fixture } = await openReservation();
    await bind(MEETING);
    at(30 * DAY_MS - 1);
    expect(await review(answer)).toBe(0);
    at(1);
    expect(await review(answer)).toBe(1);
    expect(asked).toEqual([{ tenantId: 'one', id, meetingKey: MEETING }]);
    expect(await state()).toMatchObject(expected);
    expect(await claimIds(fixture)).toHaveLength(answer === 'unused' ? 0 : 2);
    expect(await review(answer)).toBe(answer === 'busy' ? 1 : 0);
  });

  it('is told as deleted for as long as its number rests', async () => {
    const { at, bind, review, state, fixture } = await openReservation();
    await bind(MEETING);
    at(30 * DAY_MS);
    await review('unused');
    const now = fixture.deps.clock.now();
    expect(await state()).toEqual({
      kind: 'released',
      at: now,
      settled: true,
      forgetAt: shift(now, QUARANTINE_MS),
    });
  });

  it.each([
    ['long before its review', 29 * DAY_MS - 1, MEETING, 30 * DAY_MS],
    ['a day before it', 29 * DAY_MS, MEETING, 59 * DAY_MS],
    ['as it is due', 30 * DAY_MS, MEETING, 60 * DAY_MS],
    ['as it is due, for another meeting', 30 * DAY_MS, OTHER, 30 * DAY_MS],
  ])('bound again %s', async (_, milliseconds, meetingKey, reviewed) => {
    const { begun, at, bind, state } = await openReservation();
    await bind(MEETING);
    at(milliseconds);
    expect((await bind(meetingKey)).kind).toBe(meetingKey === MEETING ? 'bound' : 'conflict');
    expect(await state()).toEqual({ kind: 'bound', meetingKey: MEETING, reviewAt: shift(begun, reviewed) });
  });

  it('bound again after its meeting was found is not to be reviewed any more', async () => {
    const { at, bind, review, state } = await openReservation();
    await bind(MEETING);
    at(30 * DAY_MS);
    await review('used');
    await bind(MEETING);
    expect(await state()).toEqual({ kind: 'bound', meetingKey: MEETING, reviewAt: null });
  });
});

describe('what is left of a reservation', () => {
  it('is forgotten when it is told as deleted no more', async () => {
    const { at, release, review, record } = await openReservation();
    await release();
    at(30 * DAY_MS - 1);
    expect([await review(), (await record()) === undefined]).toEqual([0, false]);
    at(1);
    expect([await review(), (await record()) === undefined]).toEqual([1, true]);
  });

  it('is settled first where a crash left that undone', async () => {
    const { id, at, release, review, record, fixture } = await openReservation();
    await release();
    const [found] = await fixture.store.reservations.load('one', [id]);
    if (found?.value.state.kind !== 'released') throw new Error('not released');
    const value = { ...found.value, state: { ...found.value.state, settled: false } };
    await fixture.store.reservations.commit('one', [
      { op: 'replace', id, revision: found.revision, value: value as never },
    ]);
    at(30 * DAY_MS);
    await review();
    expect((await record())?.state).toMatchObject({ settled: true });
    await review();
    expect(await record()).toBeUndefined();
  });

  it('is a tombstone where it was never written, told as released', async () => {
    const { id, reservation, at, review, record, fixture } = await openReservation();
    const [found] = await fixture.store.reservations.load('one', [id]);
    if (!found) throw new Error('no reservation');
    const now = fixture.deps.clock.now();
    const value = { tenantId: 'one', state: { kind: 'void', forgetAt: shift(now, DAY_MS) } } as const;
    await fixture.store.reservations.commit('one', [{ op: 'replace', id, revision: found.revision, value }]);
    expect(await lookUp(fixture, reservation.tag)).toMatchObject({ kind: 'released', at: null });
    at(DAY_MS - 1);
    await review();
    expect(await record()).toEqual(value);
    at(1);
    await review();
    expect(await record()).toBeUndefined();
  });
});

describe('the claims of a reservation, reviewed', () => {
  async function sweep({ store, deps }: ReturnType<typeof openAllocation>) {
    const owner = reservationOwner(store, deps.clock);
    await sweepClaims(store.claims, {
      now: deps.clock.now(),
      limit: 10,
      owners: ownersAlike(owner),
    });
  }

  it('stay while it stands, but for one that is not its own', async () => {
    const { at, leaveClaim, fixture } = await openReservation();
    const before = await claimIds(fixture);
    await leaveClaim('stray@vc.example.org');
    at(DAY_MS);
    await sweep(fixture);
    expect(await claimIds(fixture)).toEqual(before);
  });

  it('go where it was released and a crash left them', async () => {
    const { reservation, at, release, leaveClaim, fixture } = await openReservation();
    await release();
    await leaveClaim(reservation.alias);
    at(DAY_MS);
    await sweep(fixture);
    expect(await fixture.store.claims.load(DEPLOYMENT, [aliasClaim(reservation.alias)])).toEqual([null]);
  });
});
