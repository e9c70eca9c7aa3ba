import type { CalendarItem, Meeting, OccurrenceException } from './item.ts';
import type { Mailbox } from './mailbox.ts';
import { isOlder } from './meeting-version.ts';
import { newCalendarItem } from './new-item.ts';
import type { Organization } from './organization.ts';

/**
 * Writes what a request says into an attendee's calendar, as tentative. Null where the mailbox is the
 * organizer's own.
 */
export function applyRequest(org: Organization, mailbox: Mailbox, meeting: Meeting): CalendarItem | null {
  const series = mailbox.findCalendarItem(meeting.cleanId);
  if (series?.isOrganizer) return null;
  if (meeting.recurrenceId !== undefined) return applyInstance(org, mailbox, { meeting, series });
  const whole = absorbInstances(mailbox, meeting);
  if (!series) return addEntry(org, mailbox, whole);
  overwrite(series, whole);
  mailbox.touch(series);
  return series;
}

/**
 * Instances to which the mailbox was invited alone become exceptions of the series that arrives, unless the
 * series knows something newer about them.
 */
function absorbInstances(mailbox: Mailbox, meeting: Meeting): Meeting {
  const exceptions = new Map(meeting.exceptions);
  for (const alone of mailbox.calendarItemsOf(meeting.cleanId)) {
    const { recurrenceId } = alone.meeting;
    if (recurrenceId === undefined) continue;
    const known = exceptions.get(recurrenceId) ?? meeting;
    if (!isOlder(alone.meeting, known)) {
      exceptions.set(recurrenceId, {
        ...toException(alone.meeting, recurrenceId),
        myResponse: alone.myResponse,
        repliedAt: alone.repliedAt ?? undefined,
      });
    }
    mailbox.remove(alone);
  }
  return { ...meeting, exceptions };
}

function applyInstance(
  org: Organization,
  mailbox: Mailbox,
  { meeting, series }: { readonly meeting: Meeting; readonly series: CalendarItem | null },
): CalendarItem {
  if (series?.meeting.schedule.recurrence && meeting.recurrenceId !== undefined) {
    const exceptions = new Map(series.meeting.exceptions);
    exceptions.set(meeting.recurrenceId, toException(meeting, meeting.recurrenceId));
    const deleted = new Set(series.meeting.deletedOccurrences);
    deleted.delete(meeting.recurrenceId);
    series.meeting = { ...series.meeting, exceptions, deletedOccurrences: deleted };
    mailbox.touch(series);
    return series;
  }
  const alone = mailbox.findCalendarItem(meeting.cleanId, meeting.recurrenceId);
  if (!alone) return addEntry(org, mailbox, meeting);
  overwrite(alone, meeting);
  mailbox.touch(alone);
  return alone;
}

function toException(meeting: Meeting, originalStart: number): OccurrenceException {
  return {
    originalStart,
    start: meeting.schedule.start,
    end: meeting.schedule.end,
    subject: meeting.subject,
    location: meeting.location,
    body: meeting.body,
    isCancelled: meeting.isCancelled,
    sequence: meeting.sequence,
    ownerCriticalChange: meeting.ownerCriticalChange,
    myResponse: 'NoResponseReceived',
  };
}

function addEntry(org: Organization, mailbox: Mailbox, meeting: Meeting): CalendarItem {
  const entry = newCalendarItem(org.clock.now(), {
    meeting,
    myResponse: 'NoResponseReceived',
    busyStatus: 'Tentative',
  });
  return mailbox.add(entry, mailbox.folder('calendar'));
}

function overwrite(entry: CalendarItem, meeting: Meeting): void {
  entry.meeting = meeting;
  entry.subject = meeting.subject;
  entry.body = meeting.body;
  entry.myResponse = 'NoResponseReceived';
  entry.busyStatus = 'Tentative';
}

/** Marks the entry of a cancelled meeting, or one occurrence of it. It stays until somebody removes it. */
export function applyCancellation(mailbox: Mailbox, meeting: Meeting): CalendarItem | null {
  const series = mailbox.findCalendarItem(meeting.cleanId);
  if (series?.isOrganizer) return null;
  if (meeting.recurrenceId === undefined) return series ? cancelEntry(mailbox, series, meeting) : null;
  if (!series?.meeting.schedule.recurrence) {
    const alone = mailbox.findCalendarItem(meeting.cleanId, meeting.recurrenceId);
    return alone ? cancelEntry(mailbox, alone, meeting) : null;
  }
  const exceptions = new Map(series.meeting.exceptions);
  exceptions.set(meeting.recurrenceId, {
    ...toException({ ...meeting, subject: `Canceled: ${meeting.subject}` }, meeting.recurrenceId),
    isCancelled: true,
  });
  series.meeting = { ...series.meeting, exceptions };
  mailbox.touch(series);
  return series;
}

function cancelEntry(mailbox: Mailbox, entry: CalendarItem, meeting: Meeting): CalendarItem {
  entry.subject = `Canceled: ${meeting.subject}`;
  entry.busyStatus = 'Free';
  entry.meeting = {
    ...entry.meeting,
    subject: entry.subject,
    sequence: meeting.sequence,
    ownerCriticalChange: meeting.ownerCriticalChange,
    isCancelled: true,
  };
  mailbox.touch(entry);
  return entry;
}

/** Takes a cancelled meeting or occurrence out of the calendar (response object `RemoveItem`). */
export function removeCancelled(mailbox: Mailbox, meeting: Meeting): void {
  const series = mailbox.findCalendarItem(meeting.cleanId);
  const bin = mailbox.folder('deleteditems');
  if (meeting.recurrenceId === undefined) {
    if (series && !series.isOrganizer) mailbox.move(series, bin);
    return;
  }
  const alone = mailbox.findCalendarItem(meeting.cleanId, meeting.recurrenceId);
  if (alone) mailbox.move(alone, bin);
  if (!series?.meeting.schedule.recurrence || series.isOrganizer) return;
  deleteOccurrence(series, meeting.recurrenceId);
  mailbox.touch(series);
}

/** Notes an occurrence of a series as deleted, without telling anybody. */
export function deleteOccurrence(series: CalendarItem, originalStart: number): void {
  const exceptions = new Map(series.meeting.exceptions);
  exceptions.delete(originalStart);
  const deletedOccurrences = new Set(series.meeting.deletedOccurrences).add(originalStart);
  series.meeting = { ...series.meeting, exceptions, deletedOccurrences };
}
