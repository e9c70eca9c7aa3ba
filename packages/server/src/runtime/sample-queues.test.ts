import { instant, SECOND_MS } from '@vmrkit/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sampleQueues } from './sample-queues.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('measures the oldest answer by the clock that queued it, until it is stopped', async () => {
  const now = instant(1_000_000_000_000);
  const told: number[] = [];
  const queue = { tenantId: 't', integrationId: 'i', mailboxId: 'm', waiting: 1, inTrouble: false };
  const manager = {
    answerQueues: () => [
      { ...queue, oldestAt: instant(now - 7 * SECOND_MS) },
      { ...queue, oldestAt: instant(now - 3 * SECOND_MS) },
      { ...queue, oldestAt: null },
    ],
  };
  const traffic = { sampleQueue: (seconds: number) => told.push(seconds) };
  const sampling = sampleQueues(manager as never, { traffic, clock: { now: () => now } });
  vi.advanceTimersByTime(61 * SECOND_MS);
  expect(told).toEqual([7, 7]);
  await sampling.stop();
  vi.advanceTimersByTime(61 * SECOND_MS);
  expect(told).toHaveLength(2);
});
