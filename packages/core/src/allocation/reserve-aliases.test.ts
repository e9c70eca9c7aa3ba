import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { ThrottledError } from '../errors/vmrkit-error.ts';
import { ReservationLimiter } from '../reserving/reservation-limiter.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, shift } from '../time/instant.ts';
import { allocate, claimIds, lookUp, openAllocation, QUARANTINE_MS, sweepAll } from './allocation.fixture.ts';
import { aliasClaim } from './claim.ts';
import { holdClaims } from './hold-claims.ts';
import { sweepNumbers } from './quarantine.ts';
import { releaseReservation } from './reservation-lifecycle.ts';

describe('allocation', () => {
  it('reserves the number and the address behind one sealed tag', async () => {
    const fixture = openAllocation();
    const { id, reservation, isNew } = await allocate(fixture);
    expect(isNew).toBe(true);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(reservation.numericAlias).toMatch(/^meet\d{6}$/);
    expect(reservation.alias).toBe(`${reservation.numericAlias}@vc.example.org`);
    expect(reservation.tag).toMatch(/^PXPS:-[a-z2-7]+#$/);
    expect(reservation.mailboxId).toBe('mailbox-1');
    expect(await claimIds(fixture)).toEqual(
      [aliasClaim(reservation.numericAlias), aliasClaim(reservation.alias)].sort(),
    );
    expect(await lookUp(fixture, reservation.tag)).toEqual({ kind: 'found', id, reservation });
  });

  it('gives callers at once different aliases, however the store weaves them', async () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const database = createWeakMemoryDatabase();
      const managers = [1, 2, 3].map((each) =>
        openAllocation(database.connect({ random: createSeededRandom(seed * 10 + each) }), {
          seed: seed * 10 + each,
        }),
      );
      const made = await Promise.all(
        Array.from({ length: 24 }, (_, index) =>
          allocate(managers[index % 3] ?? openAllocation(database), { length: 3 }),
        ),
      );
      expect(new Set(made.map(({ reservation }) => reservation.alias)).size).toBe(24);
    }
  });

  it('draws again when somebody else holds the alias', async () => {
    const fixture = openAllocation();
    const held = [0, 1, 2, 3, 4].map(
      (number) =>
        ({
          id: aliasClaim(`m${number}`),
          claim: {
            tenantId: 'two',
            owner: { kind: 'meeting', id: 'x' },
            meetingKey: null,
            reviewAt: shift(fixture.deps.clock.now(), DAY_MS),
          },
        }) as const,
    );
    await holdClaims(fixture.store.claims, held);
    const numbers: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      numbers.push((await allocate(fixture, { prefix: 'm', length: 1 })).reservation.number);
    }
    expect(numbers.sort()).toEqual([5, 6, 7, 8, 9]);
    await expect(allocate(fixture, { prefix: 'm', length: 1 })).rejects.toMatchObject({
      code: 'ERR_ALIAS_SPACE_FULL',
    });
  });

  it("gives up after 32 numbers in a row that are others', and gets on at the next try", async () => {
    const fixture = openAllocation();
    const others = Array.from({ length: 100 }, (_, number) => `m${String(number).padStart(2, '0')}`);
    const [open] = others.splice(42, 1);
    const owner = { kind: 'meeting', id: 'x' } as const;
    const claim = { tenantId: 'one', owner, meetingKey: null, reviewAt: fixture.deps.clock.now() };
    await holdClaims(
      fixture.store.claims,
      others.map((alias) => ({ id: aliasClaim(alias), claim })),
    );
    const outcomes: string[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const before = fixture.calls();
      outcomes.push(
        await allocate(fixture, { prefix: 'm', length: 2 }).then(
          ({ reservation }) => reservation.numericAlias,
          (error: { code: string }) => error.code,
        ),
      );
      expect(fixture.calls() - before).toBeLessThan(400);
    }
    expect(outcomes).toContain(open);
    expect(outcomes.at(-1)).toBe('ERR_ALIAS_SPACE_FULL');
  });

  it('says that the space is full', async () => {
    const fixture = openAllocation();
    for (let count = 0; count < 10; count += 1) await allocate(fixture, { length: 1 });
    await expect(allocate(fixture, { length: 1 })).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
  });
});

describe('a draft', () => {
  const draft = { draftKey: 'draft-1' };

  it('gets the same reservation for 24 hours, from the same caller and integration only', async () => {
    const fixture = openAllocation();
    const first = await allocate(fixture, draft);
    fixture.deps.clock.jumpTo(shift(fixture.deps.clock.now(), DAY_MS - 1));
    expect(await allocate(fixture, draft)).toEqual({ ...first, isNew: false });
    const others = [
      { callerKey: 'caller-2' },
      { integrationId: '22222222-2222-4222-8222-222222222222' },
      { draftKey: 'draft-2' },
    ];
    for (const other of others)
      expect((await allocate(fixture, { ...draft, ...other })).id).not.toBe(first.id);
    fixture.deps.clock.jumpTo(shift(fixture.deps.clock.now(), 1));
    expect((await allocate(fixture, draft)).id).not.toBe(first.id);
  });

  it('gets a new one when its reservation was released', async () => {
    const fixture = openAllocation();
    const first = await allocate(fixture, draft);
    await releaseReservation(fixture.store, {
      tenantId: 'one',
      id: first.id,
      now: fixture.deps.clock.now(),
      quarantineMs: QUARANTINE_MS,
    });
    const second = await allocate(fixture, draft);
    expect(second.id).not.toBe(first.id);
    expect(await allocate(fixture, draft)).toEqual({ ...second, isNew: false });
  });

  it('gets one reservation when it asks several managers at once, and nothing is left over', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const database = createWeakMemoryDatabase();
      const managers = [1, 2, 3].map((each) =>
        openAllocation(database.connect({ random: createSeededRandom(seed * 10 + each) }), {
          seed: seed * 10 + each,
        }),
      );
      const made = await Promise.all(managers.map((manager) => allocate(manager, draft)));
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
      expect(new Set(made.map(({ reservation }) => reservation.alias)).size).toBe(1);
      const fixture = openAllocation(database);
      expect((await claimIds(fixture)).filter((id) => id.startsWith('alias:'))).toHaveLength(2);
      const live = await fixture.store.spaceNumbers.find(DEPLOYMENT, {
        index: 'due',
        equals: [],
        limit: 100,
      });
      expect(live.items.filter(({ value }) => value.state.kind === 'live')).toHaveLength(1);
    }
  });

  it('leaves after a crash at any step only what the sweepers free, and succeeds when asked again', async () => {
    let crashes = 0;
    for (let stopAt = 0; ; stopAt += 1) {
      const database = createWeakMemoryDatabase();
      const clock = new FakeClock();
      await allocate(openAllocation(database, { clock }), { length: 1 });
      let accesses = 0;
      const crashing = database.connect({
        crash: () => ++accesses > stopAt,
      });
      const outcome = await allocate(openAllocation(crashing, { seed: 2, clock }), {
        ...draft,
        length: 1,
      }).catch(() => null);
      if (outcome !== null) break;
      crashes += 1;
      const fixture = openAllocation(database, { seed: 3, clock });
      const again = await allocate(fixture, { ...draft, length: 1 });
      clock.jumpTo(shift(clock.now(), 2 * HOUR_MS));
      await sweepAll(fixture);
      const aliases = (await claimIds(fixture)).filter((id) => id.startsWith('alias:'));
      expect(aliases).toHaveLength(4);
      expect(await lookUp(fixture, again.reservation.tag)).toMatchObject({ kind: 'found', id: again.id });
      clock.jumpTo(shift(clock.now(), QUARANTINE_MS - DAY_MS));
      await sweepAll(fixture);
      clock.jumpTo(shift(clock.now(), DAY_MS));
      await sweepNumbers({
        store: fixture.store,
        sealer: fixture.deps.sealer,
        now: clock.now(),
        quarantineMs: QUARANTINE_MS,
        limit: 100,
      });
      for (let count = 0; count < 8; count += 1) await allocate(fixture, { length: 1 });
      await expect(allocate(fixture, { length: 1 })).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
    }
    expect(crashes).toBeGreaterThan(12);
  });
});

describe('the limit of a caller', () => {
  it('lets a burst pass, then a few a minute, and tells when to come back', async () => {
    const clock = new FakeClock();
    const limiter = new ReservationLimiter(clock, { burst: 3, perMinute: 2 });
    const refused = () => {
      try {
        limiter.take('a');
        return null;
      } catch (error) {
        return ThrottledError.is(error) ? [error.code, error.retryAfterMs] : error;
      }
    };
    expect([refused(), refused(), refused()]).toEqual([null, null, null]);
    expect(refused()).toEqual(['ERR_ALLOCATION_LIMITED', MINUTE_MS / 2]);
    limiter.take('b');
    clock.jumpTo(shift(clock.now(), DAY_MS));
    expect(refused()).toEqual(['ERR_ALLOCATION_LIMITED', MINUTE_MS / 2]);
    await clock.advance(MINUTE_MS / 2);
    expect([refused(), refused()]).toEqual([null, ['ERR_ALLOCATION_LIMITED', MINUTE_MS / 2]]);
    await clock.advance(60 * MINUTE_MS);
    expect([refused(), refused(), refused(), refused()]).toEqual([
      null,
      null,
      null,
      ['ERR_ALLOCATION_LIMITED', MINUTE_MS / 2],
    ]);
  });

  it('forgets only those who have their whole share when it knows too many', async () => {
    const clock = new FakeClock();
    const limiter = new ReservationLimiter(clock, { burst: 1, perMinute: 1 });
    limiter.take('a');
    await clock.advance(MINUTE_MS / 2);
    for (let caller = 0; caller < 10_010; caller += 1) limiter.take(`b${caller}`);
    expect(() => limiter.take('a')).toThrow(ThrottledError);
    await clock.advance(MINUTE_MS / 2);
    limiter.take('a');
    expect(() => limiter.take('b0')).toThrow('Too many meetings were asked for at once.');
  });
});
