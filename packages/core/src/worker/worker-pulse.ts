import type { Clock } from '../runtime/clock.ts';

/**
 * Shows whether the worker of a mailbox moves. Each of its steps is bounded, since every remote call has a deadline; one
 * that does not come back hangs for good, and so does the worker.
 */
export class WorkerPulse {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #running = new Map<symbol, number>();

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** Runs one step of the worker. Rejects as the step does. */
  async during<T>(step: () => Promise<T>): Promise<T> {
    const name = Symbol('step');
    this.#running.set(name, this.#clock.monotonicMs());
    try {
      return await step();
    } finally {
      this.#running.delete(name);
    }
  }

  /** For how long the oldest step runs, in milliseconds; 0: none does. */
  longestMs(): number {
    const now = this.#clock.monotonicMs();
    return Math.max(0, ...[...this.#running.values()].map((beganMs) => now - beganMs));
  }
}
