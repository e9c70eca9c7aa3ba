import { ThrottledError } from '../errors/vmrkit-error.ts';
import type { Clock } from '../runtime/clock.ts';
import { type AllocationLimits, fullAtMs, type TokenBucket, takeToken } from './token-bucket.ts';

/** Limits allocations for each caller within this process: a token bucket each, on the monotonic clock. */
export class ReservationLimiter {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #limits: AllocationLimits;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(clock: Pick<Clock, 'monotonicMs'>, limits: AllocationLimits = { burst: 20, perMinute: 10 }) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Counts one allocation. Throws ThrottledError `ERR_ALLOCATION_LIMITED` when the caller had its share. */
  take(callerKey: string): void {
    const nowMs = this.#clock.monotonicMs();
    this.#forgetFull(nowMs);
    const { bucket, retryAfterMs } = takeToken(this.#buckets.get(callerKey) ?? null, nowMs, this.#limits);
    // Those used last stand last.
    this.#buckets.delete(callerKey);
    this.#buckets.set(callerKey, bucket);
    if (retryAfterMs !== null) throw limited(retryAfterMs);
  }

  /** Those used longest ago are full first. */
  #forgetFull(nowMs: number): void {
    for (const [callerKey, bucket] of this.#buckets) {
      if (fullAtMs(bucket, this.#limits) > nowMs) return;
      this.#buckets.delete(callerKey);
    }
  }
}

/** That a caller had its share: ThrottledError `ERR_ALLOCATION_LIMITED`. */
export function limited(retryAfterMs: number): ThrottledError {
  return new ThrottledError('Too many meetings were asked for at once.', {
    code: 'ERR_ALLOCATION_LIMITED',
    retryAfterMs,
  });
}
