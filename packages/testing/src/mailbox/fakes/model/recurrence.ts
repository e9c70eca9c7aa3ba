import { DAY_MS, type Instant, type Interval, type SeriesFacts, shift } from '@vmrkit/core';
import type { OrganizedMeeting } from './organized-meeting.ts';

/** One instance where it takes place; `originalStart` null for a single meeting. */
export interface Occurrence extends Interval {
  readonly originalStart: Instant | null;
}

/** What of a meeting says when it takes place. */
export type MeetingTimes = Pick<OrganizedMeeting, 'start' | 'end' | 'repeat' | 'exceptions' | 'deleted'>;

/** The single meeting, or the instances of the series, that touch `range`; in no order. */
export function occurrencesIn(meeting: MeetingTimes, range: Interval): readonly Occurrence[] {
  const { repeat, start, end } = meeting;
  if (repeat === null) return touches(meeting, range) ? [{ originalStart: null, start, end }] : [];
  const stepMs = repeat.everyDays * DAY_MS;
  const first = Math.max(0, Math.floor((range.start - end) / stepMs));
  const last = Math.min(
    (repeat.count ?? Number.POSITIVE_INFINITY) - 1,
    Math.ceil((range.end - start) / stepMs),
  );
  const found: Occurrence[] = [];
  for (let index = first; index <= last; index += 1) {
    const originalStart = shift(start, index * stepMs);
    if (meeting.deleted.has(originalStart) || meeting.exceptions.get(originalStart)?.time) continue;
    found.push({ originalStart, start: originalStart, end: shift(end, index * stepMs) });
  }
  return [...found, ...movedInstances(meeting)].filter((occurrence) => touches(occurrence, range));
}

/** Where the meeting, or one instance of it, takes place. */
export function timeOf(meeting: MeetingTimes, originalStart: Instant | null): Interval {
  if (originalStart === null) return { start: meeting.start, end: meeting.end };
  const moved = meeting.exceptions.get(originalStart)?.time;
  if (moved) return { start: moved.start, end: moved.end };
  return { start: originalStart, end: shift(originalStart, meeting.end - meeting.start) };
}

/** End of the last instance by the pattern; null without an end. */
export function lastEndOf({ end, repeat }: MeetingTimes): Instant | null {
  if (repeat === null) return end;
  return repeat.count === null ? null : shift(end, (repeat.count - 1) * repeat.everyDays * DAY_MS);
}

/** What a request for the series says of it; null for a single meeting. */
export function seriesFactsOf(meeting: MeetingTimes): SeriesFacts | null {
  const { repeat } = meeting;
  if (repeat === null) return null;
  return {
    pattern: `daily/${repeat.everyDays}/${repeat.count ?? 'no-end'}`,
    lastEnd: lastEndOf(meeting),
    modified: [...meeting.exceptions.keys()]
      .toSorted((a, b) => a - b)
      .map((originalStart) => ({ originalStart, ...timeOf(meeting, originalStart) })),
    deleted: [...meeting.deleted].toSorted((a, b) => a - b),
  };
}

/** Pattern starts of instances that differ and have not ended at `now`, in order. */
export function futureExceptions(meeting: MeetingTimes, now: Instant): readonly Instant[] {
  return [...meeting.exceptions.keys()]
    .filter((originalStart) => timeOf(meeting, originalStart).end > now)
    .toSorted((a, b) => a - b);
}

/** Pattern starts of deleted instances that lie after `now`, in order. */
export function futureDeletions({ deleted }: MeetingTimes, now: Instant): readonly Instant[] {
  return [...deleted].filter((originalStart) => originalStart > now).toSorted((a, b) => a - b);
}

function movedInstances({ exceptions }: MeetingTimes) {
  return [...exceptions].flatMap(([originalStart, { time }]) =>
    time === null ? [] : [{ originalStart, start: time.start, end: time.end }],
  );
}

function touches(a: Interval, b: Interval): boolean {
  return a.start < b.end && a.end > b.start;
}
