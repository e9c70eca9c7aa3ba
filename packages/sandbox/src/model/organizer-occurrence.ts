import { checkTimes } from './expand-schedule.ts';
import type { Attendee, CalendarItem, OccurrenceException } from './item.ts';
import type { Mailbox } from './mailbox.ts';
import { buildCancellation, buildRequest, instanceOf } from './meeting-messages.ts';
import { findOccurrence } from './occurrences.ts';
import type { Organization } from './organization.ts';
import {
  admitSending,
  highestSequence,
  type Invitee,
  nextStamp,
  type SendOptions,
  toAttendees,
  versionAfter,
} from './organizer.ts';
import { RefusedError } from './refused-error.ts';
import { deletedInstance, post } from './send-meeting.ts';

/** What an organizer changes about one occurrence. Times in Unix milliseconds. */
export interface OccurrenceChange {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly subject?: string | undefined;
  readonly location?: string | undefined;
  readonly body?: string | undefined;
  readonly attendees?: readonly Invitee[] | undefined;
}

/** Which occurrence is meant, and who is to hear of it. */
export interface OccurrenceTarget {
  readonly item: CalendarItem;
  readonly originalStart: number;
  readonly options: SendOptions;
}

/**
 * Changes one occurrence: it becomes an exception of its series, and a request with its RecurrenceId goes
 * out; a change of time raises its sequence. Refuses with
 * `occurrence-deleted`, `end-before-start`.
 */
export function updateOccurrence(
  org: Organization,
  mailbox: Mailbox,
  args: OccurrenceTarget & { readonly change: OccurrenceChange },
): void {
  const { item, originalStart, change, options } = args;
  admitSending(org, mailbox, options);
  const present = findOccurrence(item.meeting, originalStart);
  if (!present) throw new RefusedError('occurrence-deleted');
  const old = present.exception;
  const invited = old?.attendees ?? item.meeting.attendees;
  const attendees = change.attendees ? toAttendees(org, change.attendees, invited) : old?.attendees;
  const start = change.start ?? present.start;
  const end = change.end ?? present.end + (start - present.start);
  checkTimes({ start, end });
  const isNewTime = start !== present.start || end !== present.end;
  const exception: OccurrenceException = {
    originalStart,
    start,
    end,
    subject: change.subject ?? old?.subject,
    location: change.location ?? old?.location,
    body: change.body ?? old?.body,
    attendees,
    isCancelled: false,
    ...versionAfter(org, item, { present: old ?? item.meeting, isNewTime }),
  };
  item.meeting = {
    ...item.meeting,
    exceptions: new Map(item.meeting.exceptions).set(originalStart, exception),
  };
  mailbox.touch(item);
  if (options.send === 'none') return;
  const removed = invited.filter((was) => attendees?.every((each) => each.email !== was.email) ?? false);
  sendOccurrence(org, mailbox, { item, exception, invited, removed, isNewTime, options });
}

function sendOccurrence(
  org: Organization,
  mailbox: Mailbox,
  args: {
    readonly item: CalendarItem;
    readonly exception: OccurrenceException;
    readonly invited: readonly Attendee[];
    readonly removed: readonly Attendee[];
    readonly isNewTime: boolean;
    readonly options: SendOptions;
  },
): void {
  const { item, exception, invited, removed, isNewTime, options } = args;
  const instance = instanceOf(item.meeting, exception);
  const from = mailbox.address;
  const sender = options.sender === undefined ? undefined : org.nameOf(options.sender);
  const saveCopy = options.saveCopy ?? true;
  if (removed.length > 0) {
    const gone = { ...instance, sequence: instance.sequence + 1 };
    const message = buildCancellation(org, gone, { from, sender, isRemoval: true });
    post(org, mailbox, { message, to: removed, saveCopy });
  }
  const isOld = (each: Attendee) => invited.some((was) => was.email === each.email);
  const added = instance.attendees.filter((each) => !isOld(each));
  const stayed = options.send === 'all' ? instance.attendees.filter(isOld) : [];
  const requestType = isNewTime ? 'FullUpdate' : 'InformationalUpdate';
  if (stayed.length > 0) {
    post(org, mailbox, {
      message: buildRequest(org, instance, { from, sender, requestType }),
      to: stayed,
      saveCopy,
    });
  }
  if (added.length > 0) {
    post(org, mailbox, { message: buildRequest(org, instance, { from, sender }), to: added, saveCopy });
  }
}

/** Deletes one occurrence; those invited to it get a cancellation with its RecurrenceId. */
export function cancelOccurrence(org: Organization, mailbox: Mailbox, args: OccurrenceTarget): void {
  const { item, originalStart, options } = args;
  admitSending(org, mailbox, options);
  const present = findOccurrence(item.meeting, originalStart);
  if (!present) throw new RefusedError('occurrence-deleted');
  const before = item.meeting;
  const stamp = nextStamp(org, before);
  const sequence = highestSequence(before) + 1;
  const cancelled = present.exception
    ? instanceOf(before, { ...present.exception, isCancelled: true })
    : deletedInstance(before, originalStart);
  const exceptions = new Map(before.exceptions);
  exceptions.delete(originalStart);
  item.meeting = {
    ...before,
    exceptions,
    deletedOccurrences: new Set(before.deletedOccurrences).add(originalStart),
  };
  mailbox.touch(item);
  if (options.send === 'none' || cancelled.attendees.length === 0) return;
  const sender = options.sender === undefined ? undefined : org.nameOf(options.sender);
  const message = buildCancellation(
    org,
    { ...cancelled, sequence, ownerCriticalChange: stamp },
    { from: mailbox.address, sender },
  );
  post(org, mailbox, { message, to: cancelled.attendees, saveCopy: options.saveCopy ?? true });
}
