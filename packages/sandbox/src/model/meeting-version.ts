import type { Meeting, MeetingMessage } from './item.ts';
import type { Mailbox } from './mailbox.ts';

interface Version {
  readonly sequence: number;
  readonly ownerCriticalChange: number;
}

/** Whether `a` was written before `b`: by sequence, then by OwnerCriticalChange ([MS-OXOCAL] 3.1.5.2). */
export function isOlder(a: Version, b: Version): boolean {
  return (
    a.sequence < b.sequence || (a.sequence === b.sequence && a.ownerCriticalChange < b.ownerCriticalChange)
  );
}

/** The version of what a mailbox's calendar holds for the meeting or instance of a message; null if nothing. */
function calendarVersion(mailbox: Mailbox, meeting: Meeting): Version | null {
  const series = mailbox.findCalendarItem(meeting.cleanId);
  if (meeting.recurrenceId === undefined) return series?.meeting ?? null;
  const alone = mailbox.findCalendarItem(meeting.cleanId, meeting.recurrenceId);
  return alone?.meeting ?? series?.meeting.exceptions.get(meeting.recurrenceId) ?? null;
}

/** Whether something newer was applied, or the message was overtaken when it arrived. */
export function isOutOfDate(mailbox: Mailbox, message: MeetingMessage): boolean {
  if (message.isOutOfDate) return true;
  const current = calendarVersion(mailbox, message.meeting);
  return current !== null && isOlder(message.meeting, current);
}
