import type { MeetingZone } from '../mailbox/meeting-message.ts';
import type { Instant } from './instant.ts';

/**
 * A time as answers show it: `hh:mm on DD/MM/YYYY` in the meeting's own zone (S6.2), in UTC (and so marked) when the
 * zone is not known.
 */
export function formatMeetingTime(at: Instant, zone: MeetingZone): string {
  const format = zone.iana === null ? null : formatOf(zone.iana);
  const parts = (format ?? inUtc).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  const text = `${part('hour')}:${part('minute')} on ${part('day')}/${part('month')}/${part('year')}`;
  return format === null ? `${text} (UTC)` : text;
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
