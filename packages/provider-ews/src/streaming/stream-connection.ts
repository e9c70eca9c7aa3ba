import type { Clock } from '@vmrkit/core';
import { EwsFailure } from '../errors/ews-failure.ts';
import type { EwsStream } from '../transport/ews-channel.ts';
import { EnvelopeReader } from './envelope-reader.ts';
import { type StreamEvents, streamEvents } from './stream-events.ts';

/** How one connection ended. */
export type StreamEnd = 'closed' | 'silent' | 'cut';

/**
 * Reads one stream to its end, telling each envelope. Resolves with how it ended; rejects with EwsFailure when the
 * server said what is wrong, or when what it sent cannot be read.
 */
export async function readStream(
  stream: EwsStream,
  options: {
    readonly clock: Clock;
    /** A stream that says nothing for so long is dead; heartbeats come about every 45 s. */
    readonly silenceMs: number;
    readonly signal: AbortSignal;
    tell(events: StreamEvents): void;
  },
): Promise<StreamEnd> {
  const { clock, silenceMs, signal } = options;
  const reader = new EnvelopeReader();
  const chunks = stream.chunks[Symbol.asyncIterator]();
  let heardAt = clock.monotonicMs();
  let silent = false;
  const watching = new AbortController();
  const watchdog = (async (): Promise<void> => {
    const either = AbortSignal.any([watching.signal, signal]);
    while (!either.aborted) {
      const left = heardAt + silenceMs - clock.monotonicMs();
      if (left <= 0) {
        silent = true;
        break;
      }
      await clock.sleep(left, either).catch(() => undefined);
    }
    if (!watching.signal.aborted) await stream.close();
  })();
  try {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      heardAt = clock.monotonicMs();
      for (const envelope of reader.read(next.value)) {
        const events = streamEvents(envelope);
        options.tell(events);
        if (events.failure) throw events.failure;
        if (events.closed) return 'closed';
      }
    }
    return 'cut';
  } catch (error) {
    if (silent) return 'silent';
    if (error instanceof EwsFailure) throw error;
    return 'cut';
  } finally {
    watching.abort();
    await watchdog;
    await stream.close();
  }
}
