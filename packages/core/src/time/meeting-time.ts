import type { MeetingZone } from '../mailbox/meeting-message.ts';
import { type Instant, MINUTE_MS, shift } from './instant.ts';
import { offsetMinutesAt } from './zone-rules.ts';

/**
 * A time as answers show it: `hh:mm on DD/MM/YYYY` in the meeting's own zone (S6.2), also in one that only its rules
 * describe; in UTC (and so marked) when nothing is known of the zone.
 */
export function formatMeetingTime(at: Instant, { iana, rules }: MeetingZone): string {
  const format = iana === null ? null : formatOf(iana);
  if (format !== null) return written(at, format);
  if (rules) return written(shift(at, offsetMinutesAt(rules, at) * MINUTE_MS), inUtc);
  return `${written(at, inUtc)} (UTC)`;
}

function written(at: Instant, format: Intl.DateTimeFormat): string {
  const parts = format.formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('hour')}:${part('minute')} on ${part('day')}/${part('month')}/${part('year')}`;
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
