import { type Instant, MINUTE_MS } from './instant.ts';

/** A change of the clocks that comes every year. */
export interface YearlyChange {
  /** 1 to 12. */
  readonly month: number;
  /** A day of that month (from 1), or its `nth` weekday: 1 to 4, -1 for the last; Sunday is 0. */
  readonly day: number | { readonly weekday: number; readonly nth: number };
  /** Minutes after midnight, by the clock as it was before the change. */
  readonly minuteOfDay: number;
  /** Minutes east of UTC from then on. */
  readonly offsetMinutes: number;
}

/** How a zone keeps time over a stretch of years. */
export interface ZoneEra {
  /** When it begins; null: it was always so. */
  readonly from: Instant | null;
  /** Minutes east of UTC where no change says otherwise. */
  readonly offsetMinutes: number;
  /** In the order of the year. */
  readonly changes: readonly YearlyChange[];
}

/** A zone by its rules, for one that has no name of its own. Its eras stand in order of time. */
export interface ZoneRules {
  readonly eras: readonly ZoneEra[];
}

/** Minutes east of UTC that a zone's clocks show at `at`; 0 for a zone without eras. */
export function offsetMinutesAt({ eras }: ZoneRules, at: Instant): number {
  const era = eras.findLast(({ from }) => from === null || from <= at) ?? eras[0];
  if (era === undefined) return 0;
  const year = new Date(at).getUTCFullYear();
  const moments = [year - 1, year, year + 1].flatMap((each) => momentsOf(era, each));
  return moments.findLast(({ moment }) => moment <= at)?.offsetMinutes ?? era.offsetMinutes;
}

/** The changes of one year, each at its moment in Unix milliseconds. */
function momentsOf({ changes }: ZoneEra, year: number) {
  return changes.map((change, index) => {
    const before = changes.at(index - 1) ?? change;
    const wall = Date.UTC(year, change.month - 1, dayOf(change, year)) + change.minuteOfDay * MINUTE_MS;
    return { moment: wall - before.offsetMinutes * MINUTE_MS, offsetMinutes: change.offsetMinutes };
  });
}

/** Day of the month, counted from 1. */
function dayOf({ month, day }: YearlyChange, year: number): number {
  if (typeof day === 'number') return day;
  const { weekday, nth } = day;
  if (nth > 0) {
    const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
    return 1 + ((weekday - first + 7) % 7) + (nth - 1) * 7;
  }
  const last = new Date(Date.UTC(year, month, 0));
  return last.getUTCDate() - ((last.getUTCDay() - weekday + 7) % 7);
}
