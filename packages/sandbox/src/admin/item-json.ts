import { itemClassOf } from '../mapi/item-class.ts';
import { type Item, isMeetingMessage, type Meeting } from '../model/item.ts';
import type { Mailbox } from '../model/mailbox.ts';
import { isOutOfDate } from '../model/meeting-version.ts';
import type { Schedule } from '../model/schedule.ts';

const time = (at: number) => new Date(at).toISOString();

/** A schedule as JSON. */
function scheduleJson(schedule: Schedule) {
  return { ...schedule, start: time(schedule.start), end: time(schedule.end) };
}

/** A meeting as JSON. */
function meetingJson(meeting: Meeting) {
  return {
    uid: meeting.uid,
    cleanId: meeting.cleanId,
    recurrenceId: meeting.recurrenceId === undefined ? null : time(meeting.recurrenceId),
    sequence: meeting.sequence,
    stamp: time(meeting.ownerCriticalChange),
    subject: meeting.subject,
    location: meeting.location,
    schedule: scheduleJson(meeting.schedule),
    organizer: meeting.organizer,
    attendees: meeting.attendees.map(({ email, name, role, response }) => ({ email, name, role, response })),
    exceptions: [...meeting.exceptions.values()].map((each) => ({
      originalStart: time(each.originalStart),
      start: time(each.start),
      end: time(each.end),
      subject: each.subject ?? null,
      isCancelled: each.isCancelled,
      sequence: each.sequence,
      myResponse: each.myResponse ?? null,
    })),
    deletedOccurrences: [...meeting.deletedOccurrences].map(time),
    isCancelled: meeting.isCancelled,
  };
}

/** An item as JSON, with everything that a test or a page may want to see. */
export function itemJson(mailbox: Mailbox, item: Item) {
  return {
    id: item.id,
    kind: item.kind,
    itemClass: itemClassOf(item),
    subject: item.subject,
    body: item.body,
    from: item.from,
    sender: item.sender,
    to: item.to,
    messageId: item.messageId,
    receivedAt: time(item.receivedAt),
    isRead: item.isRead,
    headers: Object.fromEntries(item.headers),
    ...(item.kind === 'calendar'
      ? {
          meeting: meetingJson(item.meeting),
          isOrganizer: item.isOrganizer,
          myResponse: item.myResponse,
          repliedAt: item.repliedAt === null ? null : time(item.repliedAt),
        }
      : {}),
    ...(isMeetingMessage(item)
      ? {
          meeting: meetingJson(item.meeting),
          requestType: item.kind === 'meeting-request' ? item.requestType : null,
          responseType: item.kind === 'meeting-response' ? item.responseType : null,
          isOutOfDate: isOutOfDate(mailbox, item),
          hasBeenProcessed: item.hasBeenProcessed,
          answeredAs: item.answeredAs,
        }
      : {}),
  };
}
