import type { DayIndex, DayName, Recurrence, RecurrencePattern, Schedule } from '../model/schedule.ts';
import { inZone } from '../model/time-zone.ts';
import { badRequest } from './graph-error.ts';
import type { Json } from './graph-request.ts';
import { asJson } from './json-values.ts';

const week = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const groups: Readonly<Record<string, readonly DayName[]>> = {
  Day: week,
  Weekday: week.slice(1, 6),
  WeekendDay: ['Sunday', 'Saturday'],
};
const indexes: readonly DayIndex[] = ['First', 'Second', 'Third', 'Fourth', 'Last'];

/** A `patternedRecurrence`; null for a meeting that does not repeat. */
export function recurrenceJson(schedule: Schedule, recurrenceTimeZone: string): Json | null {
  if (!schedule.recurrence) return null;
  const { pattern, range } = schedule.recurrence;
  return {
    pattern: patternJson(pattern),
    range: {
      type: range.type,
      startDate: inZone(schedule.start, schedule.timeZone).toFormat('yyyy-MM-dd'),
      endDate: range.type === 'endDate' ? range.endDate : '0001-01-01',
      recurrenceTimeZone,
      numberOfOccurrences: range.type === 'numbered' ? range.count : 0,
    },
  };
}

function patternJson(pattern: RecurrencePattern): Json {
  const days = (names: readonly DayName[]) =>
    names.flatMap((name) => groups[name] ?? [name]).map((name) => name.toLowerCase());
  return {
    type: pattern.type,
    interval: 'interval' in pattern ? pattern.interval : 1,
    month: 'month' in pattern ? pattern.month : 0,
    dayOfMonth: 'dayOfMonth' in pattern ? pattern.dayOfMonth : 0,
    ...(pattern.type === 'weekly' ? { daysOfWeek: days(pattern.days) } : {}),
    ...('day' in pattern ? { daysOfWeek: days([pattern.day]) } : {}),
    firstDayOfWeek: ((pattern.type === 'weekly' && pattern.firstDay) || 'Sunday').toLowerCase(),
    index: 'index' in pattern ? pattern.index.toLowerCase() : 'first',
  };
}

/** Reads a `patternedRecurrence`; undefined for null. Throws 400. */
export function readRecurrence(value: unknown): Recurrence | undefined {
  if (value === null || value === undefined) return undefined;
  const recurrence = asJson(value, 'recurrence');
  return {
    pattern: readPattern(asJson(recurrence.pattern, 'recurrence/pattern')),
    range: readRange(asJson(recurrence.range, 'recurrence/range')),
  };
}

function readRange({ type, endDate, numberOfOccurrences }: Json): Recurrence['range'] {
  if (type === 'noEnd') return { type };
  if (type === 'endDate' && typeof endDate === 'string') return { type, endDate };
  if (type === 'numbered' && typeof numberOfOccurrences === 'number')
    return { type, count: numberOfOccurrences };
  throw badRequest("The property 'recurrence/range' is invalid.");
}

function readPattern(json: Json): RecurrencePattern {
  const { type } = json;
  const interval = Number(json.interval ?? 1);
  const dayOfMonth = Number(json.dayOfMonth ?? 1);
  const month = Number(json.month ?? 1);
  const names = Array.isArray(json.daysOfWeek) ? json.daysOfWeek.map(String) : [];
  const days = week.filter((day) => names.some((name) => name.toLowerCase() === day.toLowerCase()));
  const index = indexes.find((each) => each.toLowerCase() === String(json.index ?? 'first').toLowerCase());
  const day = groupOf(days);
  switch (type) {
    case 'daily':
      return { type, interval };
    case 'weekly':
      return {
        type,
        interval,
        days,
        firstDay: week.find((each) => each.toLowerCase() === json.firstDayOfWeek),
      };
    case 'absoluteMonthly':
      return { type, interval, dayOfMonth };
    case 'absoluteYearly':
      return { type, dayOfMonth, month };
    default:
      if (!index || !day) throw badRequest("The property 'recurrence/pattern' is invalid.");
      if (type === 'relativeMonthly') return { type, interval, day, index };
      if (type === 'relativeYearly') return { type, day, index, month };
      throw badRequest("The property 'recurrence/pattern' is invalid.");
  }
}

function groupOf(days: readonly DayName[]): DayName | undefined {
  const same = Object.entries(groups).find(
    ([, members]) => [...members].sort().join() === [...days].sort().join(),
  );
  return same ? (same[0] as DayName) : days[0];
}
