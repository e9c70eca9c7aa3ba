import { createSeededRandom, createWeakMemoryDatabase } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, HOUR_MS, instant, shift } from '../time/instant.ts';
import { type AllocationFixture, openAllocation, plainSealer, QUARANTINE_MS } from './allocation.fixture.ts';
import { drawNumber } from './draw-number.ts';
import { spaceNumberId } from './number-space.ts';
import { ensureNumberSpace, measureFillLevel, openSpaceKey } from './number-spaces.ts';
import { createPermutation } from './permutation.ts';
import { releaseNumber, restartQuarantine, sweepNumbers } from './quarantine.ts';
import type { Reservation } from './reservation.ts';

/** Most calls that one draw may take when nobody else draws. */
const MOST_CALLS = 6;

async function openSpace(fixture: AllocationFixture, length: number) {
  const space = await ensureNumberSpace(fixture.deps, { tenantId: 'one', prefix: 'meet', length });
  const { clock, store, sealer } = fixture.deps;
  const draw = (reservationId: string) =>
    drawNumber(fixture.deps, { spaceId: space.id, reservationId, reviewAt: shift(clock.now(), HOUR_MS) });
  return {
    id: space.id,
    draw,
    /** Draws and writes the reservation, as an allocation that does not crash. */
    use: async (reservationId: string) => {
      const number = await draw(reservationId);
      const value = reservationOf({ spaceId: space.id, number });
      await store.reservations.commit('one', [{ op: 'insert', id: reservationId, value }]);
      return number;
    },
    release: (number: number, reservationId: string) =>
      releaseNumber(store, {
        spaceId: space.id,
        number,
        reservationId,
        until: shift(clock.now(), QUARANTINE_MS),
      }),
    sweep: () => sweepNumbers({ store, sealer, now: clock.now(), quarantineMs: QUARANTINE_MS, limit: 1_000 }),
    level: async () => {
      const [current] = await store.numberSpaces.load(DEPLOYMENT, [space.id]);
      if (!current) throw new Error('no space');
      return measureFillLevel({ store, sealer }, current);
    },
    state: async (number: number) => {
      const [found] = await store.spaceNumbers.load(DEPLOYMENT, [spaceNumberId(space.id, number)]);
      return found?.value.state ?? null;
    },
  };
}

function reservationOf(named: { readonly spaceId: string; readonly number: number }): Reservation {
  return {
    ...named,
    tenantId: 'one',
    integrationId: '11111111-1111-4111-8111-111111111111',
    numericAlias: `meet${named.number}`,
    alias: `meet${named.number}@vc.example.org`,
    tag: 'PXPS:-abcd#',
    mailboxId: 'mailbox-1',
    pins: null,
    callerKey: null,
    language: null,
    correlationId: '33333333-3333-4333-8333-333333333333',
    createdAt: instant(0),
    state: { kind: 'reserved', lapsesAt: instant(Date.UTC(2400, 0, 1)) },
  };
}

describe('drawing numbers', () => {
  it('gives out each number once in a bounded number of calls, then says that the space is full', async () => {
    const fixture = openAllocation();
    const space = await openSpace(fixture, 3);
    const drawn: number[] = [];
    let most = 0;
    for (let count = 0; count < 1_000; count += 1) {
      const before = fixture.calls();
      drawn.push(await space.draw(`r${count}`));
      most = Math.max(most, fixture.calls() - before);
    }
    expect(new Set(drawn).size).toBe(1_000);
    expect(Math.max(...drawn)).toBe(999);
    expect(most).toBeLessThanOrEqual(MOST_CALLS);
    const before = fixture.calls();
    await expect(space.draw('late')).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
    expect(fixture.calls() - before).toBeLessThanOrEqual(2);
  });

  it('draws any of the next eight of the permutation, and moves on four at a time', async () => {
    const fixture = openAllocation();
    const { id } = await openSpace(fixture, 2);
    const [space] = await fixture.store.numberSpaces.load(DEPLOYMENT, [id]);
    if (!space) throw new Error('no space');
    const order = createPermutation(await openSpaceKey(plainSealer, space.value), 2);
    const next = async () => (await fixture.store.numberSpaces.load(DEPLOYMENT, [id]))[0]?.value.next;
    const drawn: number[] = [];
    const counters: unknown[] = [];
    for (const byte of [11, 7, 0, 0, 0, 255, 0, 0]) {
      const deps = { ...fixture.deps, random: { bytes: () => Uint8Array.of(byte) } };
      drawn.push(await drawNumber(deps, { spaceId: id, reservationId: 'r', reviewAt: instant(0) }));
      counters.push(await next());
    }
    const places = Array.from({ length: 100 }, (_, place) => order.at(place));
    expect(drawn.map((number) => places.indexOf(number))).toEqual([3, 0, 1, 2, 4, 8, 5, 6]);
    expect(counters).toEqual([0, 0, 0, 4, 4, 4, 4, 4]);
  });

  it.each([13, 14, 15])('draws, frees and draws again numbers of %d digits', async (length) => {
    const fixture = openAllocation();
    const space = await openSpace(fixture, length);
    const numbers: number[] = [];
    for (let at = 0; at < 20; at += 1) numbers.push(await space.use(`r-${at}`));
    expect(new Set(numbers).size).toBe(20);
    expect(numbers.every((number) => Number.isSafeInteger(number) && number < 10 ** length)).toBe(true);
    const [first = 0] = numbers;
    expect(spaceNumberId(space.id, first)).toMatch(new RegExp(`^meet\\d{${length}}$`));
    await space.release(first, 'r-0');
    fixture.deps.clock.jumpTo(shift(fixture.deps.clock.now(), QUARANTINE_MS + HOUR_MS));
    await space.sweep();
    expect(await space.draw('r-again')).toBe(first);
    expect(await space.level()).toBeLessThan(1e-9);
  });

  it('draws nothing where no space is', async () => {
    const { deps } = openAllocation();
    const drawn = drawNumber(deps, { spaceId: 'none/6', reservationId: 'r', reviewAt: instant(0) });
    await expect(drawn).rejects.toMatchObject({
      code: 'ERR_ALIAS_SPACE_FULL',
      message: 'All numbers of this space are in use.',
    });
  });

  it('draws in a bounded number of calls from a space that is 99.9 % full after years of reuse', async () => {
    const fixture = openAllocation();
    const space = await openSpace(fixture, 3);
    const live: { number: number; reservationId: string }[] = [];
    for (let count = 0; count < 1_000; count += 1) {
      live.push({ number: await space.use(`r${count}`), reservationId: `r${count}` });
    }
    let most = 0;
    for (let year = 0; year < 400; year += 1) {
      const oldest = live.shift();
      if (oldest) await space.release(oldest.number, oldest.reservationId);
      fixture.deps.clock.jumpTo(shift(fixture.deps.clock.now(), QUARANTINE_MS));
      while ((await space.sweep()) === 1_000);
      const before = fixture.calls();
      const number = await space.use(`reuse${year}`);
      most = Math.max(most, fixture.calls() - before - 1);
      expect(number).toBe(oldest?.number);
      live.push({ number, reservationId: `reuse${year}` });
    }
    expect(most).toBeLessThanOrEqual(MOST_CALLS);
  });

  it('gives no number twice to callers at once, however the store weaves them', async () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const database = createWeakMemoryDatabase({ random: createSeededRandom(seed) });
      const space = await openSpace(openAllocation(database), 2);
      const managers = [2, 3, 4, 5].map((each) =>
        openAllocation(database.connect({ random: createSeededRandom(seed * 10 + each) }), {
          seed: seed * 10 + each,
        }),
      );
      const spaces = await Promise.all(managers.map((manager) => openSpace(manager, 2)));
      const drawn = await Promise.all(
        Array.from({ length: 40 }, (_, index) => spaces[index % 4]?.draw(`r${index}`)),
      );
      expect(new Set(drawn).size).toBe(40);
      expect(await space.level()).toBeLessThan(0.8);
    }
  });

  it('shows no order among numbers drawn again', async () => {
    const fixture = openAllocation();
    const space = await openSpace(fixture, 2);
    for (let count = 0; count < 60; count += 1)
      await space.release(await space.draw(`r${count}`), `r${count}`);
    fixture.deps.clock.jumpTo(shift(fixture.deps.clock.now(), QUARANTINE_MS));
    await space.sweep();
    const again: number[] = [];
    for (let count = 0; count < 60; count += 1) again.push(await space.draw(`s${count}`));
    expect(new Set(again).size).toBe(60);
    const rising = again.filter((number, index) => index > 0 && number > (again[index - 1] ?? 0)).length;
    expect(rising).toBeGreaterThan(15);
    expect(rising).toBeLessThan(45);
  });

  it('measures how full a space is, exactly from 80 % up', async () => {
    const fixture = openAllocation();
    const space = await openSpace(fixture, 1);
    const drawn: number[] = [];
    for (let count = 0; count < 4; count += 1) drawn.push(await space.use(`r${count}`));
    expect(await space.level()).toBeLessThan(0.8);
    for (let count = 4; count < 10; count += 1) drawn.push(await space.use(`r${count}`));
    expect(await space.level()).toBe(1);
    for (const index of [0, 1]) await space.release(drawn[index] ?? 0, `r${index}`);
    expect(await space.level()).toBe(1);
    fixture.deps.clock.jumpTo(shift(fixture.deps.clock.now(), QUARANTINE_MS));
    await space.sweep();
    expect(await space.level()).toBe(0.8);
    await space.release(drawn[5] ?? 0, 'r5');
    fixture.deps.clock.jumpTo(shift(fixture.deps.clock.now(), QUARANTINE_MS));
    await space.sweep();
    expect(await space.level()).toBeLessThan(0.8);
  });
});

describe('quarantine', () => {
  it('keeps a released number from being drawn until its time is over', async () => {
    const fixture = openAllocation();
    const space = await openSpace(fixture, 1);
    for (let count = 0; count < 10; count += 1) await space.use(`r${count}`);
    const number = 7;
    const state = await space.state(number);
    await space.release(number, state?.kind === 'live' ? state.reservationId : '');
    fixture.deps.clock.jumpTo(shift(fixture.deps.clock.now(), QUARANTINE_MS - 1));
    const due = shift(fixture.deps.clock.now(), 1);
    expect(await space.state(number)).toMatchObject({ kind: 'quarantined', until: due });
    await space.sweep();
    await expect(space.draw('early')).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
    fixture.deps.clock.jumpTo(due);
    await space.sweep();
    expect(await space.draw('late')).toBe(number);
  });

  it('releases nothing that belongs to a later reservation', async () => {
    const space = await openSpace(openAllocation(), 2);
    const number = await space.draw('second');
    await space.release(number, 'first');
    expect(await space.state(number)).toMatchObject({ kind: 'live', reservationId: 'second' });
  });

  it('starts again when the tag of a number that is not live shows up', async () => {
    const fixture = openAllocation();
    const { store, clock } = fixture.deps;
    const space = await openSpace(fixture, 2);
    const number = await space.draw('r');
    const restart = (until: number) =>
      restartQuarantine(store, { spaceId: space.id, number, until: shift(clock.now(), until) });
    await restart(QUARANTINE_MS);
    expect(await space.state(number)).toMatchObject({ kind: 'live' });
    await space.release(number, 'r');
    await restart(QUARANTINE_MS + DAY_MS);
    expect(await space.state(number)).toMatchObject({ until: shift(clock.now(), QUARANTINE_MS + DAY_MS) });
    await restart(DAY_MS);
    expect(await space.state(number)).toMatchObject({ until: shift(clock.now(), QUARANTINE_MS + DAY_MS) });
    clock.jumpTo(shift(clock.now(), QUARANTINE_MS + DAY_MS));
    await space.sweep();
    expect(await space.state(number)).toMatchObject({ kind: 'free' });
    await restart(DAY_MS);
    expect(await space.state(number)).toMatchObject({ kind: 'quarantined', reservationId: null });
  });

  it('keeps a number from being drawn that the store has forgotten and a tag still shows', async () => {
    const fixture = openAllocation();
    const { store, clock } = fixture.deps;
    const space = await openSpace(fixture, 1);
    await restartQuarantine(store, { spaceId: space.id, number: 4, until: shift(clock.now(), DAY_MS) });
    const drawn = await Promise.all(Array.from({ length: 9 }, (_, index) => space.draw(`r${index}`)));
    expect(drawn).not.toContain(4);
    await expect(space.draw('r')).rejects.toMatchObject({ code: 'ERR_ALIAS_SPACE_FULL' });
  });

  it('takes back a number whose reservation was never written, and nobody can write it then', async () => {
    const fixture = openAllocation();
    const { store, clock } = fixture.deps;
    const space = await openSpace(fixture, 2);
    const number = await space.draw('crashed');
    clock.jumpTo(shift(clock.now(), HOUR_MS));
    await space.sweep();
    expect(await space.state(number)).toMatchObject({ kind: 'quarantined' });
    const [tombstone] = await store.reservations.load('one', ['crashed']);
    expect(tombstone?.value.state).toMatchObject({ kind: 'void' });
  });

  it('says so when others keep writing the number: whoever gives it back can try again', async () => {
    const fixture = openAllocation();
    const { store, clock } = fixture.deps;
    const space = await openSpace(fixture, 2);
    const number = await space.draw('r');
    const outrun = { ...store.spaceNumbers, commit: async () => [{ ok: false } as const] };
    const release = { spaceId: space.id, number, reservationId: 'r', until: clock.now() };
    await expect(releaseNumber({ ...store, spaceNumbers: outrun }, release)).rejects.toMatchObject({
      code: 'ERR_ALIAS_SPACE_CONTENDED',
    });
    await space.release(number, 'r');
    expect(await space.state(number)).toMatchObject({ kind: 'quarantined' });
  });
});
