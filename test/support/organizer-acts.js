import { formatInstant, instant, parseInstant } from '@vmrkit/core';

const WEEK_MS = 7 * 86_400_000;
/** What organizers of a sandbox do to the equipment mailbox `room`, and get from it, by the admin API alone. */
export function organizerActs(admin, room) {
  const entered = new Map();
  const nameOf = (meeting) => ({
    organizer: meeting.organizer.email,
    cleanId: meeting.id,
  });
  const about = async (email, meeting) => {
    const items = await admin.folder(email, 'inbox');
    return items.filter((item) => item.meeting?.cleanId === meeting.id);
  };
  const newestOf = async (meeting) => {
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
      return items.flatMap((item) => {
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
function textsOf(change) {
  return {
    ...(change.subject === undefined ? {} : { subject: change.subject }),
    ...(change.html === undefined ? {} : { body: change.html }),
  };
}
function scheduleOf({ start, end, zone, repeat }) {
  const range = repeat?.count == null ? { type: 'noEnd' } : { type: 'numbered', count: repeat.count };
  return {
    start: formatInstant(start),
    end: formatInstant(end),
    timeZone: zone ?? 'UTC',
    ...(repeat ? { recurrence: { pattern: { type: 'daily', interval: repeat.everyDays }, range } } : {}),
  };
}
/** Alice invites a mailbox to a meeting of its own. */
export async function inviteFromAlice(admin, email) {
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
//# sourceMappingURL=organizer-acts.js.map
