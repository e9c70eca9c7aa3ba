import { hostname } from 'node:os';
import { codeOf, DEPLOYMENT, type Logger } from '@vmrkit/core';
import type { AlarmService } from '@vmrkit/core/composition';
import type { LogState } from './log-destination.ts';
import type { Running } from './open-roles.ts';

/** What the watch works with. */
export interface WatchLogOptions {
  state(): LogState;
  readonly logger: Logger;
  /** Null in a process without a store. */
  readonly alarms: Pick<AlarmService, 'raise' | 'clear'> | null;
  readonly lookMs?: number;
}

const LOOK_MS = 5_000;

/** Keeps the alarm `log-lines-dropped` of this machine while lines of the log are dropped. */
export function watchLog({ state, logger, alarms, lookMs = LOOK_MS }: WatchLogOptions): Running {
  const ref = { kind: 'log-lines-dropped', tenantId: DEPLOYMENT, integrationId: null } as const;
  const alarm = { ...ref, subject: hostname() };
  let seen = state().dropped;
  let isRaised: boolean | null = null;
  const look = async () => {
    const { dropped, trouble } = state();
    const isDropping = dropped > seen;
    const since = dropped - seen;
    seen = dropped;
    // Also finds out whether the device takes lines again.
    if (isDropping || trouble !== null)
      logger.warn('Lines of the log are dropped.', { dropped, since, reason: trouble });
    const shouldStand = isDropping || (isRaised === true && trouble !== null);
    if (shouldStand === isRaised || alarms === null) return;
    try {
      await (shouldStand ? alarms.raise(alarm, trouble ?? 'slow') : alarms.clear(alarm));
      isRaised = shouldStand;
    } catch (error) {
      logger.warn('The alarm about the log could not be written.', { code: codeOf(error) });
    }
  };
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(look);
  }, lookMs);
  return {
    stop: () => {
      clearInterval(timer);
      return last;
    },
  };
}
