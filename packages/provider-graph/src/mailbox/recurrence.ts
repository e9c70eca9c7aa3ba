import { type Instant, type Interval, instant } from '@vmrkit/core';
import { DateTime } from 'luxon';
import type { GraphRecurrence } from './entities.ts';

/** Days that are looked at: ten years of a rule that names a number of instances. */
const MOST_DAYS = 36_600;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const PLACES = ['first', 'second', 'third', 'fourth'];

/** The pattern as text, the same for the same pattern. */
export function patternText({ pattern, range }: GraphRecurrence): string {
  const { recurrenceTimeZone: _, ...span } = range;
  const days = [...(pattern.daysOfWeek ?? [])].sort();
  return JSON.stringify([Object.entries({ ...pattern, daysOfWeek: days }), Object.entries(span)]);
}

/**
 * End of the last instance that the pattern makes, by the first instance; null for a series without an end. Entries tell
 * the last date, or a number of instances alone.
 */
export function regularEnd(
  recurrence: GraphRecurrence,
  first: Interval,
  zone: string | null,
): Instant | null {
  const { range } = recurrence;
  const start = DateTime.fromMillis(first.start, { zone: zone ?? 'utc' });
  const begin = DateTime.fromISO(range.startDate, { zone: 'utc' });
  if (!begin.isValid) return null;
  const last =
    range.type.toLowerCase() === 'numbered' ? lastByNumber(recurrence, begin) : lastByDate(recurrence, begin);
  if (last === null) return null;
  const lastStart = start.set({ year: last.year, month: last.month, day: last.day });
  return instant(lastStart.toMillis() + (first.end - first.start));
}

function lastByNumber(recurrence: GraphRecurrence, begin: DateTime): DateTime | null {
  const wanted = recurrence.range.numberOfOccurrences ?? 0;
  let found = 0;
  let last: DateTime | null = null;
  for (let days = 0; days < MOST_DAYS && found < wanted; days += 1) {
    const day = begin.plus({ days });
    if (!isInstance(recurrence, begin, day)) continue;
    found += 1;
    last = day;
  }
  return found === wanted ? last : null;
}

function lastByDate(recurrence: GraphRecurrence, begin: DateTime): DateTime | null {
  const { type, endDate } = recurrence.range;
  const limit = DateTime.fromISO(endDate ?? '', { zone: 'utc' });
  if (type.toLowerCase() !== 'enddate' || !limit.isValid) return null;
  for (let days = 0; days < MOST_DAYS; days += 1) {
    const day = limit.minus({ days });
    if (day < begin) return null;
    if (isInstance(recurrence, begin, day)) return day;
  }
  return null;
}

function isInstance({ pattern }: GraphRecurrence, begin: DateTime, day: DateTime): boolean {
  const { interval } = pattern;
  const months = (day.year - begin.year) * 12 + day.month - begin.month;
  switch (pattern.type.toLowerCase()) {
    case 'daily':
      return Math.round(day.diff(begin, 'days').days) % interval === 0;
    case 'weekly': {
      const first = WEEKDAYS.indexOf(pattern.firstDayOfWeek?.toLowerCase() ?? 'sunday');
      const weekOf = (date: DateTime) => date.minus({ days: (weekdayOf(date) - Math.max(0, first) + 7) % 7 });
      const weeks = Math.round(weekOf(day).diff(weekOf(begin), 'weeks').weeks);
      return weeks % interval === 0 && isNamed(pattern, day);
    }
    case 'absolutemonthly':
      return months % interval === 0 && isDayOfMonth(pattern, day);
    case 'relativemonthly':
      return months % interval === 0 && isPlace(pattern, day);
    case 'absoluteyearly':
      return day.month === pattern.month && yearsFit(pattern, begin, day) && isDayOfMonth(pattern, day);
    case 'relativeyearly':
      return day.month === pattern.month && yearsFit(pattern, begin, day) && isPlace(pattern, day);
    default:
      return false;
  }
}

type Pattern = GraphRecurrence['pattern'];

function weekdayOf(day: DateTime): number {
  return day.weekday % 7;
}

function yearsFit({ interval }: Pattern, begin: DateTime, day: DateTime): boolean {
  return (day.year - begin.year) % interval === 0;
}

function isNamed({ daysOfWeek }: Pattern, day: DateTime): boolean {
  return daysOfWeek?.some((name) => name.toLowerCase() === WEEKDAYS[weekdayOf(day)]) ?? false;
}

/** The 31st of a shorter month is its last day. */
function isDayOfMonth({ dayOfMonth }: Pattern, day: DateTime): boolean {
  return day.day === Math.min(dayOfMonth ?? 0, day.daysInMonth ?? 31);
}

function isPlace(pattern: Pattern, day: DateTime): boolean {
  if (!isNamed(pattern, day)) return false;
  const inMonth = Array.from({ length: day.daysInMonth ?? 31 }, (_, at) => day.set({ day: at + 1 }));
  const named = inMonth.filter((other) => isNamed(pattern, other)).map((other) => other.day);
  const index = pattern.index?.toLowerCase() ?? 'first';
  return day.day === (index === 'last' ? named.at(-1) : named[PLACES.indexOf(index)]);
}
