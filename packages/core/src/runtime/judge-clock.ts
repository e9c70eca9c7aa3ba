import { type Instant, instant, MINUTE_MS } from '../time/instant.ts';

/** Wall time as a mail system told it in an answer, and when that was heard by our monotonic clock. */
export interface ServerTime {
  readonly at: Instant;
  readonly heardMs: number;
}

/** What a clock is judged by. */
export interface ClockSigns {
  /** Wall time and monotonic time of one moment. */
  readonly now: Instant;
  readonly monotonicMs: number;
  /** Monotonic time of the last jump of the wall clock; null: none was seen. */
  readonly jumpedMs: number | null;
  /** The mail system's last word; null: it said nothing yet. `none`: there is no mail system to ask. */
  readonly server: ServerTime | null | 'none';
}

/** How much is allowed; settings of the deployment. */
export interface ClockLimits {
  /** How far the wall clock may stand from a mail system's, in milliseconds. */
  readonly toleranceMs: number;
  /** How long it must have run evenly after a jump, in milliseconds. */
  readonly steadyMs: number;
}

/** Defaults of {@link ClockLimits}. */
export const defaultClockLimits: ClockLimits = { toleranceMs: 5 * MINUTE_MS, steadyMs: 10 * MINUTE_MS };

/** A mail system's word counts for so long. */
const HEARD_MS = 10 * MINUTE_MS;

/**
 * Whether what cannot be undone may be done by this clock: `sound`; `jumped` a short time ago against the monotonic
 * clock; `unheard`: the mail system told no time lately; `skewed`: it tells another.
 */
export type ClockVerdict = 'sound' | 'jumped' | 'unheard' | 'skewed';

/** Judges the clock of this machine. Pure. */
export function judgeClock(signs: ClockSigns, limits: ClockLimits): ClockVerdict {
  const { now, monotonicMs, jumpedMs, server } = signs;
  if (server !== 'none' && server !== null && isHeard(server, monotonicMs)) {
    if (Math.abs(now - serverNow(server, monotonicMs)) > limits.toleranceMs) return 'skewed';
  }
  if (jumpedMs !== null && monotonicMs - jumpedMs < limits.steadyMs) return 'jumped';
  if (server === 'none') return 'sound';
  return server !== null && isHeard(server, monotonicMs) ? 'sound' : 'unheard';
}

/** The mail system's time by now. */
export function serverNow({ at, heardMs }: ServerTime, monotonicMs: number): Instant {
  return instant(at + Math.round(monotonicMs - heardMs));
}

function isHeard({ heardMs }: ServerTime, monotonicMs: number): boolean {
  return monotonicMs - heardMs <= HEARD_MS;
}
