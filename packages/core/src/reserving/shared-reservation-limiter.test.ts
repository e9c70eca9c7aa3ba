import { createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { ThrottledError, UnavailableError } from '../errors/vmrkit-error.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { MINUTE_MS, shift } from '../time/instant.ts';
import { callerBudgetShape, SharedReservationLimiter } from './shared-reservation-limiter.ts';

function openManagers(count: number) {
  const database = createWeakMemoryDatabase();
  const state = { isAlone: false };
  const managers = Array.from({ length: count }, () => {
    const clock = new FakeClock();
    const limiter = new SharedReservationLimiter({
      budgets: database.collection(callerBudgetShape),
      clock,
      limits: { burst: 4, perMinute: 6 },
      isAlone: () => state.isAlone,
    });
    /** Null: allowed; else after how many milliseconds to try again. */
    const take = (callerKey = 'ada') =>
      limiter.take(callerKey).then(
        () => null,
        (error: unknown) => (ThrottledError.is(error) ? error.retryAfterMs : error),
      );
    return { clock, limiter, take };
  });
  const all = (milliseconds: number) => Promise.all(managers.map(({ clock }) => clock.advance(milliseconds)));
  const stored = async () => {
    const found = database.collection(callerBudgetShape);
    return (await found.find(DEPLOYMENT, { index: 'full', equals: [], limit: 10 })).items;
  };
  const [first, second] = managers;
  if (first === undefined || second === undefined) throw new TypeError('At least two.');
  return { first, second, all, stored, state };
}

test('a caller has one burst over all managers, then one rate', async () => {
  const { first, second, all } = openManagers(2);
  const asked = [first, second, first, second, first, second];
  const told: unknown[] = [];
  for (const { take } of asked) told.push(await take());
  expect(told).toEqual([null, null, null, null, 10_000, 10_000]);
  await all(10_000);
  expect([await second.take(), await first.take()]).toEqual([null, 10_000]);
  expect(await first.take('bea')).toBeNull();
});

test('of calls at the same moment no more pass than the burst has', async () => {
  const { first, second } = openManagers(2);
  const told = await Promise.all(
    [first, second, first, second, first, second, first, second].map(({ take }) => take()),
  );
  expect(told.filter((each) => each === null)).toHaveLength(4);
});

test('a manager alone writes nothing', async () => {
  const { first, stored, state } = openManagers(2);
  state.isAlone = true;
  const told = [
    await first.take(),
    await first.take(),
    await first.take(),
    await first.take(),
    await first.take(),
  ];
  expect(told).toEqual([null, null, null, null, 10_000]);
  expect(await stored()).toEqual([]);
});

test('clocks that stand five minutes apart give a caller one burst more at most', async () => {
  const { first, second } = openManagers(2);
  second.clock.jumpTo(shift(second.clock.now(), 5 * MINUTE_MS));
  let allowed = 0;
  for (let turn = 0; turn < 8; turn += 1) {
    for (const { take } of [first, second]) if ((await take()) === null) allowed += 1;
  }
  expect(allowed).toBeGreaterThanOrEqual(4);
  expect(allowed).toBeLessThanOrEqual(8);
});

test('what says nothing any more is removed, the caller’s name is stored nowhere', async () => {
  const { first, all, stored } = openManagers(2);
  await first.take('ada');
  expect(JSON.stringify(await stored())).not.toContain('ada');
  await all(9 * MINUTE_MS);
  await first.limiter.sweep();
  expect(await stored()).toHaveLength(1);
  await all(2 * MINUTE_MS);
  await first.limiter.sweep();
  expect(await stored()).toEqual([]);
});

test('a store that is away says so, and is not taken for a limit', async () => {
  const away = new UnavailableError('Away.', { code: 'ERR_STORE_UNAVAILABLE' });
  const never = () => Promise.reject(away);
  const limiter = new SharedReservationLimiter({
    budgets: { load: never, commit: never, find: never },
    clock: new FakeClock(),
    limits: { burst: 4, perMinute: 6 },
    isAlone: () => false,
  });
  await expect(limiter.take('ada')).rejects.toBe(away);
});

test('who asks while others keep writing the same budget is to come a second later', async () => {
  const limiter = new SharedReservationLimiter({
    budgets: {
      load: async () => [null],
      commit: async () => [{ ok: false }],
      find: async () => ({ items: [], next: null }),
    },
    clock: new FakeClock(),
    limits: { burst: 4, perMinute: 6 },
    isAlone: () => false,
  });
  await expect(limiter.take('ada')).rejects.toMatchObject({ retryAfterMs: 1_000 });
});
