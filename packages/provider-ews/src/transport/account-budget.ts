import { type Clock, Pauses } from '@vmrkit/core';
import { EwsFailure } from '../errors/ews-failure.ts';

type Waiter = () => void;

const LONGEST_PAUSE_MS = 300_000;

/** Pauses of calls, or of an account that is refused, whose tries count towards its lockout. */
export function pausesOf(kind: 'throttled' | 'sign-in', clock: Clock): Pauses {
  const refusal = (retryAfterMs: number) => new EwsFailure(kind, { maySent: false, retryAfterMs });
  return new Pauses({ clock, longestMs: LONGEST_PAUSE_MS, refusal });
}

/**
 * How many calls an account makes at a time, shared fairly: mailboxes that wait take turns, whatever the length of
 * their queues. Whoever was throttled makes no call until that is over.
 */
export class AccountBudget {
  readonly pauses: Pauses;
  readonly #limit: () => number;
  readonly #lanes = new Map<string, Waiter[]>();
  #running = 0;

  /** `limit` is read at each turn. */
  constructor(limit: () => number, clock: Clock) {
    this.#limit = limit;
    this.pauses = pausesOf('throttled', clock);
  }

  /** Runs `act` when it is this mailbox's turn. Rejects as {@link Pauses.check} throws. */
  async run<T>(mailbox: string, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
    this.pauses.check(mailbox);
    await this.#turn(mailbox, signal);
    try {
      this.pauses.check(mailbox);
      return await act();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  #turn(mailbox: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#running < this.#limit()) {
      this.#running += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        const lane = this.#lanes.get(mailbox) ?? [];
        this.#replace(
          mailbox,
          lane.filter((other) => other !== waiter),
        );
        reject(signal.reason);
      };
      const waiter: Waiter = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#lanes.set(mailbox, [...(this.#lanes.get(mailbox) ?? []), waiter]);
    });
  }

  #replace(mailbox: string, lane: Waiter[]): void {
    if (lane.length === 0) this.#lanes.delete(mailbox);
    else this.#lanes.set(mailbox, lane);
  }

  #next(): void {
    for (const [mailbox, [waiter, ...rest]] of this.#lanes) {
      if (this.#running >= this.#limit()) return;
      this.#lanes.delete(mailbox);
      if (rest.length > 0) this.#lanes.set(mailbox, rest);
      this.#running += 1;
      waiter?.();
    }
  }
}
