import type { Clock } from '../runtime/clock.ts';

/** Lets a loop sleep until there is something to do, or until its time has come. */
export class Wakeup {
  #notified = false;
  #wake: () => void = () => undefined;

  /** Wakes the sleeper, or keeps it from falling asleep. */
  notify(): void {
    this.#notified = true;
    this.#wake();
  }

  /** Resolves after `milliseconds`, or as soon as somebody notifies; rejects when `signal` aborts. */
  async wait(
    milliseconds: number,
    { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  ): Promise<void> {
    signal.throwIfAborted();
    if (!this.#notified && milliseconds > 0) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      const either = AbortSignal.any([signal, woken.signal]);
      await clock.sleep(milliseconds, either).catch(() => signal.throwIfAborted());
    }
    this.#notified = false;
  }
}
