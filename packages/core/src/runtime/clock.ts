import type { Instant } from '../time/instant.ts';

/** Time as the kit sees it. Core reads no other clock (I6). */
export interface Clock {
  /** Wall time: for meetings, windows and everything people read. May jump. */
  now(): Instant;
  /** Milliseconds since some fixed point of this process; never goes back. For waits and leases. */
  monotonicMs(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
