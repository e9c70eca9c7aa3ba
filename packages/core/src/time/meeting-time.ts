import type { MeetingZone } from '../mailbox/meeting-message.ts';
import type { Instant } from './instant.ts';

/**
 * A time as answers show it: `hh:mm on DD/MM/YYYY` in the meeting's own zone (S6.2), in UTC (and so marked) when the
 * zone is not known.
 */
export function formatMeetingTime(at: Instant, zone: MeetingZone): string {
  const timeZone = zone.iana !== null && isKnownZone(zone.iana) ? zone.iana : null;
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timeZone ?? 'UTC',
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  const text = `${part('hour')}:${part('minute')} on ${part('day')}/${part('month')}/${part('year')}`;
  return timeZone === null ? `${text} (UTC)` : text;
}

function isKnownZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
