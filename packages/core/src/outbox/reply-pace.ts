import type { Clock } from '../runtime/clock.ts';
import { MINUTE_MS } from '../time/instant.ts';

/** Spreads answers evenly over the minute, one by one, as far as the mail system limits them. */
export class ReplyPace {
  readonly #perMinute: number | null;
  readonly #clock: Clock;
  #credit: number;
  #countedAt: number;

  /** `perMinute` null: no limit. */
  constructor(perMinute: number | null, clock: Clock) {
    this.#perMinute = perMinute;
    this.#clock = clock;
    this.#credit = 1;
    this.#countedAt = clock.monotonicMs();
  }

  /** Takes leave to send up to `wanted` answers now; returns how many. */
  take(wanted: number): number {
    if (this.#perMinute === null) return wanted;
    const now = this.#clock.monotonicMs();
    const earned = ((now - this.#countedAt) * this.#perMinute) / MINUTE_MS;
    this.#credit = Math.min(1, this.#credit + earned);
    this.#countedAt = now;
    const granted = Math.min(wanted, Math.floor(this.#credit));
    this.#credit -= granted;
    return granted;
  }

  /** Gives back leave that was taken and not made use of. */
  giveBack(unused: number): void {
    this.#credit = Math.min(1, this.#credit + unused);
  }

  /** Milliseconds until one more answer may be sent. */
  pauseMs(): number {
    if (this.#perMinute === null || this.#credit >= 1) return 0;
    return Math.ceil(((1 - this.#credit) * MINUTE_MS) / this.#perMinute);
  }
}
