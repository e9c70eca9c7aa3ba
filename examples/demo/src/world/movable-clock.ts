import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, instant } from '@vmrkit/core';

/** The clock of this machine with an offset that can be moved while it runs. Sleeps and the monotonic time stay real. */
export class MovableClock implements Clock {
  #offsetMs = 0;

  now(): ReturnType<Clock['now']> {
    return instant(Date.now() + this.#offsetMs);
  }

  monotonicMs(): number {
    return performance.now();
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    try {
      await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  }

  /** Sets how far this clock is ahead of the machine's; may be negative. */
  setOffset(milliseconds: number): void {
    this.#offsetMs = milliseconds;
  }
}
