import type { AcceptedMeeting, CalendarOccurrence, Instant, Interval } from '@vmrkit/core';
import { type CalendarEntry, endOf, shownIn } from './equipment-calendar.ts';
import { type MailSystem, wholeSecond } from './mail-system.ts';
import type { MailSystemTraits } from './mail-system-traits.ts';
import { identityOf, zoneOf } from './render-message.ts';

/** What the calendar shows of `range`. */
export function shownOccurrences(
  { calendar, traits }: Pick<MailSystem, 'calendar' | 'traits'>,
  range: Interval,
): readonly CalendarOccurrence[] {
  return calendar.entries.flatMap((entry) =>
    shownIn(entry, range).map((occurrence) => {
      const { originalStart } = occurrence;
      const own = originalStart === null ? undefined : entry.instanceVersions.get(originalStart);
      const version = own && !(entry.version && entry.version.stamp > own.stamp) ? own : entry.version;
      return {
        ...occurrence,
        identity: identityOf(entry.meeting.globalObjectId, originalStart, traits),
        cancelled: entry.cancelled,
        ...told(version, traits),
      };
    }),
  );
}

/** The entry as recovery sees it; null unless it was accepted and goes on after `after`. */
export function acceptedMeeting(
  entry: CalendarEntry,
  after: Instant,
  traits: MailSystemTraits,
): AcceptedMeeting | null {
  const { meeting, version } = entry;
  const recurring = meeting.repeat !== null;
  const lastEnd = endOf(entry);
  const ahead = recurring ? lastEnd === null || lastEnd > after : meeting.start > after;
  if (!entry.accepted || entry.cancelled || !ahead) return null;
  return {
    ref: { id: entry.id },
    identity: identityOf(meeting.globalObjectId, null, traits),
    start: meeting.start,
    end: meeting.end,
    organizer: meeting.organizer,
    subject: meeting.subject,
    body: { type: 'html', content: meeting.html },
    zone: zoneOf(meeting.zone),
    recurring,
    lastEnd,
    ...told(version, traits),
  };
}

function told(
  version: CalendarEntry['version'],
  {
    tellsSequence,
    tellsStamp,
    wholeSeconds,
  }: Pick<MailSystemTraits, 'tellsSequence' | 'tellsStamp' | 'wholeSeconds'>,
) {
  const { sequence = null, stamp = null } = version ?? {};
  const told = stamp && wholeSeconds ? wholeSecond(stamp) : stamp;
  return { sequence: tellsSequence ? sequence : null, stamp: tellsStamp ? told : null };
}
