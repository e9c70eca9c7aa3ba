import { expect, test } from 'vitest';
import { ReservationLimiter } from './reservation-limiter.ts';

function openLimiter() {
  let nowMs = 0;
  const limiter = new ReservationLimiter({ monotonicMs: () => nowMs }, { burst: 2, perMinute: 6 });
  /** Null: allowed; else after how many milliseconds to try again. */
  const take = (callerKey = 'ada') => {
    try {
      limiter.take(callerKey);
      return null;
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_ALLOCATION_LIMITED' });
      return (error as { retryAfterMs?: number }).retryAfterMs;
    }
  };
  return {
    take,
    later: (milliseconds: number) => {
      nowMs += milliseconds;
    },
  };
}

test('a caller has a burst, then its rate, and is told when to try again', () => {
  const { take, later } = openLimiter();
  expect([take(), take(), take()]).toEqual([null, null, 10_000]);
  later(4_000);
  expect(take()).toBe(6_000);
  later(6_000);
  expect([take(), take()]).toEqual([null, 10_000]);
});

test('a pause gives no more than a burst', () => {
  const { take, later } = openLimiter();
  take();
  later(3_600_000);
  expect([take(), take(), take()]).toEqual([null, null, 10_000]);
});

test('one caller takes nothing from another', () => {
  const { take } = openLimiter();
  take();
  take();
  expect([take('bea'), take()]).toEqual([null, 10_000]);
});

test('those who had their share have had it however many others come', () => {
  const { take } = openLimiter();
  take();
  take();
  for (let other = 0; other < 12_000; other += 1) take(`other-${other}`);
  expect(take()).toBe(10_000);
});
