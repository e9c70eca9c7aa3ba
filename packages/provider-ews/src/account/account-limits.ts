import type { EwsSettings } from '../settings.ts';

/** What one record says of the limits of its account. */
export interface AccountLimits {
  /** Calls at a time. */
  readonly calls: number;
  /** Streams at a time. */
  readonly streams: number;
  /** A stream silent for so long is dead. */
  readonly silenceMs: number;
}

/** Streams that a server lets an account hold (page ews-throttling-in-exchange). */
const STREAMS = { '2013': 3, '2016': 10 } as const;

/** The limits that a record names. */
export function limitsOf({ limits, exchange_version }: EwsSettings): AccountLimits {
  return {
    calls: limits.max_concurrency,
    streams: limits.streaming_connections ?? STREAMS[exchange_version],
    silenceMs: limits.streaming_silence_ms,
  };
}

/** What holds for an account of which several records speak: the fewest calls and streams, the longest patience. */
export function strictest(all: Iterable<AccountLimits>): AccountLimits {
  const [first = { calls: 1, streams: 1, silenceMs: 0 }, ...others] = all;
  return others.reduce(
    (one, other) => ({
      calls: Math.min(one.calls, other.calls),
      streams: Math.min(one.streams, other.streams),
      silenceMs: Math.max(one.silenceMs, other.silenceMs),
    }),
    first,
  );
}
