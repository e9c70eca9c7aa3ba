import { type Clock, SECOND_MS } from '@vmrkit/core';
import type { Traffic } from '../operations-api/traffic.ts';
import type { OpenRoles } from './open-roles.ts';

const PAUSE_MS = 30 * SECOND_MS;

/** What is looked at, what is told, and by which clock. */
export interface QueueSampling {
  readonly traffic: Pick<Traffic, 'sampleQueue'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Notes every half minute how long the oldest answer has waited, by the clock that answers are queued by. */
export function sampleQueues(
  manager: Pick<NonNullable<OpenRoles['manager']>, 'answerQueues'>,
  { traffic, clock }: QueueSampling,
): { stop(): Promise<void> } {
  const look = () => {
    const now = clock.now();
    const ages = manager.answerQueues().map(({ oldestAt }) => (oldestAt === null ? 0 : now - oldestAt));
    traffic.sampleQueue(Math.max(0, ...ages) / SECOND_MS);
  };
  const timer = setInterval(look, PAUSE_MS);
  return { stop: async () => clearInterval(timer) };
}
