import { type Clock, Pauses } from '@vmrkit/core';
import { GraphFailure } from '../errors/graph-failure.ts';

/** Calls at a time. */
export interface GraphLimits {
  readonly app: number;
  readonly mailbox: number;
}

/** Who waits for a turn, and how many places of a server it takes. */
interface Waiter {
  readonly mailbox: string;
  readonly want: number;
  readonly start: (places: number) => void;
}

/** A call whose answer got lost may go on behind the gateway for so long. */
const LINGER_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;
/** Of a successful answer that asks for a slower pace. */
const LONGEST_DELAY_MS = 30_000;

/**
 * How many calls an application makes at a time, over all mailboxes and to each: mailboxes that wait take turns. Whoever
 * was throttled makes no call until that is over.
 */
export class GraphBudget {
  readonly pauses: Pauses;
  readonly #limits: () => GraphLimits;
  readonly #clock: Clock;
  readonly #lanes = new Map<string, Waiter[]>();
  readonly #running = new Map<string, number>();
  readonly #slower = new Map<string, number>();
  /** Mailbox of each place that is held by a lost call, by when it ends. */
  #lingering: { readonly mailbox: string; readonly until: number }[] = [];

  /** `limits` is read at each turn. */
  constructor(limits: () => GraphLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.pauses = new Pauses({
      clock,
      longestMs: LONGEST_PAUSE_MS,
      refusal: (retryAfterMs) => new GraphFailure('throttled', { maySent: false, retryAfterMs }),
    });
  }

  /** Calls that run now, of all mailboxes. */
  get running(): number {
    return [...this.#running.values()].reduce((sum, count) => sum + count, 0);
  }

  /**
   * Runs `act` when it is this mailbox's turn, with as many places as were wanted and may be had at all. Rejects with
   * `throttled` while the mailbox must stay away.
   */
  async run<T>(
    mailbox: string,
    { want, signal }: { readonly want: number; readonly signal?: AbortSignal | undefined },
    act: (places: number) => Promise<T>,
  ): Promise<T> {
    this.pauses.check(mailbox);
    await this.#keepPace(mailbox, signal);
    const places = await this.#turn(mailbox, want, signal);
    try {
      this.pauses.check(mailbox);
      return await act(places);
    } catch (error) {
      if (error instanceof GraphFailure && error.lingers) this.#linger(mailbox);
      throw error;
    } finally {
      this.#running.set(mailbox, (this.#running.get(mailbox) ?? 0) - places);
      if (this.#running.get(mailbox) === 0) this.#running.delete(mailbox);
      this.#next();
    }
  }

  /** An answer that went well asks for a slower pace: the mailbox's next call waits, and nothing is repeated. */
  slowDown(mailbox: string, ms: number): void {
    this.#slower.set(mailbox, this.#clock.monotonicMs() + Math.min(ms, LONGEST_DELAY_MS));
  }

  async #keepPace(mailbox: string, signal: AbortSignal | undefined): Promise<void> {
    const wait = (this.#slower.get(mailbox) ?? 0) - this.#clock.monotonicMs();
    this.#slower.delete(mailbox);
    if (wait > 0) await this.#clock.sleep(wait, signal);
  }

  #linger(mailbox: string): void {
    this.#lingering.push({ mailbox, until: this.#clock.monotonicMs() + LINGER_MS });
  }

  /** Places that may be had now at most: lost calls hold theirs, but one is always left. */
  #allowed(mailbox: string): { readonly app: number; readonly mailbox: number } {
    const limits = this.#limits();
    const now = this.#clock.monotonicMs();
    this.#lingering = this.#lingering.filter(({ until }) => until > now);
    const own = this.#lingering.filter((lost) => lost.mailbox === mailbox).length;
    return {
      app: Math.max(1, limits.app - this.#lingering.length),
      mailbox: Math.max(1, limits.mailbox - own),
    };
  }

  /** Whether a waiter may start now, and with how many places; null: not yet. */
  #fits({ mailbox, want }: Pick<Waiter, 'mailbox' | 'want'>): number | null | 'own-mailbox' {
    const allowed = this.#allowed(mailbox);
    const places = Math.min(want, allowed.app, allowed.mailbox);
    if ((this.#running.get(mailbox) ?? 0) + places > allowed.mailbox) return 'own-mailbox';
    return this.running + places > allowed.app ? null : places;
  }

  #take(mailbox: string, places: number): number {
    this.#running.set(mailbox, (this.#running.get(mailbox) ?? 0) + places);
    return places;
  }

  #turn(mailbox: string, want: number, signal: AbortSignal | undefined): Promise<number> {
    signal?.throwIfAborted();
    if (this.#lanes.size === 0) {
      const places = this.#fits({ mailbox, want });
      if (typeof places === 'number') return Promise.resolve(this.#take(mailbox, places));
    }
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        const lane = (this.#lanes.get(mailbox) ?? []).filter((other) => other !== waiter);
        if (lane.length > 0) this.#lanes.set(mailbox, lane);
        else this.#lanes.delete(mailbox);
        reject(signal?.reason);
        this.#next();
      };
      const start = (places: number): void => {
        signal?.removeEventListener('abort', abort);
        resolve(places);
      };
      const waiter: Waiter = { mailbox, want, start };
      signal?.addEventListener('abort', abort, { once: true });
      this.#lanes.set(mailbox, [...(this.#lanes.get(mailbox) ?? []), waiter]);
      this.#next();
    });
  }

  /** Who wants several places is not passed by those who want one, or it would wait for ever. */
  #next(): void {
    for (const [mailbox, [waiter, ...rest]] of this.#lanes) {
      if (!waiter) continue;
      const places = this.#fits(waiter);
      if (places === 'own-mailbox') continue;
      if (places === null) return;
      this.#lanes.delete(mailbox);
      if (rest.length > 0) this.#lanes.set(mailbox, rest);
      waiter.start(this.#take(mailbox, places));
    }
  }
}
