import type { Clock } from '@vmrkit/core';

/** Wakes whoever waits for news; rings in between count once, however many there were. */
export class Doorbell {
  readonly #clock: Clock;
  #rung = false;
  #wake: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** There may be news. */
  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves at a ring, at once where it rang since the last time, and at the latest after `ms` or with the signal. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung) {
      const stop = new AbortController();
      const abort = (): void => stop.abort();
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      this.#wake = abort;
      await this.#clock.sleep(ms, stop.signal).catch(() => undefined);
      signal.removeEventListener('abort', abort);
      this.#wake = null;
    }
    this.#rung = false;
  }
}
