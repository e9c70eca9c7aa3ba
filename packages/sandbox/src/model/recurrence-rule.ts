import type { DayIndex, DayName, RecurrencePattern, RecurrenceRange, Schedule } from './schedule.ts';
import { findIanaZone, inZone } from './time-zone.ts';

const days: Readonly<Record<DayName, string>> = {
  Sunday: 'SU',
  Monday: 'MO',
  Tuesday: 'TU',
  Wednesday: 'WE',
  Thursday: 'TH',
  Friday: 'FR',
  Saturday: 'SA',
  Day: 'MO,TU,WE,TH,FR,SA,SU',
  Weekday: 'MO,TU,WE,TH,FR',
  WeekendDay: 'SA,SU',
};

const positions: Readonly<Record<DayIndex, number>> = { First: 1, Second: 2, Third: 3, Fourth: 4, Last: -1 };

/** The RFC 5545 text (DTSTART and RRULE) that expands to the occurrences of a series. */
export function toRuleString(schedule: Schedule): string {
  const { recurrence, start, timeZone } = schedule;
  if (!recurrence) throw new TypeError('not a series');
  const zone = findIanaZone(timeZone) ?? 'Etc/UTC';
  const parts = [...patternParts(recurrence.pattern), ...rangeParts(recurrence.range, timeZone)];
  return `DTSTART;TZID=${zone}:${inZone(start, timeZone).toFormat("yyyyMMdd'T'HHmmss")}\nRRULE:${parts.join(';')}`;
}

function patternParts(pattern: RecurrencePattern): string[] {
  switch (pattern.type) {
    case 'daily':
      return ['FREQ=DAILY', `INTERVAL=${pattern.interval}`];
    case 'weekly':
      return [
        'FREQ=WEEKLY',
        `INTERVAL=${pattern.interval}`,
        `BYDAY=${pattern.days.map((day) => days[day]).join(',')}`,
        `WKST=${days[pattern.firstDay ?? 'Sunday']}`,
      ];
    case 'absoluteMonthly':
      return ['FREQ=MONTHLY', `INTERVAL=${pattern.interval}`, ...dayOfMonth(pattern.dayOfMonth)];
    case 'relativeMonthly':
      return ['FREQ=MONTHLY', `INTERVAL=${pattern.interval}`, ...nthDay(pattern.day, pattern.index)];
    case 'absoluteYearly':
      return ['FREQ=YEARLY', `BYMONTH=${pattern.month}`, ...dayOfMonth(pattern.dayOfMonth)];
    case 'relativeYearly':
      return ['FREQ=YEARLY', `BYMONTH=${pattern.month}`, ...nthDay(pattern.day, pattern.index)];
  }
}

/** Exchange takes the last day of a month that is too short, where plain BYMONTHDAY would skip it. */
function dayOfMonth(day: number): string[] {
  if (day <= 28) return [`BYMONTHDAY=${day}`];
  const candidates = [28, 29, 30, 31].filter((each) => each <= day);
  return [`BYMONTHDAY=${candidates.join(',')}`, 'BYSETPOS=-1'];
}

function nthDay(day: DayName, index: DayIndex): string[] {
  return [`BYDAY=${days[day]}`, `BYSETPOS=${positions[index]}`];
}

function rangeParts(range: RecurrenceRange, timeZone: string): string[] {
  if (range.type === 'noEnd') return [];
  if (range.type === 'numbered') return [`COUNT=${range.count}`];
  const [year = 1970, month = 1, day = 1] = range.endDate.split('-').map(Number);
  const noon = inZone(Date.UTC(year, month - 1, day, 12), timeZone).set({ year, month, day });
  return [`UNTIL=${noon.endOf('day').toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'")}`];
}
