import { formatInstant, instant, parseInstant } from '@vmrkit/core';
import type { MeetingName, SandboxClient, SandboxItem } from '@vmrkit/sandbox';
import type { MailboxWorld, WorldAnswer, WorldChange, WorldInvitation, WorldMeeting } from '@vmrkit/testing';

const WEEK_MS = 7 * 86_400_000;

/** The organizers' side of a world. */
export type OrganizerActs = Pick<
  MailboxWorld,
  | 'invite'
  | 'update'
  | 'cancel'
  | 'uninvite'
  | 'sendMail'
  | 'poison'
  | 'spoilBody'
  | 'answers'
  | 'organizerView'
>;

/** What organizers of a sandbox do to the equipment mailbox `room`, and get from it, by the admin API alone. */
export function organizerActs(admin: SandboxClient, room: string): OrganizerActs {
  const entered = new Map<string, WorldInvitation>();
  const nameOf = (meeting: WorldMeeting): MeetingName => ({
    organizer: meeting.organizer.email,
    cleanId: meeting.id,
  });
  const about = async (email: string, meeting: WorldMeeting): Promise<readonly SandboxItem[]> => {
    const items = await admin.folder(email, 'inbox');
    return items.filter((item) => item.meeting?.cleanId === meeting.id);
  };
  const newestOf = async (meeting: WorldMeeting): Promise<string> => {
    const newest = (await about(room, meeting)).at(-1);
    if (!newest) throw new Error('No message to be poisoned.');
    return newest.id;
  };
  return {
    invite: async (invitation) => {
      const made = await admin.invite({
        organizer: invitation.organizer.email,
        subject: invitation.subject,
        body: invitation.html,
        location: invitation.location ?? '',
        ...(invitation.sentBy === undefined ? {} : { sender: invitation.sentBy.email }),
        schedule: scheduleOf(invitation),
        attendees: [{ email: room, role: 'resource' }, 'bob@corp.example'],
      });
      const meeting = { id: made.meeting.cleanId, organizer: invitation.organizer };
      entered.set(meeting.id, invitation);
      return meeting;
    },
    update: async (meeting, change, instance) => {
      if (instance === undefined) {
        const invitation = entered.get(meeting.id);
        if (!invitation) throw new Error('No such meeting.');
        const next = { ...invitation, ...change.time };
        entered.set(meeting.id, next);
        const schedule = change.time ? { schedule: scheduleOf(next) } : {};
        await admin.update(nameOf(meeting), { ...textsOf(change), ...schedule });
        return;
      }
      const time = change.time
        ? { start: formatInstant(change.time.start), end: formatInstant(change.time.end) }
        : {};
      await admin.updateOccurrence(nameOf(meeting), {
        originalStart: formatInstant(instance),
        ...textsOf(change),
        ...time,
      });
    },
    cancel: async (meeting, instance) => {
      if (instance === undefined) await admin.cancel(nameOf(meeting));
      else await admin.cancelOccurrence(nameOf(meeting), { originalStart: formatInstant(instance) });
    },
    uninvite: async (meeting) => {
      await admin.update(nameOf(meeting), { attendees: ['bob@corp.example'] });
    },
    sendMail: async ({ from, subject, html }) => {
      await admin.mail({ from: from.email, to: [room], subject, body: html });
    },
    poison: async (meeting) => {
      await admin.poison(room, await newestOf(meeting));
    },
    spoilBody: async (meeting) => {
      await admin.poison(room, await newestOf(meeting), 'ErrorContentConversionFailed');
    },
    answers: async (meeting) => {
      const items = await about(meeting.organizer.email, meeting);
      return items.flatMap((item): readonly WorldAnswer[] => {
        if (item.kind !== 'meeting-response') return [];
        return [{ verdict: item.responseType === 'Accept' ? 'accept' : 'decline', text: item.body }];
      });
    },
    organizerView: async (meeting) => {
      const found = await admin.meeting(nameOf(meeting));
      const { start, end } = found.meeting.schedule;
      return { html: found.body, time: { start: parseInstant(start), end: parseInstant(end) } };
    },
  };
}

function textsOf(change: WorldChange) {
  return {
    ...(change.subject === undefined ? {} : { subject: change.subject }),
    ...(change.html === undefined ? {} : { body: change.html }),
  };
}

function scheduleOf({ start, end, zone, repeat }: WorldInvitation) {
  const range =
    repeat?.count == null ? { type: 'noEnd' as const } : { type: 'numbered' as const, count: repeat.count };
  return {
    start: formatInstant(start),
    end: formatInstant(end),
    timeZone: zone ?? 'UTC',
    ...(repeat
      ? { recurrence: { pattern: { type: 'daily' as const, interval: repeat.everyDays }, range } }
      : {}),
  };
}

/** Alice invites a mailbox to a meeting of its own. */
export async function inviteFromAlice(admin: SandboxClient, email: string): Promise<void> {
  const start = Date.now() + WEEK_MS;
  await admin.invite({
    organizer: 'alice@corp.example',
    subject: email,
    body: '<p>Join us</p>',
    schedule: {
      start: formatInstant(instant(start)),
      end: formatInstant(instant(start + WEEK_MS / 168)),
      timeZone: 'UTC',
    },
    attendees: [{ email, role: 'resource' }],
  });
}
