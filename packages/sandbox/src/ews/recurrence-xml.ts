import type {
  DayIndex,
  DayName,
  Recurrence,
  RecurrencePattern,
  RecurrenceRange,
  Schedule,
} from '../model/schedule.ts';
import { inZone } from '../model/time-zone.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { schemaFault } from './schema-fault.ts';
import { childText, type XmlNode } from './xml-node.ts';
import { element, wrap } from './xml-text.ts';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const dayNames: readonly DayName[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Day',
  'Weekday',
  'WeekendDay',
];
const dayIndexes: readonly DayIndex[] = ['First', 'Second', 'Third', 'Fourth', 'Last'];

/** The markup of `t:Recurrence`; empty for a meeting that does not repeat. */
export function renderRecurrence(schedule: Schedule): string {
  if (!schedule.recurrence) return '';
  const { pattern, range } = schedule.recurrence;
  const startDate = inZone(schedule.start, schedule.timeZone).toFormat('yyyy-MM-dd');
  return wrap('Recurrence', renderPattern(pattern) + renderRange(range, startDate));
}

function renderPattern(pattern: RecurrencePattern): string {
  switch (pattern.type) {
    case 'daily':
      return wrap('DailyRecurrence', element('Interval', pattern.interval));
    case 'weekly':
      return wrap(
        'WeeklyRecurrence',
        element('Interval', pattern.interval) +
          element('DaysOfWeek', pattern.days.join(' ')) +
          element('FirstDayOfWeek', pattern.firstDay),
      );
    case 'absoluteMonthly':
      return wrap(
        'AbsoluteMonthlyRecurrence',
        element('Interval', pattern.interval) + element('DayOfMonth', pattern.dayOfMonth),
      );
    case 'relativeMonthly':
      return wrap(
        'RelativeMonthlyRecurrence',
        element('Interval', pattern.interval) +
          element('DaysOfWeek', pattern.day) +
          element('DayOfWeekIndex', pattern.index),
      );
    case 'absoluteYearly':
      return wrap(
        'AbsoluteYearlyRecurrence',
        element('DayOfMonth', pattern.dayOfMonth) + element('Month', months[pattern.month - 1]),
      );
    case 'relativeYearly':
      return wrap(
        'RelativeYearlyRecurrence',
        element('DaysOfWeek', pattern.day) +
          element('DayOfWeekIndex', pattern.index) +
          element('Month', months[pattern.month - 1]),
      );
  }
}

function renderRange(range: RecurrenceRange, startDate: string): string {
  const start = element('StartDate', startDate);
  if (range.type === 'noEnd') return wrap('NoEndRecurrence', start);
  if (range.type === 'endDate') return wrap('EndDateRecurrence', start + element('EndDate', range.endDate));
  return wrap('NumberedRecurrence', start + element('NumberOfOccurrences', range.count));
}

/** Reads a `Recurrence` element. Throws a schema fault, ErrorUnsupportedRecurrence. */
export function readRecurrence(node: XmlNode): Recurrence {
  const [pattern, range] = node.children;
  if (!pattern || !range) throw schemaFault("The element 'Recurrence' has incomplete content.");
  return { pattern: readPattern(pattern), range: readRange(range) };
}

function readPattern(node: XmlNode): RecurrencePattern {
  const interval = () => count(node, 'Interval', 999);
  const dayOfMonth = () => count(node, 'DayOfMonth', 31);
  switch (node.name) {
    case 'DailyRecurrence':
      return { type: 'daily', interval: interval() };
    case 'WeeklyRecurrence': {
      const firstDay = childText(node, 'FirstDayOfWeek');
      const first = firstDay === null ? undefined : toDay(firstDay);
      return { type: 'weekly', interval: interval(), days: days(node), firstDay: first };
    }
    case 'AbsoluteMonthlyRecurrence':
      return { type: 'absoluteMonthly', interval: interval(), dayOfMonth: dayOfMonth() };
    case 'RelativeMonthlyRecurrence':
      return { type: 'relativeMonthly', interval: interval(), day: days(node)[0], index: dayIndex(node) };
    case 'AbsoluteYearlyRecurrence':
      return { type: 'absoluteYearly', dayOfMonth: dayOfMonth(), month: month(node) };
    case 'RelativeYearlyRecurrence':
      return { type: 'relativeYearly', day: days(node)[0], index: dayIndex(node), month: month(node) };
    default:
      throw schemaFault(`The element 'Recurrence' has invalid child element '${node.name}'.`);
  }
}

function readRange(node: XmlNode): RecurrenceRange {
  if (node.name === 'NoEndRecurrence') return { type: 'noEnd' };
  if (node.name === 'EndDateRecurrence') {
    const endDate = /^\d{4}-\d{2}-\d{2}/.exec(childText(node, 'EndDate') ?? '')?.[0];
    if (endDate === undefined) throw schemaFault("The element 'EndDate' is missing or invalid.");
    return { type: 'endDate', endDate };
  }
  if (node.name !== 'NumberedRecurrence') {
    throw schemaFault(`The element 'Recurrence' has invalid child element '${node.name}'.`);
  }
  return { type: 'numbered', count: count(node, 'NumberOfOccurrences', 999) };
}

function count(node: XmlNode, name: string, most: number): number {
  const text = childText(node, name) ?? '';
  if (!/^-?\d+$/.test(text)) throw schemaFault(`The element '${name}' is missing or invalid.`);
  const value = Number(text);
  if (value >= 1 && value <= most) return value;
  throw new ResponseCodeError('ErrorUnsupportedRecurrence', `'${name}' is not from 1 to ${most}.`);
}

function days(node: XmlNode): readonly [DayName, ...DayName[]] {
  const [first, ...rest] = (childText(node, 'DaysOfWeek') ?? '').split(/\s+/).filter(Boolean).map(toDay);
  if (!first) throw schemaFault("The element 'DaysOfWeek' names no day.");
  return [first, ...rest];
}

function month(node: XmlNode): number {
  const at = months.indexOf(childText(node, 'Month') ?? '');
  if (at < 0) throw schemaFault("The element 'Month' is missing or invalid.");
  return at + 1;
}

function toDay(name: string): DayName {
  const day = dayNames.find((each) => each === name);
  if (!day) throw schemaFault(`The day '${name.slice(0, 20)}' is invalid.`);
  return day;
}

function dayIndex(node: XmlNode): DayIndex {
  const name = childText(node, 'DayOfWeekIndex');
  const index = dayIndexes.find((each) => each === name);
  if (!index) throw schemaFault("The element 'DayOfWeekIndex' is missing or invalid.");
  return index;
}
