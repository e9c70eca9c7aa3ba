import { applyRequest, deleteOccurrence } from './apply-meeting-message.ts';
import { newMessageId } from './identifiers.ts';
import type { CalendarItem, Meeting, MeetingMessage, ResponseType } from './item.ts';
import type { Mailbox } from './mailbox.ts';
import { instanceOf, transportHost } from './meeting-messages.ts';
import { isOutOfDate } from './meeting-version.ts';
import { newMeetingMessage, transportHeaders } from './new-item.ts';
import { findOccurrence } from './occurrences.ts';
import type { Organization } from './organization.ts';
import { RefusedError } from './refused-error.ts';

/** How a mailbox answers. */
export interface RespondOptions {
  readonly response: 'Accept' | 'Tentative' | 'Decline';
  /** HTML for the organizer. */
  readonly body: string;
  /** Whether the organizer gets the answer. */
  readonly send: boolean;
  /** Whether Sent Items keeps a copy. */
  readonly saveCopy: boolean;
  /** Whether the booking attendant answers. */
  readonly automatic?: boolean;
  /** Answering a calendar entry: which occurrence, by its original start. */
  readonly occurrence?: number | undefined;
  /** Answering a calendar entry: the request that brought it, to be put aside. */
  readonly request?: MeetingMessage | undefined;
}

const verbs = { Accept: 'Accepted', Tentative: 'Tentative', Decline: 'Declined' } as const;

/**
 * Answers a request, or the calendar entry of one: the calendar follows, the answer goes to the organizer,
 * the request to Deleted Items. Gives the calendar entry, null after a decline.
 * Throws {@link RefusedError} where Exchange refuses.
 */
export function respond(
  org: Organization,
  mailbox: Mailbox,
  target: MeetingMessage | CalendarItem,
  options: RespondOptions,
): CalendarItem | null {
  refuseWhatCannotBeAnswered(org, mailbox, target);
  if (options.send) {
    org.transport.admit(mailbox.address.email);
    org.transport.charge(mailbox.address.email);
  }
  const meeting = answeredPart(target, options.occurrence);
  const entry = entryToSettle(org, mailbox, { target, response: options.response });
  if (entry) settle(org, mailbox, entry, { ...options, recurrenceId: meeting.recurrenceId });
  if (options.send) sendResponse(org, mailbox, target, { ...options, meeting });
  if (target.kind !== 'calendar') {
    target.calendarItemId = options.response === 'Decline' ? null : (entry?.id ?? null);
    putAside(org, mailbox, target, options.response);
  } else if (options.request) putAside(org, mailbox, options.request, options.response);
  return options.response === 'Decline' ? null : entry;
}

/** What is answered: the meeting of a message or entry, or one occurrence of the latter. */
function answeredPart({ kind, meeting }: MeetingMessage | CalendarItem, originalStart?: number): Meeting {
  if (kind !== 'calendar' || originalStart === undefined) return meeting;
  const found = findOccurrence(meeting, originalStart);
  if (!found) throw new RefusedError('not-found');
  const { sequence, ownerCriticalChange } = meeting;
  return instanceOf(
    meeting,
    found.exception ?? { ...found, isCancelled: false, sequence, ownerCriticalChange },
  );
}

function entryToSettle(
  org: Organization,
  mailbox: Mailbox,
  answer: { readonly target: MeetingMessage | CalendarItem; readonly response: ResponseType },
): CalendarItem | null {
  const { target, response } = answer;
  if (target.kind === 'calendar') return target;
  // What was never in the calendar need not be written only to be thrown away.
  if (response === 'Decline' && mailbox.calendarItemsOf(target.meeting.cleanId).length === 0) return null;
  return applyRequest(org, mailbox, target.meeting);
}

function refuseWhatCannotBeAnswered(
  org: Organization,
  mailbox: Mailbox,
  target: MeetingMessage | CalendarItem,
): void {
  if (target.kind === 'calendar') {
    if (target.isOrganizer) throw new RefusedError('organizer-cannot-answer');
    if (target.meeting.isCancelled) throw new RefusedError('cancelled');
    return;
  }
  if (target.kind !== 'meeting-request') {
    throw new RefusedError('not-a-request');
  }
  if (mailbox.findCalendarItem(target.meeting.cleanId)?.isOrganizer)
    throw new RefusedError('organizer-cannot-answer');
  if (target.answeredAs !== null && org.switches.secondAnswer !== 'allowed') {
    if (org.switches.secondAnswer === 'not-found') throw new RefusedError('not-found');
    throw new RefusedError('out-of-date');
  }
  if (isOutOfDate(mailbox, target)) throw new RefusedError('out-of-date');
}

function settle(
  org: Organization,
  mailbox: Mailbox,
  entry: CalendarItem,
  options: RespondOptions & { readonly recurrenceId: number | undefined },
): void {
  const now = org.clock.now();
  const { recurrenceId, response } = options;
  const isPart = recurrenceId !== undefined && entry.meeting.schedule.recurrence !== undefined;
  if (isPart && response === 'Decline') {
    deleteOccurrence(entry, recurrenceId);
    mailbox.touch(entry);
    return;
  }
  if (response === 'Decline') {
    mailbox.move(entry, mailbox.folder('deleteditems'));
    return;
  }
  if (isPart) {
    const exceptions = new Map(entry.meeting.exceptions);
    const present = exceptions.get(recurrenceId);
    if (present) exceptions.set(recurrenceId, { ...present, myResponse: response, repliedAt: now });
    entry.meeting = { ...entry.meeting, exceptions };
    mailbox.touch(entry);
    return;
  }
  entry.myResponse = response;
  entry.repliedAt = now;
  entry.busyStatus = response === 'Accept' ? 'Busy' : 'Tentative';
  // An answer writes the entry anew: its id changes.
  mailbox.move(entry, mailbox.folder('calendar'));
}

function sendResponse(
  org: Organization,
  mailbox: Mailbox,
  target: MeetingMessage | CalendarItem,
  options: RespondOptions & { readonly meeting: MeetingMessage['meeting'] },
): void {
  const { meeting, response } = options;
  const messageId = newMessageId(transportHost);
  const internal = mailbox.location === 'internal';
  const message = newMeetingMessage(org.clock.now(), {
    kind: 'meeting-response',
    meeting,
    subject: `${verbs[response]}: ${meeting.subject}`,
    body: options.body,
    responseType: response,
    from: mailbox.address,
    sender: mailbox.address,
    to: [meeting.organizer],
    messageId,
    headers: transportHeaders({ from: mailbox.address, messageId, internal, host: transportHost }),
  });
  org.ledger.append({
    at: org.clock.now(),
    kind: 'answer',
    from: mailbox.address.email,
    to: meeting.organizer.email,
    subject: message.subject,
    messageId,
    answerOf: (target.kind === 'calendar' ? options.request : target)?.messageId ?? undefined,
    response,
    cleanId: meeting.cleanId,
    recurrenceId: meeting.recurrenceId,
    sequence: meeting.sequence,
    automatic: options.automatic ?? false,
  });
  if (options.saveCopy && org.switches.answerCopyInSentItems)
    mailbox.add({ ...message, extended: new Map() }, mailbox.folder('sentitems'));
  org.transport.send(message, [meeting.organizer.email]);
}

function putAside(
  org: Organization,
  mailbox: Mailbox,
  request: MeetingMessage,
  response: ResponseType,
): void {
  request.answeredAs = response;
  request.hasBeenProcessed = true;
  mailbox.folderOf(request).markRead(request, true);
  if (!org.switches.requestMovedAfterAccept) {
    mailbox.touch(request);
    return;
  }
  const oldId = request.id;
  if (mailbox.folderOf(request).distinguishedName === 'deleteditems') return;
  mailbox.move(request, mailbox.folder('deleteditems'));
  mailbox.answeredIds.set(oldId, request);
}
