import { describe, expect, it } from 'vitest';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { DEPLOYMENT, type DocumentCollection } from '../store/document-collection.ts';
import { shift } from '../time/instant.ts';
import {
  type AllocationFixture,
  allocate,
  openAllocation,
  ownersAlike,
  QUARANTINE_MS,
} from './allocation.fixture.ts';
import { aliasClaim, type Claim } from './claim.ts';
import { drawNumber } from './draw-number.ts';
import { holdClaims, releaseClaims } from './hold-claims.ts';
import { ensureNumberSpace } from './number-spaces.ts';
import { releaseNumber } from './quarantine.ts';
import { bindReservation } from './reservation-lifecycle.ts';
import { raiseOwner, sweepClaims } from './sweeper.ts';

type Collection = keyof AllocationFixture['store'];

/** The fixture while others always write first what it wants to write in one collection; counts its attempts. */
function outrun(fixture: AllocationFixture, name: Collection) {
  let attempts = 0;
  const losing = <T, Index extends string>(collection: DocumentCollection<T, Index>) => ({
    ...collection,
    commit: async (_: unknown, changes: readonly unknown[]) => {
      attempts += 1;
      return changes.map(() => ({ ok: false }) as const);
    },
  });
  const store = { ...fixture.store, [name]: losing<unknown, string>(fixture.store[name]) };
  return { ...fixture, store, deps: { ...fixture.deps, store }, attempts: () => attempts };
}

const owner = { kind: 'meeting', id: 'm' } as const;
const claimOf = (fixture: AllocationFixture): Claim => ({
  tenantId: 'one',
  owner,
  meetingKey: null,
  reviewAt: fixture.deps.clock.now(),
});

describe('whoever always loses against others gives up after a bounded number of attempts', () => {
  it('drawing a new number', async () => {
    const fixture = openAllocation();
    const { id } = await ensureNumberSpace(fixture.deps, { tenantId: 'one', prefix: 'm', length: 2 });
    const { deps, attempts } = outrun(fixture, 'spaceNumbers');
    const input = { spaceId: id, reservationId: 'r', reviewAt: fixture.deps.clock.now() };
    await expect(drawNumber(deps, input)).rejects.toMatchObject({
      code: 'ERR_ALIAS_SPACE_CONTENDED',
      message: 'Too many draw from this number space at once.',
    });
    expect(attempts()).toBe(32);
  });

  it('drawing a number that is free again', async () => {
    const fixture = openAllocation();
    const { id } = await ensureNumberSpace(fixture.deps, { tenantId: 'one', prefix: 'm', length: 2 });
    const value = { spaceId: id, number: 7, state: { kind: 'free', rank: 'a' } } as const;
    await fixture.store.spaceNumbers.commit(DEPLOYMENT, [{ op: 'insert', id: `${id}/7`, value }]);
    const { deps, attempts } = outrun(fixture, 'spaceNumbers');
    const input = { spaceId: id, reservationId: 'r', reviewAt: fixture.deps.clock.now() };
    await expect(drawNumber(deps, input)).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_CONTENDED' });
    expect(attempts()).toBe(32);
  });

  it('making a number space', async () => {
    const { deps, attempts } = outrun(openAllocation(), 'numberSpaces');
    const made = ensureNumberSpace(deps, { tenantId: 'one', prefix: 'm', length: 2 });
    await expect(made).rejects.toMatchObject({
      code: 'ERR_ALIAS_SPACE_CONTENDED',
      message: 'The number space is being made by others.',
    });
    expect(attempts()).toBe(8);
  });

  it('opening a draft', async () => {
    const fixture = outrun(openAllocation(), 'claims');
    await expect(allocate(fixture, { draftKey: 'd' })).rejects.toMatchObject({
      code: 'ERR_ALIAS_SPACE_CONTENDED',
      message: 'No free alias was found in the attempts that are made.',
    });
    expect(fixture.attempts()).toBe(4);
  });

  it('writing a reservation', async () => {
    const fixture = outrun(openAllocation(), 'reservations');
    await expect(allocate(fixture)).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_CONTENDED' });
    expect(fixture.attempts()).toBe(4);
    expect(
      (await fixture.store.claims.find(DEPLOYMENT, { index: 'review', equals: [], limit: 9 })).items,
    ).toEqual([]);
  });

  it('holding claims', async () => {
    const fixture = openAllocation();
    const { store, attempts } = outrun(fixture, 'claims');
    await expect(holdClaims(store.claims, [{ id: 'name:a', claim: claimOf(fixture) }])).rejects.toMatchObject(
      {
        code: 'ERR_CLAIM_CONTENDED',
        message: 'Others keep writing the same claims.',
      },
    );
    expect(attempts()).toBe(16);
    expect(await holdClaims(store.claims, [])).toEqual({ kind: 'held' });
  });

  it('giving claims back', async () => {
    const fixture = openAllocation();
    await holdClaims(fixture.store.claims, [{ id: 'name:a', claim: claimOf(fixture) }]);
    const { store, attempts } = outrun(fixture, 'claims');
    await releaseClaims(store.claims, { owner, ids: ['name:a', 'name:b'] });
    expect(attempts()).toBe(16);
  });

  it('binding a reservation', async () => {
    const fixture = openAllocation();
    const { id } = await allocate(fixture);
    const { store, attempts } = outrun(fixture, 'reservations');
    const meeting = { meetingKey: 'i:01' as MeetingKey, now: fixture.deps.clock.now() };
    const bound = bindReservation(store, { tenantId: 'one', id, ...meeting });
    await expect(bound).rejects.toMatchObject({
      code: 'ERR_RESERVATION_CONTENDED',
      message: 'Others keep writing this reservation.',
    });
    expect(attempts()).toBe(16);
  });

  it('releasing a number: the sweepers will do it', async () => {
    const fixture = openAllocation();
    const { id, reservation } = await allocate(fixture);
    const { store, attempts } = outrun(fixture, 'spaceNumbers');
    const { spaceId, number } = reservation;
    const until = shift(fixture.deps.clock.now(), QUARANTINE_MS);
    await expect(releaseNumber(store, { spaceId, number, reservationId: id, until })).rejects.toMatchObject({
      code: 'ERR_ALIAS_SPACE_CONTENDED',
    });
    expect(attempts()).toBe(8);
  });
});

describe('a claim', () => {
  it('is left for later while its owner is being written', async () => {
    const fixture = openAllocation();
    await holdClaims(fixture.store.claims, [{ id: 'name:a', claim: claimOf(fixture) }]);
    const { store } = outrun(fixture, 'reservations');
    const raise = () =>
      raiseOwner(store.reservations, {
        partition: 'one',
        id: 'm',
        uses: () => false,
        tombstone: { tenantId: 'one', state: { kind: 'void', forgetAt: fixture.deps.clock.now() } },
      });
    expect(await raise()).toBe('busy');
    const now = fixture.deps.clock.now();
    const owners = ownersAlike({ raise });
    expect(await sweepClaims(fixture.store.claims, { now, limit: 10, owners })).toEqual({
      reviewed: 1,
      removed: 0,
    });
    expect(await fixture.store.claims.load(DEPLOYMENT, ['name:a'])).toMatchObject([{ value: { owner } }]);
  });

  it('that somebody wrote meanwhile is not removed, nor counted as removed', async () => {
    const fixture = openAllocation();
    const { store, deps } = fixture;
    await holdClaims(store.claims, [{ id: 'name:a', claim: claimOf(fixture) }]);
    const raise = async () => {
      await holdClaims(store.claims, [{ id: 'name:a', claim: claimOf(fixture) }]);
      return 'unused' as const;
    };
    const owners = ownersAlike({ raise });
    expect(await sweepClaims(store.claims, { now: deps.clock.now(), limit: 10, owners })).toEqual({
      reviewed: 1,
      removed: 0,
    });
  });

  it('that nobody uses is removed, the others are looked at again in a week', async () => {
    const fixture = openAllocation();
    const { store, deps } = fixture;
    const now = deps.clock.now();
    await holdClaims(
      store.claims,
      ['name:a', 'name:b', 'name:c'].map((id) => ({ id, claim: claimOf(fixture) })),
    );
    const raise = async ({ id }: { readonly id: string }) =>
      (id === 'name:b' ? 'used' : 'unused') as 'used' | 'unused';
    const owners = ownersAlike({ raise });
    const sweep = () => sweepClaims(store.claims, { now, limit: 2, owners });
    expect(await sweep()).toEqual({ reviewed: 2, removed: 1 });
    expect(await sweep()).toEqual({ reviewed: 1, removed: 1 });
    const [used] = await store.claims.load(DEPLOYMENT, ['name:b']);
    expect(used?.value.reviewAt).toBe(shift(now, 7 * 24 * 3_600_000));
  });

  it('is given back by its owner alone', async () => {
    const fixture = openAllocation();
    const { claims } = fixture.store;
    await holdClaims(
      claims,
      ['name:a', 'name:b'].map((id) => ({ id, claim: claimOf(fixture) })),
    );
    for (const other of [
      { kind: 'reservation', id: 'm' },
      { kind: 'meeting', id: 'n' },
    ] as const)
      await releaseClaims(claims, { owner: other, ids: ['name:a'] });
    await releaseClaims(claims, { owner, ids: ['name:b', 'name:none'] });
    expect((await claims.load(DEPLOYMENT, ['name:a', 'name:b'])).map((found) => found?.id)).toEqual([
      'name:a',
      undefined,
    ]);
  });

  it('on an alias keeps nothing of a reservation that another owner with its name lost', async () => {
    const fixture = openAllocation();
    const { reservation } = await allocate(fixture);
    const wanted = [{ id: aliasClaim(reservation.alias), claim: claimOf(fixture) }];
    expect(await holdClaims(fixture.store.claims, wanted)).toMatchObject({ kind: 'conflict' });
  });
});
