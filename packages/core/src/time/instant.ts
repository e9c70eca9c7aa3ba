import { InvalidInputError } from '../errors/vmrkit-error.ts';

declare const brand: unique symbol;

/** A point in time: whole Unix milliseconds. Zones exist only at the edges. */
export type Instant = number & { readonly [brand]: 'Instant' };

/** Milliseconds in a second. */
export const SECOND_MS = 1_000;
/** Milliseconds in a minute. */
export const MINUTE_MS = 60_000;
/** Milliseconds in an hour. */
export const HOUR_MS = 3_600_000;
/** Milliseconds in a day of 24 hours. */
export const DAY_MS = 86_400_000;

/** Brands Unix milliseconds. Throws `ERR_TIME_INVALID` unless they name a point that a `Date` can hold. */
export function instant(milliseconds: number): Instant {
  if (!Number.isInteger(milliseconds) || Math.abs(milliseconds) > 8.64e15) {
    throw new InvalidInputError(`Not a point in time: ${milliseconds}.`, { code: 'ERR_TIME_INVALID' });
  }
  return milliseconds as Instant;
}

/** Reads RFC 3339 text with a zone (`Z` or an offset). Throws `ERR_TIME_INVALID`. */
export function parseInstant(text: string): Instant {
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
  const milliseconds = zoned.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    throw new InvalidInputError(`Not an RFC 3339 time: ${JSON.stringify(text.slice(0, 40))}.`, {
      code: 'ERR_TIME_INVALID',
    });
  }
  return instant(milliseconds);
}

/** Writes RFC 3339 with milliseconds and `Z`. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}

/** The instant `milliseconds` after `at` (before it, when negative). */
export function shift(at: Instant, milliseconds: number): Instant {
  return instant(at + milliseconds);
}

/** The later of two instants, null standing for none. */
export function latest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

/** A stretch of time, start inclusive, end exclusive; `end` is never before `start`. */
export interface Interval {
  readonly start: Instant;
  readonly end: Instant;
}
