import { alignSchedule } from './expand-schedule.ts';
import type { Folder } from './folder.ts';
import { newCleanGlobalObjectId, wrapForeignUid } from './global-object-id.ts';
import type { Attendee, AttendeeRole, CalendarItem, Meeting } from './item.ts';
import type { Mailbox } from './mailbox.ts';
import { newCalendarItem } from './new-item.ts';
import type { Organization } from './organization.ts';
import { RefusedError } from './refused-error.ts';
import type { Schedule } from './schedule.ts';
import { type Recipients, sendCancellations, sendSeries } from './send-meeting.ts';

/** Somebody to invite. */
export interface Invitee {
  readonly email: string;
  readonly name?: string | undefined;
  readonly role?: AttendeeRole | undefined;
}

/** A meeting as its organizer wants it. */
export interface MeetingDraft {
  readonly subject: string;
  /** HTML. */
  readonly body: string;
  readonly location: string;
  readonly schedule: Schedule;
  readonly attendees: readonly Invitee[];
  /** UID of a meeting made elsewhere; left out for one made by Exchange. */
  readonly uid?: string | undefined;
}

/** What an organizer changes; what is left out stays. */
export interface MeetingChange {
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
  readonly location?: string | undefined;
  readonly schedule?: Schedule | undefined;
  readonly attendees?: readonly Invitee[] | undefined;
}

/** Who gets a message about a change, and in whose name it is sent. */
export interface SendOptions {
  /** Everybody, only those added or removed, or nobody. */
  readonly send: 'all' | 'changed' | 'none';
  readonly saveCopy?: boolean | undefined;
  /** Address of a delegate who sends in the organizer's name. */
  readonly sender?: string | undefined;
}

/**
 * Refuses where messages are to be sent: `send-on-behalf-denied` to a delegate without that right, `busy` while the mailbox
 * may send no more.
 */
export function admitSending(
  org: Organization,
  { address, delegates }: Mailbox,
  { send, sender }: SendOptions,
): void {
  if (send === 'none') return;
  const isOwner = sender === undefined || sender === address.email;
  if (!isOwner && delegates !== 'all' && !delegates.includes(sender)) {
    throw new RefusedError('send-on-behalf-denied');
  }
  org.transport.admit(address.email);
}

/** Writes a meeting into its organizer's calendar, or into another folder, and invites. */
export function createMeeting(
  org: Organization,
  mailbox: Mailbox,
  options: SendOptions & { readonly draft: MeetingDraft; readonly folder?: Folder | undefined },
): CalendarItem {
  const { draft } = options;
  admitSending(org, mailbox, options);
  const now = org.clock.now();
  const cleanId = draft.uid === undefined ? newCleanGlobalObjectId(now) : wrapForeignUid(draft.uid);
  const attendees = toAttendees(org, draft.attendees, []);
  const meeting: Meeting = {
    uid: draft.uid ?? cleanId,
    cleanId,
    sequence: 0,
    ownerCriticalChange: now,
    subject: draft.subject,
    body: draft.body,
    location: draft.location,
    schedule: alignSchedule(draft.schedule),
    organizer: mailbox.address,
    attendees,
    exceptions: new Map(),
    deletedOccurrences: new Set(),
    isCancelled: false,
  };
  const item = newCalendarItem(now, {
    meeting,
    isMeeting: attendees.length > 0,
    isOrganizer: true,
    myResponse: 'Organizer',
  });
  mailbox.add(item, options.folder ?? mailbox.folder('calendar'));
  if (options.send !== 'none') invite(org, mailbox, { item, to: attendees, options });
  return item;
}

/** Sends the invitation of a meeting to some of its attendees. */
function invite(
  org: Organization,
  mailbox: Mailbox,
  args: { readonly item: CalendarItem; readonly to: readonly Attendee[]; readonly options: SendOptions },
): void {
  if (args.to.length === 0) return;
  sendSeries(org, mailbox, {
    ...recipients(args.item, args.to, args.options),
    requestType: 'NewMeetingRequest',
  });
  args.item.requestSent = true;
}

/**
 * Changes a meeting or a whole series. A change of time, zone or pattern raises the sequence and drops all
 * exceptions; other changes keep it ([MS-OXOCAL] 3.1.4.7.3). Those added are invited, those removed get a
 * cancellation with a raised sequence (3.1.4.9).
 */
export function updateMeeting(
  org: Organization,
  mailbox: Mailbox,
  args: { readonly item: CalendarItem; readonly change: MeetingChange; readonly options: SendOptions },
): void {
  const { item, change, options } = args;
  admitSending(org, mailbox, options);
  const before = item.meeting;
  const schedule = change.schedule ? alignSchedule(change.schedule) : before.schedule;
  const isNewTime = !sameSchedule(before.schedule, schedule);
  const attendees = change.attendees
    ? toAttendees(org, change.attendees, before.attendees)
    : before.attendees;
  const removed = before.attendees.filter((old) => !attendees.some((each) => each.email === old.email));
  const raisedByRemoval = removed.length > 0 && org.switches.removalRaisesMeetingSequence;
  item.meeting = {
    ...before,
    subject: change.subject ?? before.subject,
    body: change.body ?? before.body,
    location: change.location ?? before.location,
    schedule,
    attendees: isNewTime ? attendees.map(unanswered) : attendees,
    ...versionAfter(org, item, { present: before, isNewTime: isNewTime || raisedByRemoval }),
    exceptions: isNewTime ? new Map() : before.exceptions,
    deletedOccurrences: isNewTime ? new Set() : before.deletedOccurrences,
  };
  item.subject = item.meeting.subject;
  item.body = item.meeting.body;
  item.isMeeting = item.isMeeting || attendees.length > 0;
  mailbox.touch(item);
  if (options.send === 'none') return;
  tellAttendees(org, mailbox, { item, before, removed, isNewTime, options });
}

function tellAttendees(
  org: Organization,
  mailbox: Mailbox,
  args: {
    readonly item: CalendarItem;
    readonly before: Meeting;
    readonly removed: readonly Attendee[];
    readonly isNewTime: boolean;
    readonly options: SendOptions;
  },
): void {
  const { item, before, removed, isNewTime, options } = args;
  const known = new Set(before.attendees.map((each) => each.email));
  const stayed = item.meeting.attendees.filter((each) => known.has(each.email));
  const added = item.meeting.attendees.filter((each) => !known.has(each.email));
  if (removed.length > 0) {
    sendCancellations(org, mailbox, {
      ...recipients(item, removed, options),
      meeting: {
        ...before,
        sequence: highestSequence(before) + 1,
        ownerCriticalChange: item.meeting.ownerCriticalChange,
      },
      isRemoval: true,
    });
  }
  if (options.send === 'all' && stayed.length > 0) {
    if (isNewTime && before.schedule.recurrence) {
      sendCancellations(org, mailbox, {
        ...recipients(item, stayed, options),
        meeting: before,
        isRemoval: false,
        onlyExceptions: true,
      });
    }
    sendSeries(org, mailbox, {
      ...recipients(item, stayed, options),
      requestType: isNewTime ? 'FullUpdate' : 'InformationalUpdate',
    });
  }
  invite(org, mailbox, { item, to: added, options });
}

/** Cancels a meeting with everything it has, and puts it into Deleted Items. */
export function cancelMeeting(
  org: Organization,
  mailbox: Mailbox,
  args: { readonly item: CalendarItem; readonly options: SendOptions; readonly body?: string | undefined },
): void {
  const { item, options } = args;
  admitSending(org, mailbox, options);
  const before = item.meeting;
  item.meeting = {
    ...before,
    isCancelled: true,
    sequence: highestSequence(before) + 1,
    ownerCriticalChange: nextStamp(org, before),
  };
  if (options.send !== 'none' && before.attendees.length > 0) {
    sendCancellations(org, mailbox, {
      ...recipients(item, before.attendees, options),
      meeting: item.meeting,
      isRemoval: false,
      body: args.body,
    });
  }
  mailbox.move(item, mailbox.folder('deleteditems'));
}

/** Who gets what about an item, in the form that the senders take. */
function recipients(item: CalendarItem, to: readonly Attendee[], options: SendOptions): Recipients {
  return { meeting: item.meeting, to, saveCopy: options.saveCopy ?? true, sender: options.sender };
}

/** Attendees from what a caller wrote; those who were invited keep their answer. */
export function toAttendees(
  org: Organization,
  invitees: readonly Invitee[],
  present: readonly Attendee[],
): Attendee[] {
  return invitees.map((each) => {
    const email = each.email.toLowerCase();
    const known = present.find((attendee) => attendee.email === email);
    return {
      email,
      name: each.name ?? known?.name ?? org.nameOf(email).name,
      role: each.role ?? known?.role ?? 'required',
      response: known?.response ?? 'Unknown',
      respondedAt: known?.respondedAt,
    };
  });
}

/** The highest sequence of a series and its exceptions. */
export function highestSequence(meeting: Meeting): number {
  let highest = meeting.sequence;
  for (const exception of meeting.exceptions.values()) highest = Math.max(highest, exception.sequence);
  return highest;
}

/**
 * A stamp later than all stamps of the meeting by a second at least, so that the order of writes shows
 * where times are cut to seconds; also while the clock stands.
 */
export function nextStamp(org: Organization, meeting: Meeting): number {
  let latest = meeting.ownerCriticalChange;
  for (const each of meeting.exceptions.values()) latest = Math.max(latest, each.ownerCriticalChange);
  return Math.max(org.clock.now(), latest + 1_000);
}

/** The version that a write makes. What attendees write into their own copy is no new version of the meeting. */
export function versionAfter(
  org: Organization,
  { isOrganizer, meeting }: CalendarItem,
  write: { readonly present: Pick<Meeting, 'sequence' | 'ownerCriticalChange'>; readonly isNewTime: boolean },
): Pick<Meeting, 'sequence' | 'ownerCriticalChange'> {
  const { sequence, ownerCriticalChange } = write.present;
  if (!isOrganizer) return { sequence, ownerCriticalChange };
  return {
    sequence: write.isNewTime ? highestSequence(meeting) + 1 : sequence,
    ownerCriticalChange: nextStamp(org, meeting),
  };
}

function unanswered(attendee: Attendee): Attendee {
  return { ...attendee, response: 'Unknown', respondedAt: undefined };
}

function sameSchedule(a: Schedule, b: Schedule): boolean {
  return (
    a.start === b.start &&
    a.end === b.end &&
    a.allDay === b.allDay &&
    a.timeZone === b.timeZone &&
    JSON.stringify(a.recurrence) === JSON.stringify(b.recurrence)
  );
}
