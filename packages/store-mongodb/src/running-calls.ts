import { UnavailableError } from '@vmrkit/core';
import { toVmrKitError } from './to-vmrkit-error.ts';

/** The calls of one database that are under way; their errors are translated. */
export class RunningCalls {
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | null = null;

  /** Does `work` now. Rejects with UnavailableError `ERR_STORE_UNAVAILABLE` once it was closed. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#whileOpen(work);
    this.#running.add(result);
    const settle = () => this.#running.delete(result);
    result.then(settle, settle);
    return result;
  }

  /** Waits for all that run, then closes; once, however often it is called. */
  close(close: () => Promise<void>): Promise<void> {
    this.#closing ??= (async () => {
      await Promise.allSettled([...this.#running]);
      await close();
    })();
    return this.#closing;
  }

  async #whileOpen<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closing !== null) {
      throw new UnavailableError('The database is closed.', { code: 'ERR_STORE_UNAVAILABLE' });
    }
    try {
      return await work();
    } catch (error) {
      throw toVmrKitError(error);
    }
  }
}
