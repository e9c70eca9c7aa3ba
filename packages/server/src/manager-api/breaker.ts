import { type Clock, UnavailableError } from '@vmrkit/core';

/** When a {@link Breaker} opens, and for how long. */
export interface BreakerOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Failures in a row. */
  readonly failures: number;
  readonly pauseMs: number;
}

/** Keeps calls from a partner that is away: after some failures in a row they fail at once, for a while. */
export class Breaker {
  readonly #options: BreakerOptions;
  #failed = 0;
  #openUntilMs = Number.NEGATIVE_INFINITY;
  readonly #refusals = new WeakSet<Error>();

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /**
   * Makes the call; UnavailableErrors count as failures. Rejects with UnavailableError `ERR_MANAGER_AWAY` without
   * calling while it is open. After the pause one call at a time finds out whether the partner is back.
   */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const { clock, failures, pauseMs } = this.#options;
    const now = clock.monotonicMs();
    if (now < this.#openUntilMs) {
      const refusal = new UnavailableError('The managers were away a moment ago.', {
        code: 'ERR_MANAGER_AWAY',
      });
      this.#refusals.add(refusal);
      throw refusal;
    }
    if (this.#failed >= failures) this.#openUntilMs = now + pauseMs;
    try {
      const result = await call();
      this.#close();
      return result;
    } catch (error) {
      if (!UnavailableError.is(error)) {
        this.#close();
        throw error;
      }
      this.#failed += 1;
      if (this.#failed >= failures) this.#openUntilMs = clock.monotonicMs() + pauseMs;
      throw error;
    }
  }

  /** `half-open`: the next call finds out whether the partner is back. */
  get state(): 'closed' | 'open' | 'half-open' {
    const { clock, failures } = this.#options;
    if (clock.monotonicMs() < this.#openUntilMs) return 'open';
    return this.#failed >= failures ? 'half-open' : 'closed';
  }

  /** Whether an error is this breaker's own: nobody was called. */
  isRefusal(error: Error): boolean {
    return this.#refusals.has(error);
  }

  #close(): void {
    this.#failed = 0;
    this.#openUntilMs = Number.NEGATIVE_INFINITY;
  }
}
