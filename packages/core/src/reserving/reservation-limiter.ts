import { ThrottledError } from '../errors/vmrkit-error.ts';
import type { Clock } from '../runtime/clock.ts';
import { MINUTE_MS } from '../time/instant.ts';

/** How many allocations one caller may ask for. */
export interface AllocationLimits {
  /** At once, after a pause. */
  readonly burst: number;
  /** In the long run. */
  readonly perMinute: number;
}

interface Bucket {
  tokens: number;
  readonly filledAtMs: number;
}

/** Limits allocations for each caller within this process: a token bucket each, on the monotonic clock. */
export class ReservationLimiter {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #limits: AllocationLimits;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Pick<Clock, 'monotonicMs'>, limits: AllocationLimits = { burst: 20, perMinute: 10 }) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Counts one allocation. Throws ThrottledError `ERR_ALLOCATION_LIMITED` when the caller had its share. */
  take(callerKey: string): void {
    const nowMs = this.#clock.monotonicMs();
    const bucket = this.#refilled(callerKey, nowMs);
    if (bucket.tokens < 1) {
      const retryAfterMs = Math.ceil(((1 - bucket.tokens) * MINUTE_MS) / this.#limits.perMinute);
      throw new ThrottledError('Too many meetings were asked for at once.', {
        code: 'ERR_ALLOCATION_LIMITED',
        retryAfterMs,
      });
    }
    bucket.tokens -= 1;
  }

  #refilled(callerKey: string, nowMs: number): Bucket {
    this.#forgetFull(nowMs);
    const known = this.#buckets.get(callerKey);
    const tokens = known === undefined ? this.#limits.burst : this.#tokensAt(known, nowMs);
    const bucket = { tokens, filledAtMs: nowMs };
    // Those used last stand last.
    this.#buckets.delete(callerKey);
    this.#buckets.set(callerKey, bucket);
    return bucket;
  }

  #tokensAt(bucket: Bucket, nowMs: number): number {
    const gained = ((nowMs - bucket.filledAtMs) * this.#limits.perMinute) / MINUTE_MS;
    return Math.min(this.#limits.burst, bucket.tokens + gained);
  }

  /** A full bucket says nothing that a new one would not; those used longest ago are full first. */
  #forgetFull(nowMs: number): void {
    for (const [callerKey, bucket] of this.#buckets) {
      if (this.#tokensAt(bucket, nowMs) < this.#limits.burst) return;
      this.#buckets.delete(callerKey);
    }
  }
}
