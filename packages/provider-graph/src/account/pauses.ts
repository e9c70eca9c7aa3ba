import type { Clock } from '@vmrkit/core';
import { GraphFailure } from '../errors/graph-failure.ts';

interface Pause {
  until: number;
  strikes: number;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 600_000;

/**
 * A mailbox that was asked to pause makes no call until the pause is over: repeats count too and prolong it. A pause
 * without a length grows from one to the next.
 */
export class Pauses {
  readonly #clock: Clock;
  readonly #pauses = new Map<string, Pause>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws GraphFailure `throttled` while this mailbox must stay away. */
  check(mailbox: string): void {
    const left = this.#leftMs(mailbox);
    if (left > 0) throw new GraphFailure('throttled', { maySent: false, retryAfterMs: left });
  }

  /** Graph refused. Gives how long the mailbox must stay away. */
  begin(mailbox: string, retryAfterMs: number | null): number {
    const now = this.#clock.monotonicMs();
    const pause = this.#pauses.get(mailbox) ?? { until: 0, strikes: 0 };
    // Calls that ran side by side are refused together, which is one refusal.
    if (pause.until <= now) pause.strikes = Math.min(pause.strikes + 1, 20);
    const asked = retryAfterMs !== null && retryAfterMs > 0 ? retryAfterMs : null;
    const length = Math.min(asked ?? FIRST_PAUSE_MS * 2 ** (pause.strikes - 1), LONGEST_PAUSE_MS);
    pause.until = Math.max(pause.until, now + length);
    this.#pauses.set(mailbox, pause);
    return this.#leftMs(mailbox);
  }

  /** A call of this mailbox went through: its pauses start small again. */
  succeeded(mailbox: string): void {
    const pause = this.#pauses.get(mailbox);
    if (pause && pause.until <= this.#clock.monotonicMs()) this.#pauses.delete(mailbox);
  }

  #leftMs(mailbox: string): number {
    const until = this.#pauses.get(mailbox)?.until ?? 0;
    return Math.max(0, Math.ceil(until - this.#clock.monotonicMs()));
  }
}
