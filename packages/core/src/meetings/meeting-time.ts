import type { MeetingZone } from '../mailbox/meeting-message.ts';
import { DAY_MS, type Instant, type Interval, MINUTE_MS, shift } from '../time/instant.ts';
import { offsetMinutesAt } from '../time/zone-rules.ts';

/** When a meeting is, and how its organizer sees the time. */
export interface ShownMeeting extends Interval {
  readonly zone: MeetingZone;
  readonly allDay: boolean;
}

/**
 * Start and end as answers show them, an all-day meeting by its first and last day: `DD/MM/YYYY`.
 */
export function formatMeetingTimes({ start, end, zone, allDay }: ShownMeeting): {
  readonly start: string;
  readonly end: string;
} {
  if (!allDay) return { start: formatMeetingTime(start, zone), end: formatMeetingTime(end, zone) };
  const lastMoment = end > start ? shift(end, -1) : end;
  const show = clockOf(zone);
  if (show !== null) return { start: show(start).date, end: show(lastMoment).date };
  // Of an unknown zone it is known that its midnights are less than half a day away.
  const toMidnight = Math.round(start / DAY_MS) * DAY_MS - start;
  return {
    start: shown(shift(start, toMidnight), inUtc).date,
    end: shown(shift(lastMoment, toMidnight), inUtc).date,
  };
}

/**
 * A time as answers show it: `hh:mm on DD/MM/YYYY` in the meeting's own zone, also in one that only its rules
 * describe; in UTC (and so marked) when nothing is known of the zone.
 */
export function formatMeetingTime(at: Instant, zone: MeetingZone): string {
  const show = clockOf(zone);
  const { time, date } = show === null ? shown(at, inUtc) : show(at);
  return `${time} on ${date}${show === null ? ' (UTC)' : ''}`;
}

/** What the clocks of a zone show; null where nothing is known of it. */
function clockOf({ iana, rules }: MeetingZone): ((at: Instant) => Shown) | null {
  const format = iana === null ? null : formatOf(iana);
  if (format !== null) return (at) => shown(at, format);
  if (!rules) return null;
  return (at) => shown(shift(at, offsetMinutesAt(rules, at) * MINUTE_MS), inUtc);
}

interface Shown {
  readonly time: string;
  readonly date: string;
}

function shown(at: Instant, format: Intl.DateTimeFormat): Shown {
  const parts = format.formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  return {
    time: `${part('hour')}:${part('minute')}`,
    date: `${part('day')}/${part('month')}/${part('year')}`,
  };
}

/** The formats of known zones: to make one costs more than all else that an answer needs. */
const formats = new Map<string, Intl.DateTimeFormat>();
const inUtc = createFormat('UTC');

/** Null for a zone that nobody knows. */
function formatOf(zone: string): Intl.DateTimeFormat | null {
  const name = zone.toLowerCase();
  const known = formats.get(name);
  if (known) return known;
  try {
    const format = createFormat(zone);
    formats.set(name, format);
    return format;
  } catch {
    return null;
  }
}

function createFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  });
}
