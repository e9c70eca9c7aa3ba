import type { Clock } from './clock.ts';

interface Pause {
  until: number;
  strikes: number;
}

/** What pauses are made with. */
export interface PausesOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** The longest pause that is kept. */
  readonly longestMs: number;
  /** What whoever must stay away is told. */
  readonly refusal: (retryAfterMs: number) => Error;
}

const FIRST_PAUSE_MS = 1_000;
const MOST_STRIKES = 20;
/** Lane of what concerns all. */
const ALL = '';

/**
 * Who was asked to pause makes no call until the pause is over, since repeats count too and prolong it. A pause without a
 * length grows from one to the next. Lanes are what a server counts by, such as mailboxes.
 */
export class Pauses {
  readonly #options: PausesOptions;
  readonly #pauses = new Map<string, Pause>();

  constructor(options: PausesOptions) {
    this.#options = options;
  }

  /** Throws the refusal while this lane, or all, must stay away. */
  check(lane: string | null): void {
    const left = Math.max(this.#leftMs(ALL), this.#leftMs(lane ?? ALL));
    if (left > 0) throw this.#options.refusal(left);
  }

  /** The server refused: one lane, or (null) all. Gives how long it must stay away. */
  begin(lane: string | null, retryAfterMs: number | null): number {
    const { clock, longestMs } = this.#options;
    const now = clock.monotonicMs();
    const pause = this.#pauses.get(lane ?? ALL) ?? { until: 0, strikes: 0 };
    // Calls that ran side by side are refused together, which is one refusal.
    if (pause.until <= now) pause.strikes = Math.min(pause.strikes + 1, MOST_STRIKES);
    const asked = retryAfterMs !== null && retryAfterMs > 0 ? retryAfterMs : null;
    const length = Math.min(asked ?? FIRST_PAUSE_MS * 2 ** (pause.strikes - 1), longestMs);
    pause.until = Math.max(pause.until, now + length);
    this.#pauses.set(lane ?? ALL, pause);
    return this.#leftMs(lane ?? ALL);
  }

  /** A call of this lane went through: its pauses, and those of all, start small again. */
  succeeded(lane: string | null): void {
    const now = this.#options.clock.monotonicMs();
    for (const each of [ALL, lane ?? ALL]) {
      if ((this.#pauses.get(each)?.until ?? Number.POSITIVE_INFINITY) <= now) this.#pauses.delete(each);
    }
  }

  #leftMs(lane: string): number {
    const until = this.#pauses.get(lane)?.until ?? 0;
    return Math.max(0, Math.ceil(until - this.#options.clock.monotonicMs()));
  }
}
