import { ThrottledError } from '../errors/vmrkit-error.ts';
import type { Clock } from '../runtime/clock.ts';
import type { BucketLimits } from '../runtime/token-bucket.ts';
import { TokenBuckets } from '../runtime/token-buckets.ts';

/** Limits allocations for each caller within this process. */
export class ReservationLimiter {
  readonly #buckets: TokenBuckets;

  constructor(clock: Pick<Clock, 'monotonicMs'>, limits: BucketLimits = { burst: 20, perMinute: 10 }) {
    this.#buckets = new TokenBuckets(clock, limits);
  }

  /** Counts one allocation. Throws ThrottledError `ERR_ALLOCATION_LIMITED` when the caller had its share. */
  take(callerKey: string): void {
    const retryAfterMs = this.#buckets.take(callerKey);
    if (retryAfterMs > 0) throw limited(retryAfterMs);
  }
}

/** That a caller had its share: ThrottledError `ERR_ALLOCATION_LIMITED`. */
export function limited(retryAfterMs: number): ThrottledError {
  return new ThrottledError('Too many meetings were asked for at once.', {
    code: 'ERR_ALLOCATION_LIMITED',
    retryAfterMs,
  });
}
