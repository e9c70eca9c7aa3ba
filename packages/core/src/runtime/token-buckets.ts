import { MINUTE_MS } from '../time/instant.ts';
import type { Clock } from './clock.ts';

/** How much of something one key may have. */
export interface BucketLimits {
  /** At once, after a pause. */
  readonly burst: number;
  /** In the long run. */
  readonly perMinute: number;
}

interface Bucket {
  tokens: number;
  readonly filledAtMs: number;
}

/** A token bucket for each key within this process, on the monotonic clock. */
export class TokenBuckets {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #limits: BucketLimits;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Pick<Clock, 'monotonicMs'>, limits: BucketLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Takes one token: 0, or after how many milliseconds there is one. */
  take(key: string): number {
    const bucket = this.#refilled(key, this.#clock.monotonicMs());
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) * MINUTE_MS) / this.#limits.perMinute);
    bucket.tokens -= 1;
    return 0;
  }

  /** Gives a token back that was taken. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket !== undefined) bucket.tokens = Math.min(this.#limits.burst, bucket.tokens + 1);
  }

  #refilled(key: string, nowMs: number): Bucket {
    this.#forgetFull(nowMs);
    const known = this.#buckets.get(key);
    const tokens = known === undefined ? this.#limits.burst : this.#tokensAt(known, nowMs);
    const bucket = { tokens, filledAtMs: nowMs };
    // Those used last stand last.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #tokensAt(bucket: Bucket, nowMs: number): number {
    const gained = ((nowMs - bucket.filledAtMs) * this.#limits.perMinute) / MINUTE_MS;
    return Math.min(this.#limits.burst, bucket.tokens + gained);
  }

  /** A full bucket says nothing that a new one would not; those used longest ago are full first. */
  #forgetFull(nowMs: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (this.#tokensAt(bucket, nowMs) < this.#limits.burst) return;
      this.#buckets.delete(key);
    }
  }
}
