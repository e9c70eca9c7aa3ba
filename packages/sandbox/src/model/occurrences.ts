import { allStarts, MAX_OCCURRENCES, seriesStarts } from './expand-schedule.ts';
import type { CalendarItem, Meeting, OccurrenceException } from './item.ts';
import { addWallTime, wallDifference } from './time-zone.ts';

/** One time at which a calendar item takes place. Times in Unix milliseconds. */
export interface Occurrence {
  readonly originalStart: number;
  readonly start: number;
  readonly end: number;
  readonly exception: OccurrenceException | null;
}

/** The occurrence that the pattern gives for an original start, before any change. */
export function regularOccurrence(meeting: Meeting, originalStart: number): Occurrence {
  const { start, end, timeZone } = meeting.schedule;
  const length = wallDifference(start, end, timeZone);
  return {
    originalStart,
    start: originalStart,
    end: addWallTime(originalStart, length, timeZone),
    exception: null,
  };
}

/** One occurrence with its changes; null if it is deleted or the series has none then. */
export function findOccurrence(meeting: Meeting, originalStart: number): Occurrence | null {
  if (meeting.deletedOccurrences.has(originalStart)) return null;
  const exception = meeting.exceptions.get(originalStart);
  if (exception) return { originalStart, start: exception.start, end: exception.end, exception };
  if (!hasStart(meeting, originalStart)) return null;
  return regularOccurrence(meeting, originalStart);
}

/** Whether the pattern of a series has an occurrence at that original start, deleted or not. */
function hasStart(meeting: Meeting, originalStart: number): boolean {
  const starts = seriesStarts(meeting.schedule, originalStart + 1);
  return starts[firstAtOrAfter(starts, originalStart)] === originalStart;
}

/** The occurrences of a calendar item that overlap a range, changed ones at their changed time. */
export function occurrencesBetween(item: CalendarItem, from: number, until: number): Occurrence[] {
  const { meeting } = item;
  const { schedule } = meeting;
  if (!schedule.recurrence) {
    const { start, end } = schedule;
    return overlaps(start, end, { from, until })
      ? [{ originalStart: start, start, end, exception: null }]
      : [];
  }
  const found: Occurrence[] = [];
  const lengthMs = schedule.end - schedule.start + 7_200_000;
  const starts = seriesStarts(schedule, until);
  for (let at = firstAtOrAfter(starts, from - lengthMs); at < starts.length; at += 1) {
    const start = starts[at] ?? until;
    if (start >= until) break;
    if (meeting.deletedOccurrences.has(start) || meeting.exceptions.has(start)) continue;
    const occurrence = regularOccurrence(meeting, start);
    if (overlaps(occurrence.start, occurrence.end, { from, until })) found.push(occurrence);
  }
  for (const exception of meeting.exceptions.values()) {
    if (!overlaps(exception.start, exception.end, { from, until })) continue;
    found.push({
      originalStart: exception.originalStart,
      start: exception.start,
      end: exception.end,
      exception,
    });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** First and last occurrence of a series, changes included; `last` is null for a series without end. */
export function seriesBounds(meeting: Meeting): { first: Occurrence | null; last: Occurrence | null } {
  const starts = allStarts(meeting.schedule) ?? seriesStarts(meeting.schedule, meeting.schedule.start + 1);
  const first = firstPresent(meeting, starts);
  if (allStarts(meeting.schedule) === null) return { first, last: null };
  return { first, last: firstPresent(meeting, starts.toReversed()) };
}

/** The n-th occurrence of a series, counted from 1 with the deleted ones; null beyond its end. */
export function nthStart(meeting: Meeting, index: number): number | null {
  if (!(index >= 1 && index <= MAX_OCCURRENCES)) return null;
  const dayMs = 86_400_000;
  let until = meeting.schedule.start + 400 * dayMs;
  for (let tries = 0; tries < 12; tries += 1) {
    const starts = allStarts(meeting.schedule) ?? seriesStarts(meeting.schedule, until);
    if (starts.length >= index) return starts[index - 1] ?? null;
    if (allStarts(meeting.schedule) !== null) return null;
    until += (until - meeting.schedule.start) * 2;
  }
  return null;
}

function firstPresent(meeting: Meeting, starts: readonly number[]): Occurrence | null {
  for (const start of starts) {
    const found = findOccurrence(meeting, start);
    if (found) return found;
  }
  return null;
}

function overlaps(
  start: number,
  end: number,
  range: { readonly from: number; readonly until: number },
): boolean {
  if (start === end) return start >= range.from && start < range.until;
  return start < range.until && end > range.from;
}

function firstAtOrAfter(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
