import { customZones } from './custom-zones.ts';
import type { DayName } from './schedule.ts';
import { inZone } from './time-zone.ts';

/** The nth (-1: last) weekday of a month, at an hour by the clock before the change. */
export interface ClockChange {
  readonly month: number;
  readonly nth: number;
  readonly day: DayName;
  /** May have a fraction. */
  readonly hour: number;
  /** Name of the period that begins. */
  readonly to: 'Standard' | 'Daylight';
}

/** When the clocks of a zone change, and what they show. */
export interface ZoneRules {
  /** Minutes that bring local time to UTC. */
  readonly bias: { readonly Standard: number; readonly Daylight?: number };
  /** Yearly changes, from the first day of a year on; null: since ever. */
  readonly eras: readonly { readonly fromYear: number | null; readonly changes: readonly ClockChange[] }[];
}

const weekdays: readonly DayName[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];
const dayMs = 86_400_000;

/**
 * The rules of a zone (Windows id, or the name of a custom zone): those of a custom zone are its own, others are
 * read off the clocks of one year, and said to hold for ever.
 */
export function zoneRules(zoneId: string, year: number): ZoneRules {
  const custom = customZones.get(zoneId);
  if (custom) return custom;
  const first = Date.UTC(year, 0, 1);
  const offset = (at: number) => inZone(at, zoneId).offset;
  const moments: number[] = [];
  for (let at = first; at < Date.UTC(year + 1, 0, 1); at += dayMs) {
    if (offset(at) !== offset(at + dayMs)) moments.push(changeBetween(at, at + dayMs, offset));
  }
  const offsets = [...new Set(moments.map(offset))];
  const [standard = offset(first + 365 * dayMs), daylight] = offsets.sort((a, b) => a - b);
  // A zone that changed once, or often, has no rule for every year: it keeps what it ended with.
  if (daylight === undefined || moments.length !== 2) {
    return { bias: { Standard: -offset(first + 365 * dayMs) || 0 }, eras: [{ fromYear: null, changes: [] }] };
  }
  const changes = moments.map((at) => clockChange(at, zoneId, offset(at) === daylight));
  return {
    bias: { Standard: -standard || 0, Daylight: -daylight || 0 },
    eras: [{ fromYear: null, changes }],
  };
}

function changeBetween(from: number, until: number, offset: (at: number) => number): number {
  let [before, after] = [from, until];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offset(middle) === offset(from)) before = middle;
    else after = middle;
  }
  return after;
}

function clockChange(at: number, zoneId: string, isDaylight: boolean): ClockChange {
  // What the clock before the change shows when it comes.
  const shown = inZone(at - 1, zoneId)
    .setZone('utc', { keepLocalTime: true })
    .plus(1);
  return {
    month: shown.month,
    nth: shown.day + 7 > (shown.daysInMonth ?? 31) ? -1 : Math.ceil(shown.day / 7),
    day: weekdays[shown.weekday - 1] ?? 'Sunday',
    hour: shown.hour + shown.minute / 60,
    to: isDaylight ? 'Daylight' : 'Standard',
  };
}
