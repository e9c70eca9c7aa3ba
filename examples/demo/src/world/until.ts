import { setTimeout as sleep } from 'node:timers/promises';

/** How patient {@link until} is. */
export interface UntilOptions {
  /** What is waited for, for the error. */
  readonly what: string;
  readonly timeoutMs?: number;
  readonly pauseMs?: number;
}

/** Looks again and again until `look` gives something; its failures count as nothing. Rejects when time is up. */
export async function until<T>(look: () => Promise<T | null>, options: UntilOptions): Promise<T> {
  const { what, timeoutMs = 15_000, pauseMs = 50 } = options;
  const deadline = performance.now() + timeoutMs;
  let last: unknown = null;
  for (;;) {
    try {
      const found = await look();
      if (found !== null) return found;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeoutMs} ms in vain: ${what}`, last === null ? {} : { cause: last });
    }
    await sleep(pauseMs);
  }
}
