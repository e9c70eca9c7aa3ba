/** For how long nothing new was seen of somebody who shows signs of life in the store. */
export interface Silence {
  /** What was seen last. */
  readonly sign: string;
  /** For how many milliseconds nothing else was seen. */
  readonly ms: number;
}

/**
 * Counts on after a look that was asked for `sinceMs` after the one before. A look counts for `mostMs` at most: where looks
 * are far apart, since the store answers late or this process gets no processor, the signs of others are late too. Pure.
 */
export function silenceAfter(
  before: Silence | null,
  sign: string,
  { sinceMs, mostMs }: { readonly sinceMs: number; readonly mostMs: number },
): Silence {
  if (before?.sign !== sign) return { sign, ms: 0 };
  return { sign, ms: before.ms + Math.min(sinceMs, mostMs) };
}
