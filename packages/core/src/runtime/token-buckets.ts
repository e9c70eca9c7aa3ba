import type { Clock } from './clock.ts';
import { type BucketLimits, fullAtMs, type TokenBucket, takeToken } from './token-bucket.ts';

/** A token bucket for each key within this process, on the monotonic clock. */
export class TokenBuckets {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #limits: BucketLimits;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(clock: Pick<Clock, 'monotonicMs'>, limits: BucketLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Takes one token: 0, or after how many milliseconds there is one. */
  take(key: string): number {
    const nowMs = this.#clock.monotonicMs();
    this.#forgetFull(nowMs);
    const { bucket, retryAfterMs } = takeToken(this.#buckets.get(key) ?? null, nowMs, this.#limits);
    // Those used last stand last.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    return retryAfterMs ?? 0;
  }

  /** Gives a token back that was taken. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return;
    this.#buckets.set(key, { ...bucket, tokens: Math.min(this.#limits.burst, bucket.tokens + 1) });
  }

  /** A full bucket says nothing that a new one would not; those used longest ago are full first. */
  #forgetFull(nowMs: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (fullAtMs(bucket, this.#limits) > nowMs) return;
      this.#buckets.delete(key);
    }
  }
}
