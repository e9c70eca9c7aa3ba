import type { Clock } from '@vmrkit/core';
import { EwsFailure } from '../errors/ews-failure.ts';

type Waiter = () => void;

/** Why nobody may call for a while. */
type PauseKind = 'throttled' | 'sign-in';

interface Pause {
  kind: PauseKind;
  until: number;
  strikes: number;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
/** Lane of what concerns the whole account. */
const WHOLE_ACCOUNT = '';

/**
 * How many calls an account makes at a time, shared fairly: mailboxes that wait take turns, whatever the length of
 * their queues. Whoever was asked to pause makes no call until the pause is over, since repeats prolong it (page
 * ews-throttling-in-exchange); a pause without a length grows from one to the next. A refused sign-in pauses the
 * account likewise, since each further one counts towards its lockout.
 */
export class AccountBudget {
  readonly #limit: () => number;
  readonly #clock: Clock;
  readonly #lanes = new Map<string, Waiter[]>();
  readonly #pauses = new Map<string, Pause>();
  #running = 0;

  /** `limit` is read at each turn. */
  constructor(limit: () => number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Runs `act` when it is this mailbox's turn. Rejects as {@link checkPause} throws. */
  async run<T>(mailbox: string, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
    this.checkPause(mailbox);
    await this.#turn(mailbox, signal);
    try {
      this.checkPause(mailbox);
      return await act();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  /** Throws EwsFailure `throttled` or `sign-in` while this mailbox must stay away. */
  checkPause(mailbox: string): void {
    for (const lane of [WHOLE_ACCOUNT, mailbox]) {
      const left = this.#pauseLeftMs(lane);
      const kind = this.#pauses.get(lane)?.kind;
      if (kind && left > 0) throw new EwsFailure(kind, { maySent: false, retryAfterMs: left });
    }
  }

  /** The server refused: one mailbox, or (null) the account. Gives how long it must stay away. */
  pause(mailbox: string | null, retryAfterMs: number | null, kind: PauseKind = 'throttled'): number {
    const lane = mailbox ?? WHOLE_ACCOUNT;
    const now = this.#clock.monotonicMs();
    const pause = this.#pauses.get(lane) ?? { kind, until: 0, strikes: 0 };
    // Calls that ran side by side are refused together, which is one refusal.
    if (pause.until <= now) pause.strikes = Math.min(pause.strikes + 1, 20);
    const grown = FIRST_PAUSE_MS * 2 ** (pause.strikes - 1);
    const length = Math.min(
      retryAfterMs !== null && retryAfterMs > 0 ? retryAfterMs : grown,
      LONGEST_PAUSE_MS,
    );
    pause.kind = kind;
    pause.until = Math.max(pause.until, now + length);
    this.#pauses.set(lane, pause);
    return this.#pauseLeftMs(lane);
  }

  /** A call of this mailbox went through: its pauses start small again. */
  succeeded(mailbox: string): void {
    const now = this.#clock.monotonicMs();
    for (const lane of [WHOLE_ACCOUNT, mailbox]) {
      if ((this.#pauses.get(lane)?.until ?? now) < now) this.#pauses.delete(lane);
    }
  }

  #pauseLeftMs(lane: string): number {
    const until = this.#pauses.get(lane)?.until ?? 0;
    return Math.max(0, Math.ceil(until - this.#clock.monotonicMs()));
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
