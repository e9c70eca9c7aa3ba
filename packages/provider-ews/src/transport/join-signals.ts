import { setMaxListeners } from 'node:events';

/** One signal for several, for as long as it is wanted. */
export interface JoinedSignals {
  readonly signal: AbortSignal;
  /** Lets go of the sources. */
  release(): void;
}

/**
 * Aborts with the first of its sources. Node 20 never drops what `AbortSignal.any` leaves at sources that live for
 * long, such as a process's or a worker's: with one for each call they grow without end.
 */
export function joinSignals(...sources: readonly (AbortSignal | undefined)[]): JoinedSignals {
  const joined = new AbortController();
  const abort = (event: Event): void => joined.abort((event.target as AbortSignal).reason);
  for (const source of sources) {
    // Many calls at a time are no leak.
    if (source) setMaxListeners(0, source);
    if (source?.aborted) joined.abort(source.reason);
    source?.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: joined.signal,
    release: () => {
      for (const source of sources) source?.removeEventListener('abort', abort);
    },
  };
}
