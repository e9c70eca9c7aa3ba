import {
  type Instant,
  MINUTE_MS,
  shift,
  type YearlyChange,
  type ZoneEra,
  type ZoneRules,
} from '@vmrkit/core';
import { readDateTime } from '../soap/date-time.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../soap/xml-tree.ts';

/** Windows itself has no zone with more eras or changes. */
const MOST_ERAS = 200;
const MOST_CHANGES = 12;
/** No zone on Earth is further from UTC. */
const MOST_OFFSET_MINUTES = 15 * 60;

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Minutes east of UTC by the id of their period. */
type Periods = ReadonlyMap<string, number>;

/**
 * The rules inside a `StartTimeZone` (TimeZoneDefinitionType of types.xsd): what Exchange gives for a zone that some
 * client made up. Null when it holds none, or none that make sense.
 */
export function zoneRulesOf(definition: XmlElement | null): ZoneRules | null {
  const periods = periodsOf(definition);
  const groups = childrenOf(childOf(definition, 'TransitionsGroups'), 'TransitionsGroup');
  const [firstPeriod] = periods.values();
  if (firstPeriod === undefined) return null;
  const constant = { from: null, offsetMinutes: firstPeriod, changes: [] };
  if (groups.length === 0) return { eras: [constant] };
  const steps = childOf(definition, 'Transitions')?.children.slice(0, MOST_ERAS) ?? [];
  const eras = steps.flatMap((step) => {
    const target = textOf(step, 'To')?.trim() ?? '';
    const era = eraOf(groups.find(({ attributes }) => attributes.Id === target) ?? null, periods);
    return era === null ? [] : [{ ...era, from: beginOf(step, era) }];
  });
  if (eras.length > 0)
    return { eras: eras.toSorted((a, b) => (a.from ?? -Infinity) - (b.from ?? -Infinity)) };
  const only = eraOf(groups[0] ?? null, periods);
  return only && { eras: [only] };
}

function periodsOf(definition: XmlElement | null): Periods {
  return new Map(
    childrenOf(childOf(definition, 'Periods'), 'Period').flatMap(({ attributes: { Id: id = '', Bias } }) => {
      const bias = minutesOf(Bias);
      // The bias is what brings local time to UTC.
      return bias === null || Math.abs(bias) > MOST_OFFSET_MINUTES ? [] : [[id, 0 - bias] as const];
    }),
  );
}

function eraOf(group: XmlElement | null, periods: Periods): ZoneEra | null {
  const steps = group?.children.slice(0, MOST_CHANGES) ?? [];
  const changes = steps
    .flatMap((step) => yearlyChange(step, periods))
    .toSorted((a, b) => a.month - b.month || roughDay(a) - roughDay(b));
  const fixed = steps
    .filter(({ name }) => name === 'Transition')
    .flatMap((step) => periods.get(textOf(step, 'To')?.trim() ?? '') ?? []);
  const offsetMinutes = changes.at(-1)?.offsetMinutes ?? fixed[0];
  return offsetMinutes === undefined ? null : { from: null, offsetMinutes, changes };
}

/** An era begins by the clock that its own last change of a year leaves behind. */
function beginOf(step: XmlElement, { offsetMinutes }: ZoneEra): Instant | null {
  const wall = readDateTime(textOf(step, 'DateTime'));
  return wall && shift(wall, -offsetMinutes * MINUTE_MS);
}

function yearlyChange(step: XmlElement, periods: Periods): readonly YearlyChange[] {
  const offsetMinutes = periods.get(textOf(step, 'To')?.trim() ?? '');
  const minuteOfDay = minutesOf(textOf(step, 'TimeOffset'));
  const month = integerIn(textOf(step, 'Month'), 1, 12);
  const day = dayOf(step);
  if (offsetMinutes === undefined || minuteOfDay === null || month === null || day === null) return [];
  return [{ month, day, minuteOfDay, offsetMinutes }];
}

function dayOf(step: XmlElement): YearlyChange['day'] | null {
  if (step.name === 'RecurringDateTransition') return integerIn(textOf(step, 'Day'), 1, 31);
  const weekday = WEEKDAYS.indexOf(textOf(step, 'DayOfWeek')?.trim() ?? '');
  const nth = integerIn(textOf(step, 'Occurrence'), -1, 5);
  if (step.name !== 'RecurringDayTransition' || weekday < 0 || nth === null || nth === 0) return null;
  // Windows writes 5 for the last one as well.
  return { weekday, nth: nth === 5 ? -1 : nth };
}

function roughDay({ day }: YearlyChange): number {
  if (typeof day === 'number') return day;
  return day.nth < 0 ? 31 : day.nth * 7;
}

/** Whole minutes of an `xs:duration` of days and less. */
function minutesOf(text: string | null | undefined): number | null {
  const form = /^(-?)P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8}(?:\.\d{1,9})?)S)?)?$/;
  const parts = form.exec(text?.trim() ?? '');
  if (!parts) return null;
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  const total = Number(days) * 1440 + Number(hours) * 60 + Number(minutes) + Math.round(Number(seconds) / 60);
  return sign ? 0 - total : total;
}

function integerIn(text: string | null, least: number, most: number): number | null {
  const value = /^-?\d{1,2}$/.test(text?.trim() ?? '') ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}
