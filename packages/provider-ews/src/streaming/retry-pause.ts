import { EwsFailure } from '../errors/ews-failure.ts';

/** Before the first try after a failure. */
export const FIRST_RETRY_MS = 500;
/** Between tries at most, unless the server asks for more. */
export const LONGEST_RETRY_MS = 60_000;
/** The longest pause that a server is granted. */
const LONGEST_ASKED_MS = 300_000;

/** The pause after one of this length. */
export function longer(pauseMs: number): number {
  return Math.min(pauseMs * 2, LONGEST_RETRY_MS);
}

/** How long to wait after a failure: our own pause, or what the server asked for. */
export function waitAfter(error: unknown, pauseMs: number): number {
  const asked = error instanceof EwsFailure ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(pauseMs, Math.min(asked, LONGEST_ASKED_MS));
}
