import type { Clock } from '@vmrkit/core';
import { EwsFailure } from '../errors/ews-failure.ts';

/** Why nobody may call for a while. */
type PauseKind = 'throttled' | 'sign-in';

interface Pause {
  until: number;
  strikes: number;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
/** Lane of what concerns all. */
const ALL = '';

/**
 * Who was asked to pause makes no call until the pause is over, since repeats prolong it (page
 * ews-throttling-in-exchange) or count towards an account's lockout. A pause without a length grows from one to the next.
 */
export class Pauses {
  readonly #kind: PauseKind;
  readonly #clock: Clock;
  readonly #pauses = new Map<string, Pause>();

  constructor(kind: PauseKind, clock: Clock) {
    this.#kind = kind;
    this.#clock = clock;
  }

  /** Throws EwsFailure of this kind while this mailbox must stay away. */
  check(mailbox: string): void {
    for (const lane of [ALL, mailbox]) {
      const left = this.#leftMs(lane);
      if (left > 0) throw new EwsFailure(this.#kind, { maySent: false, retryAfterMs: left });
    }
  }

  /** The server refused: one mailbox, or (null) all. Gives how long it must stay away. */
  begin(mailbox: string | null, retryAfterMs: number | null): number {
    const lane = mailbox ?? ALL;
    const now = this.#clock.monotonicMs();
    const pause = this.#pauses.get(lane) ?? { until: 0, strikes: 0 };
    // Calls that ran side by side are refused together, which is one refusal.
    if (pause.until <= now) pause.strikes = Math.min(pause.strikes + 1, 20);
    const grown = FIRST_PAUSE_MS * 2 ** (pause.strikes - 1);
    const length = Math.min(
      retryAfterMs !== null && retryAfterMs > 0 ? retryAfterMs : grown,
      LONGEST_PAUSE_MS,
    );
    pause.until = Math.max(pause.until, now + length);
    this.#pauses.set(lane, pause);
    return this.#leftMs(lane);
  }

  /** A call of this mailbox went through: its pauses start small again. */
  succeeded(mailbox: string): void {
    const now = this.#clock.monotonicMs();
    for (const lane of [ALL, mailbox]) {
      if ((this.#pauses.get(lane)?.until ?? now) < now) this.#pauses.delete(lane);
    }
  }

  #leftMs(lane: string): number {
    const until = this.#pauses.get(lane)?.until ?? 0;
    return Math.max(0, Math.ceil(until - this.#clock.monotonicMs()));
  }
}
