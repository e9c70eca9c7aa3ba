import type { MeetingRequest } from '../mailbox/meeting-message.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../time/instant.ts';
import type { SchedulingOptions } from './scheduling-policy.ts';

/**
 * S12.15: whether a request asks for more than the integration gives. `end` is that of the last instance; null: it has
 * none, and reaches beyond every limit but that of length.
 */
export function isBeyondLimits(
  request: MeetingRequest,
  options: SchedulingOptions,
  { end, now }: { readonly end: Instant | null; readonly now: Instant },
): boolean {
  const { longestMinutes, daysAhead, mostOccurrences } = options;
  const over = (limit: number | null, value: number) => limit !== null && value > limit;
  if (over(longestMinutes, (request.end - request.start) / MINUTE_MS)) return true;
  if (over(daysAhead, end === null ? Number.POSITIVE_INFINITY : (end - now) / DAY_MS)) return true;
  if (request.series === null) return false;
  const endless = request.series.lastEnd === null ? Number.POSITIVE_INFINITY : 0;
  return over(mostOccurrences, request.occurrences ?? endless);
}
