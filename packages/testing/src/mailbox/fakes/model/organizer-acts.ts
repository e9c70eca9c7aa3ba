import type { Instant, Participant } from '@vmrkit/core';
import type { WorldChange } from '../../mailbox-world.ts';
import type { Act, MeetingNotice, OccurrenceChange, OrganizedMeeting } from './organized-meeting.ts';
import { futureDeletions, futureExceptions } from './recurrence.ts';

/** When the organizer acts: the stamp of the version that comes of it. */
export interface ActTime {
  readonly stamp: Instant;
}

// What goes out after each act: [MS-OXOCAL] 3.1.4.7.3.5, 3.1.4.9.1.1, 3.1.4.9.1.2.

/** Sends a mailbox the invitation, or sends it again: of a series also what says how instances differ. */
export function invite(meeting: OrganizedMeeting, mailbox: string, { stamp }: ActTime): Act {
  const others = meeting.invited.filter((each) => each !== mailbox);
  const invitedTo = new Map([...meeting.invitedTo].filter(([, each]) => each !== mailbox));
  const invited = { ...meeting, stamp, invited: [...others, mailbox], invitedTo };
  return { meeting: invited, mail: wholeUpdate(invited, stamp).map((notice) => ({ notice, to: mailbox })) };
}

/** Changes the meeting or the series. New times of a series take its exceptions away. */
export function change(meeting: OrganizedMeeting, what: WorldChange, time: ActTime): Act {
  const moves =
    what.time !== undefined && (what.time.start !== meeting.start || what.time.end !== meeting.end);
  const changed: OrganizedMeeting = {
    ...meeting,
    subject: what.subject ?? meeting.subject,
    html: what.html ?? meeting.html,
    ...(what.time ?? {}),
    stamp: time.stamp,
  };
  if (moves) return reschedule(meeting, changed, time);
  return sent(changed, wholeUpdate(changed, time.stamp));
}

/** Makes a series of the meeting, a single one of a series, or gives a series another pattern. */
export function repeat(meeting: OrganizedMeeting, repeat: OrganizedMeeting['repeat'], time: ActTime): Act {
  return reschedule(meeting, { ...meeting, repeat, stamp: time.stamp }, time);
}

/** The update that `changed` needs, after the cancellations of the exceptions that it takes away. */
function reschedule(meeting: OrganizedMeeting, changed: OrganizedMeeting, { stamp }: ActTime): Act {
  const plain: OrganizedMeeting = {
    ...changed,
    exceptions: new Map(),
    deleted: new Set(),
    sequence: meeting.sequence + 1,
  };
  const dropped = sent(
    plain,
    futureExceptions(meeting, stamp).map((instance) => cancellation(plain, instance)),
  );
  const updated = sent({ ...plain, invitedTo: new Map() }, wholeUpdate(plain, stamp));
  return { meeting: updated.meeting, mail: [...dropped.mail, ...updated.mail] };
}

/** Sends the newest version once more. */
export function resend(meeting: OrganizedMeeting): Act {
  return sent(meeting, wholeUpdate(meeting, meeting.stamp));
}

/** Puts an equipment mailbox on one instance of a series that it is not invited to. */
export function inviteTo(
  meeting: OrganizedMeeting,
  instance: Instant,
  { stamp, mailbox }: ActTime & { readonly mailbox: string },
): Act {
  const invitedTo = new Map(meeting.invitedTo).set(instance, mailbox);
  return changeInstance({ ...meeting, invitedTo }, instance, { stamp, what: {} });
}

/** Changes one instance of a series. */
export function changeInstance(
  meeting: OrganizedMeeting,
  instance: Instant,
  { what, stamp }: ActTime & { readonly what: WorldChange },
): Act {
  const before: OccurrenceChange | undefined = meeting.exceptions.get(instance);
  const after: OccurrenceChange = {
    subject: what.subject ?? before?.subject ?? null,
    // An exception has a body of its own from its first change on.
    html: what.html ?? before?.html ?? meeting.html,
    time: what.time ?? before?.time ?? null,
  };
  const changed: OrganizedMeeting = {
    ...meeting,
    exceptions: new Map(meeting.exceptions).set(instance, after),
    deleted: new Set([...meeting.deleted].filter((start) => start !== instance)),
    sequence: meeting.sequence + Number(what.time !== undefined),
    stamp,
  };
  return sent(changed, [request(changed, instance)]);
}

/** Cancels the meeting or the series; what comes back is no longer in the organizer's calendar. */
export function cancel(meeting: OrganizedMeeting, stamp: Instant): Act {
  const off = { ...meeting, sequence: meeting.sequence + 1, stamp };
  const instances = futureExceptions(meeting, stamp);
  return sent(off, [cancellation(off, null), ...instances.map((instance) => cancellation(off, instance))]);
}

/** Deletes one instance of a series. */
export function cancelInstance(meeting: OrganizedMeeting, instance: Instant, { stamp }: ActTime): Act {
  const exceptions = new Map(meeting.exceptions);
  exceptions.delete(instance);
  const changed: OrganizedMeeting = {
    ...meeting,
    exceptions,
    deleted: new Set([...meeting.deleted, instance]),
    sequence: meeting.sequence + 1,
    stamp,
  };
  return sent(changed, [cancellation(changed, instance)]);
}

/** Takes an equipment mailbox off; its cancellation alone carries a raised sequence ([MS-OXOCAL] 3.1.5.4). */
export function uninvite(meeting: OrganizedMeeting, mailbox: string, { stamp }: ActTime): Act {
  const raised = { ...meeting, sequence: meeting.sequence + 1, stamp };
  const invited = meeting.invited.filter((each) => each !== mailbox);
  const invitedTo = new Map([...meeting.invitedTo].filter(([, each]) => each !== mailbox));
  const alone = [...meeting.invitedTo.keys()].filter((instance) => !invitedTo.has(instance));
  const off = meeting.invited.includes(mailbox) ? [null] : alone;
  const mail = off.map((instance) => ({ notice: cancellation(raised, instance), to: mailbox }));
  return { meeting: { ...meeting, stamp, invited, invitedTo }, mail };
}

/** Gives the meeting another organizer, and sends the update in its name. */
export function handOver(meeting: OrganizedMeeting, to: Participant, time: ActTime): Act {
  return change({ ...meeting, organizer: to }, {}, time);
}

/** A request for the meeting or one instance as it stands. */
export function request(meeting: OrganizedMeeting, instance: Instant | null): MeetingNotice {
  const { sequence, stamp } = meeting;
  return { kind: 'request', meeting, instance, sequence, stamp };
}

function cancellation(meeting: OrganizedMeeting, instance: Instant | null): MeetingNotice {
  const { sequence, stamp } = meeting;
  return { kind: 'cancellation', meeting, instance, sequence, stamp };
}

function wholeUpdate(meeting: OrganizedMeeting, now: Instant): readonly MeetingNotice[] {
  return [
    request(meeting, null),
    ...futureExceptions(meeting, now).map((instance) => request(meeting, instance)),
    ...futureDeletions(meeting, now).map((instance) => cancellation(meeting, instance)),
  ];
}

/** What goes out, to whom it concerns. */
function sent(meeting: OrganizedMeeting, notices: readonly MeetingNotice[]): Act {
  const { invited, invitedTo } = meeting;
  const toAll = invited.flatMap((to) => notices.map((notice) => ({ notice, to })));
  const toSome = notices.flatMap((notice) => {
    const to = notice.instance === null ? undefined : invitedTo.get(notice.instance);
    return to === undefined || invited.includes(to) ? [] : [{ notice, to }];
  });
  return { meeting, mail: [...toAll, ...toSome] };
}
