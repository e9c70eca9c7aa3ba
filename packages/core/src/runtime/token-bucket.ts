import { MINUTE_MS } from '../time/instant.ts';

/** How much of something one key may have. */
export interface BucketLimits {
  /** At once, after a pause. */
  readonly burst: number;
  /** In the long run. */
  readonly perMinute: number;
}

/** What a key has left. */
export interface TokenBucket {
  readonly tokens: number;
  /** In milliseconds, by whichever clock the owner of the bucket goes. */
  readonly filledAtMs: number;
}

/** A bucket after one token was asked of it; `retryAfterMs` null: it was there. */
export interface TokenTaken {
  readonly bucket: TokenBucket;
  readonly retryAfterMs: number | null;
}

/** Takes one token from a bucket; null: a full one. Pure. */
export function takeToken(bucket: TokenBucket | null, nowMs: number, limits: BucketLimits): TokenTaken {
  const tokens = bucket === null ? limits.burst : tokensAt(bucket, nowMs, limits);
  // A clock that stands behind the one that filled it last fills nothing, and does not make it be filled twice.
  const filledAtMs = Math.max(nowMs, bucket?.filledAtMs ?? nowMs);
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, filledAtMs }, retryAfterMs: null };
  const retryAfterMs = Math.ceil(((1 - tokens) * MINUTE_MS) / limits.perMinute);
  return { bucket: { tokens, filledAtMs }, retryAfterMs };
}

/** When a bucket is full again, and says no more than a new one. Pure. */
export function fullAtMs({ tokens, filledAtMs }: TokenBucket, { burst, perMinute }: BucketLimits): number {
  return filledAtMs + Math.ceil(((burst - tokens) * MINUTE_MS) / perMinute);
}

function tokensAt({ tokens, filledAtMs }: TokenBucket, nowMs: number, limits: BucketLimits): number {
  const gained = (Math.max(0, nowMs - filledAtMs) * limits.perMinute) / MINUTE_MS;
  return Math.min(limits.burst, tokens + gained);
}
