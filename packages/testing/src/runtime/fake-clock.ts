import { type Clock, type Instant, instant } from '@vmrkit/core';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. Both of its times are whole milliseconds. */
export class FakeClock implements Clock {
  #now: number;
  #monotonicMs = 0;
  readonly #sleepers = new Set<Sleeper>();

  /** Starts at `now`; without it at 2026-01-05T09:00:00Z, a Monday. */
  constructor(now: Instant = instant(Date.UTC(2026, 0, 5, 9))) {
    this.#now = now;
  }

  now(): Instant {
    return instant(this.#now);
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** How many calls of {@link sleep} wait. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const abort = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        dueMs: this.#monotonicMs + Math.max(0, milliseconds),
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  /**
   * Lets time pass on both clocks. Sleepers wake one by one in the order in which they are due, each at its own time
   * and with a turn of the event loop to act in; those that lie down again and are due within the stretch wake again.
   */
  async advance(milliseconds: number): Promise<void> {
    const endMs = this.#monotonicMs + milliseconds;
    await turn();
    for (let next = this.#nextDue(endMs); next !== undefined; next = this.#nextDue(endMs)) {
      this.#pass(next.dueMs - this.#monotonicMs);
      next.wake();
      await turn();
    }
    this.#pass(endMs - this.#monotonicMs);
  }

  /** Sets the wall clock alone, as an administrator or a time service does; sleepers do not notice. */
  jumpTo(now: Instant): void {
    this.#now = now;
  }

  #nextDue(endMs: number): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (sleeper.dueMs <= endMs && (first === undefined || sleeper.dueMs < first.dueMs)) first = sleeper;
    }
    return first;
  }

  #pass(milliseconds: number): void {
    this.#now += milliseconds;
    this.#monotonicMs += milliseconds;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
