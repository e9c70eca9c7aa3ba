import type { SeriesFacts } from '../mailbox/meeting-message.ts';
import type { Instant } from '../time/instant.ts';
import type { InstanceOverride, Meeting, Schedule } from './meeting.ts';
import { type MeetingVersion, outlastsSeries } from './meeting-version.ts';

/**
 * When a series is over as a request for it and what is known besides tell: by its pattern, or with an instance that was
 * moved behind that, be it listed in the request, told for itself, or seen in the calendar. Null: it has no end.
 */
export function seriesEnd(
  series: SeriesFacts,
  version: MeetingVersion,
  known: Pick<Meeting, 'schedule' | 'instances'> | null,
): Instant | null {
  const { lastEnd, modified, deleted } = series;
  if (lastEnd === null) return null;
  const ends = new Map<Instant, Instant | null>();
  if (known && hasSamePattern(known.schedule, series)) {
    for (const { originalStart, start, end } of known.schedule?.window?.occurrences ?? [])
      if (start !== originalStart) ends.set(originalStart, end);
  }
  for (const { originalStart, end } of modified) ends.set(originalStart, end);
  for (const originalStart of deleted) ends.set(originalStart, null);
  for (const { originalStart, moved } of known ? standingInstances(series, version, known) : [])
    ends.set(originalStart, moved?.end ?? null);
  return [...ends.values()].reduce<Instant>(
    (last, end) => (end !== null && end > last ? end : last),
    lastEnd,
  );
}

/**
 * What was known of single instances and stands beside a request for their series: what came after it, and those that
 * were moved behind its end, as long as the pattern stays and the request lists no changes at all: not every mail
 * system tells a list.
 */
export function standingInstances(
  series: SeriesFacts | null,
  version: MeetingVersion,
  { schedule, instances }: Pick<Meeting, 'schedule' | 'instances'>,
): readonly InstanceOverride[] {
  const listsNothing = series !== null && series.modified.length + series.deleted.length === 0;
  const lastEnd = listsNothing && hasSamePattern(schedule, series) ? series.lastEnd : null;
  return instances.filter(
    (each) =>
      outlastsSeries(each.version, version) ||
      (lastEnd !== null && each.moved !== null && each.moved.end > lastEnd),
  );
}

/** A calendar that was read without messages tells no pattern. */
function hasSamePattern(schedule: Schedule | null, { pattern }: SeriesFacts): boolean {
  const before = schedule?.series?.pattern;
  return before === '' || before === pattern;
}
