import { type Clock, instant } from '@vmrkit/core';
import { systemClock } from '@vmrkit/sdk';

/** A clock whose wall time is the app's own, in Unix milliseconds. Waits and the monotonic time stay the machine's. */
export function createAppClock(wallTime: () => number): Clock {
  return { ...systemClock, now: () => instant(wallTime()) };
}
