import { FakeClock } from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { WorkerPulse } from './worker-pulse.ts';

it('tells for how long the oldest step runs, until it comes back or fails', async () => {
  const clock = new FakeClock();
  const pulse = new WorkerPulse(clock);
  const stop = new AbortController();
  expect(pulse.longestMs()).toBe(0);
  const one = pulse.during(() => clock.sleep(3_500));
  await clock.advance(2_000);
  const other = pulse.during(() => clock.sleep(60_000, stop.signal));
  await clock.advance(1_000);
  expect(pulse.longestMs()).toBe(3_000);
  await clock.advance(1_000);
  await one;
  expect(pulse.longestMs()).toBe(2_000);
  stop.abort(new Error('failed'));
  await expect(other).rejects.toThrow('failed');
  expect(pulse.longestMs()).toBe(0);
});
