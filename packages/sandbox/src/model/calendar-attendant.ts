import { applyCancellation, applyRequest } from './apply-meeting-message.ts';
import { type Attendee, type Item, isMeetingMessage, type Meeting, type MeetingMessage } from './item.ts';
import type { Mailbox } from './mailbox.ts';
import { isOutOfDate } from './meeting-version.ts';
import type { Organization } from './organization.ts';
import { respond } from './respond.ts';

/**
 * What a mailbox makes of a message that just arrived, by its calendar processing: nothing (`None`), a
 * tentative entry (`AutoUpdate`), an entry and an answer (`AutoAccept`).
 */
export function processDelivery(org: Organization, mailbox: Mailbox, item: Item): void {
  if (!isMeetingMessage(item)) return;
  if (item.kind === 'meeting-response') {
    noteResponse(org, mailbox, item);
    return;
  }
  if (item.kind === 'meeting-request' && (item.isDelegated || item.requestType === 'PrincipalWantsCopy'))
    return;
  if (mailbox.processing === 'None') {
    if (org.switches.calendarEntryBeforeAccept) attend(org, mailbox, item);
    return;
  }
  attend(org, mailbox, item);
  if (mailbox.processing === 'AutoAccept') accept(org, mailbox, item);
}

function attend(org: Organization, mailbox: Mailbox, message: MeetingMessage): void {
  if (isOutOfDate(mailbox, message)) {
    message.isOutOfDate = true;
    message.hasBeenProcessed = true;
    mailbox.touch(message);
    return;
  }
  const entry =
    message.kind === 'meeting-request'
      ? applyRequest(org, mailbox, message.meeting)
      : applyCancellation(mailbox, message.meeting);
  message.hasBeenProcessed = true;
  message.calendarItemId = entry?.id ?? null;
  mailbox.touch(message);
  if (mailbox.removeOldMeetingMessages) removeOlder(mailbox, message);
}

function removeOlder(mailbox: Mailbox, newest: MeetingMessage): void {
  for (const item of [...mailbox.folder('inbox').withCleanId(newest.meeting.cleanId)]) {
    if (item === newest || item.kind !== 'meeting-request') continue;
    if (item.meeting.recurrenceId !== newest.meeting.recurrenceId) continue;
    mailbox.move(item, mailbox.folder('deleteditems'));
  }
}

/** The booking attendant: answers by itself and strips the comments and the subject of its entry. */
function accept(org: Organization, mailbox: Mailbox, message: MeetingMessage): void {
  if (message.kind !== 'meeting-request' || message.isOutOfDate) return;
  respond(org, mailbox, message, {
    response: 'Accept',
    body: '<p>Your request was accepted.</p>',
    send: true,
    saveCopy: false,
    automatic: true,
  });
  const entry = mailbox.findCalendarItem(message.meeting.cleanId, message.meeting.recurrenceId);
  if (!entry) return;
  entry.body = '';
  entry.subject = message.meeting.organizer.name;
  entry.meeting = { ...entry.meeting, body: '', subject: message.meeting.organizer.name };
  mailbox.touch(entry);
}

/** The organizer's calendar learns of an answer ([MS-OXOCAL] 3.1.4.8.5). */
function noteResponse(org: Organization, mailbox: Mailbox, message: MeetingMessage): void {
  if (mailbox.processing === 'None') return;
  const entry = mailbox.findCalendarItem(message.meeting.cleanId);
  if (!entry?.isOrganizer) return;
  const answered = withAnswer(entry.meeting, message, org.clock.now());
  if (!answered) return;
  entry.meeting = answered;
  message.hasBeenProcessed = true;
  message.calendarItemId = entry.id;
  mailbox.touch(entry);
}

/** The meeting with an answer noted: to the whole, or to one changed occurrence; null where it is about neither. */
function withAnswer(meeting: Meeting, message: MeetingMessage, now: number): Meeting | null {
  const { recurrenceId, sequence } = message.meeting;
  const note = (attendees: readonly Attendee[]) =>
    attendees.map((each) =>
      each.email === message.from?.email
        ? { ...each, response: message.responseType, respondedAt: now }
        : each,
    );
  if (recurrenceId === undefined) {
    return sequence < meeting.sequence ? null : { ...meeting, attendees: note(meeting.attendees) };
  }
  const exception = meeting.exceptions.get(recurrenceId);
  if (!exception || sequence < exception.sequence) return null;
  const attendees = note(exception.attendees ?? meeting.attendees);
  return {
    ...meeting,
    exceptions: new Map(meeting.exceptions).set(recurrenceId, { ...exception, attendees }),
  };
}
