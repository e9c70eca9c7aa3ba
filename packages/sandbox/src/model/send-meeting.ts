import {
  type Address,
  type Attendee,
  type Item,
  isMeetingMessage,
  type Meeting,
  type MeetingRequestType,
} from './item.ts';
import type { Mailbox } from './mailbox.ts';
import { buildCancellation, buildRequest, instanceOf, type MessageOptions } from './meeting-messages.ts';
import { regularOccurrence } from './occurrences.ts';
import type { Organization } from './organization.ts';

/** A state of a meeting and those who are to hear of it. */
export interface Recipients {
  readonly meeting: Meeting;
  readonly to: readonly Attendee[];
  readonly saveCopy: boolean;
  /** Address of a delegate who sends in the organizer's name. */
  readonly sender?: string | undefined;
}

/**
 * Sends a meeting: the series, one request for each future modified exception, one cancellation for each
 * future deleted occurrence ([MS-OXOCAL] 3.1.4.7.3.5).
 */
export function sendSeries(
  org: Organization,
  mailbox: Mailbox,
  args: Recipients & { readonly requestType: MeetingRequestType },
): void {
  const { meeting, requestType } = args;
  const options = messageOptions(org, mailbox, args);
  const now = org.clock.now();
  post(org, mailbox, { ...args, message: buildRequest(org, meeting, { ...options, requestType }) });
  if (!meeting.schedule.recurrence) return;
  for (const exception of meeting.exceptions.values()) {
    if (exception.end <= now) continue;
    const instance = instanceOf(meeting, exception);
    const build = exception.isCancelled ? buildCancellation : buildRequest;
    post(org, mailbox, { ...args, message: build(org, instance, { ...options, requestType }) });
  }
  for (const originalStart of meeting.deletedOccurrences) {
    const instance = deletedInstance(meeting, originalStart);
    if (instance.schedule.end <= now) continue;
    post(org, mailbox, { ...args, message: buildCancellation(org, instance, options) });
  }
}

/**
 * Sends cancellations: of the series and of each future exception, or, before a change of the pattern, of
 * the future exceptions only ([MS-OXOCAL] 3.1.4.9.1).
 */
export function sendCancellations(
  org: Organization,
  mailbox: Mailbox,
  args: Recipients & {
    readonly isRemoval: boolean;
    readonly onlyExceptions?: boolean;
    readonly body?: string | undefined;
  },
): void {
  const { meeting } = args;
  const options = { ...messageOptions(org, mailbox, args), isRemoval: args.isRemoval, body: args.body };
  const now = org.clock.now();
  if (!args.onlyExceptions) {
    post(org, mailbox, { ...args, message: buildCancellation(org, meeting, options) });
  }
  for (const exception of meeting.exceptions.values()) {
    if (exception.end <= now) continue;
    const sequence = Math.max(exception.sequence, meeting.sequence);
    const instance = { ...instanceOf(meeting, exception), sequence };
    post(org, mailbox, { ...args, message: buildCancellation(org, instance, options) });
  }
}

/** What a cancellation of a deleted occurrence says of the meeting. */
export function deletedInstance(meeting: Meeting, originalStart: number): Meeting {
  const { start, end } = regularOccurrence(meeting, originalStart);
  return instanceOf(meeting, {
    originalStart,
    start,
    end,
    isCancelled: true,
    sequence: meeting.sequence,
    ownerCriticalChange: meeting.ownerCriticalChange,
  });
}

/** Puts one message into Sent Items and on its way. */
export function post(
  org: Organization,
  mailbox: Mailbox,
  args: { readonly message: Item; readonly to: readonly Address[]; readonly saveCopy: boolean },
): void {
  const { message, to, saveCopy } = args;
  org.transport.charge(mailbox.address.email);
  if (saveCopy) {
    const copy = { ...message, extended: new Map(message.extended) };
    if (isMeetingMessage(copy)) copy.hasBeenProcessed = true;
    mailbox.add(copy, mailbox.folder('sentitems'));
  }
  org.transport.send(
    message,
    to.map((each) => each.email),
  );
}

function messageOptions(org: Organization, mailbox: Mailbox, args: Recipients): MessageOptions {
  return {
    from: mailbox.address,
    sender: args.sender === undefined ? undefined : org.nameOf(args.sender),
  };
}
