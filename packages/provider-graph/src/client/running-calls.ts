import { setMaxListeners } from 'node:events';
import { GraphFailure } from '../errors/graph-failure.ts';

/**
 * The calls of one provider, which may share its account with others: each ends with its caller's signal, and all with
 * the provider. Node 20 never drops what `AbortSignal.any` leaves at signals that live for long.
 */
export class RunningCalls {
  readonly #running = new Set<AbortController>();
  #closed = false;

  /** Runs `act` with a signal that ends with either; rejects with the caller's reason, or as `closed`. */
  async run<T>(signal: AbortSignal | undefined, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    if (this.#closed) throw new GraphFailure('closed', { maySent: false });
    const call = new AbortController();
    const abort = (): void => call.abort(signal?.reason);
    if (signal) setMaxListeners(0, signal);
    signal?.addEventListener('abort', abort, { once: true });
    this.#running.add(call);
    try {
      return await act(call.signal);
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#running.delete(call);
    }
  }

  /** Ends what runs; nothing runs any more. */
  close(): void {
    this.#closed = true;
    for (const call of this.#running) call.abort(new GraphFailure('closed', { maySent: true }));
  }
}
