// What is sent through the simulated Exchange, and what is in its calendar.

import { rewriteIds } from './draft.js';
import { checkBeforeSending, startFunctions } from './events.js';
import { closeForm, newMeeting, showCalendar } from './form.js';
import {
  at,
  dateLanguage,
  exchange,
  guest,
  HOUR,
  isInvitee,
  mailbox,
  now,
  owner,
  tellAround,
  world,
} from './page.js';
import { showWeek } from './week.js';

/** @typedef {import('./draft.js').Draft} Draft */

/** Data of add-ins in what was sent. @type {Map<string, Record<string, unknown>>} */
const properties = new Map();

/** Answers as Office.js names them. @type {Record<string, string>} */
const responses = { Accept: 'accepted', Tentative: 'tentative', Decline: 'declined' };

/** @param {Draft} meeting */
function scheduleOf({ start, end, daily }) {
  const times = { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
  if (daily === 0) return times;
  const range = { type: 'numbered', count: daily };
  return { ...times, recurrence: { pattern: { type: 'daily', interval: 1 }, range } };
}

/** Whoever works in another's calendar sends on their behalf. */
const onBehalf = owner === mailbox ? {} : { sender: mailbox };

export async function send() {
  const { draft, faults } = world;
  if (draft === null || !(await checkBeforeSending())) return;
  const unresolved = draft.invitees.find(({ resolved }) => !resolved);
  if (unresolved) {
    at('sent').textContent = `${unresolved.name} could not be resolved. The invitation was not sent.`;
    return;
  }
  const body = draft.picturesAreBroken ? draft.html.replace(/src="cid:[^"]*"/gi, 'src="data:,"') : draft.html;
  const meeting = {
    ...onBehalf,
    subject: draft.subject,
    body,
    location: draft.location,
    schedule: scheduleOf(draft),
    attendees: draft.invitees.map(({ email, name }) => ({ email, name })),
  };
  const { cleanId } = draft;
  closeForm();
  if (guest !== null) showCalendar();
  await new Promise((resolve) => setTimeout(resolve, faults.ms('send-late')));
  const path = cleanId === null ? '/meetings' : `/meetings/${owner}/${cleanId}/update`;
  const whole = cleanId === null ? { organizer: owner, ...meeting } : meeting;
  const sent = await exchange(path, whole).catch((/** @type {Error} */ { message }) => tellUnsent(message));
  if (sent === null) return;
  properties.set(sent.meeting.cleanId, draft.properties);
  at('sent').textContent = cleanId === null ? 'Invitation sent.' : 'Update sent.';
  at('sent').dataset.cleanId = sent.meeting.cleanId;
  tellAround('sent', sent.meeting.cleanId);
  await listMeetings();
  if (guest !== null) at('new').focus();
}

/** What comes back to whoever has no right to send for somebody. @param {string} why */
function tellUnsent(why) {
  if (!why.includes('send on behalf')) throw new Error(why);
  at('sent').textContent = `You may not send for ${world.owner.name}. The invitation was not sent.`;
  delete at('sent').dataset.cleanId;
  return null;
}

export async function cancel() {
  const cleanId = world.draft?.cleanId;
  if (!cleanId) return;
  showCalendar();
  await exchange(`/meetings/${owner}/${cleanId}/cancel`, {});
  at('sent').textContent = 'Cancellation sent.';
  tellAround('sent', cleanId);
  await listMeetings();
  at('new').focus();
}

/** A meeting of the calendar as the form shows it: ids are rewritten, and what only the session knew is lost. @param {string} cleanId */
async function fieldsOf(cleanId) {
  const { meeting, body } = await exchange(`/meetings/${owner}/${cleanId}`);
  return {
    subject: meeting.subject,
    start: Date.parse(meeting.schedule.start),
    end: Date.parse(meeting.schedule.end),
    daily: meeting.schedule.recurrence?.range.count ?? 0,
    invitees: meeting.attendees.map(
      (/** @type {{ name: string, email: string, response: string }} */ each) => ({
        name: each.name,
        email: each.email,
        resolved: true,
        response: responses[each.response] ?? 'none',
      }),
    ),
    places: meeting.location === '' ? [] : [{ kind: /** @type {const} */ ('text'), text: meeting.location }],
    properties: { ...properties.get(cleanId) },
    html: rewriteIds(body),
  };
}

/** @param {string} cleanId */
export async function openMeeting(cleanId) {
  newMeeting({ ...(await fieldsOf(cleanId)), cleanId });
  if (guest === null) return;
  at('subject').focus();
  at('subject').setSelectionRange(0, 0);
}

/** As copying an appointment does, to another day unless told otherwise. @param {string} cleanId @param {number} [hours] */
export async function copyMeeting(cleanId, hours = 24) {
  const fields = await fieldsOf(cleanId);
  // Nobody has answered the copy.
  const invitees = fields.invitees.map((/** @type {object} */ each) => ({ ...each, response: 'none' }));
  newMeeting({ ...fields, invitees, start: fields.start + hours * HOUR, end: fields.end + hours * HOUR });
}

/** As "reply with meeting" does: what was written before stands below, quoted. @param {string} cleanId */
export async function replyWithMeeting(cleanId) {
  const { subject, html } = await fieldsOf(cleanId);
  newMeeting({ subject: `Re: ${subject}`, html: `<p><br></p><blockquote>${html}</blockquote>` });
}

export async function listMeetings() {
  const items = isInvitee ? await invitations() : await exchange(`/mailboxes/${owner}/folders/calendar`);
  if (guest !== null) {
    const where = { title: at('week-title'), days: at('week-days') };
    const open = isInvitee
      ? (/** @type {string} */ cleanId) =>
          showInvitation(items.find((/** @type {any} */ each) => each.meeting.cleanId === cleanId))
      : openMeeting;
    showWeek(where, {
      items,
      now: now(),
      language: dateLanguage,
      open,
      add: isInvitee ? () => undefined : newAt,
    });
  }
  at('meetings').replaceChildren(...items.map(entryOf));
}

/** The newest invitation of each meeting that was not cancelled. @returns {Promise<any[]>} */
async function invitations() {
  const newest = new Map();
  for (const item of await exchange(`/mailboxes/${owner}/folders/inbox`)) {
    if (item.kind === 'meeting-request') newest.set(item.meeting.cleanId, item);
    else if (item.kind === 'meeting-cancellation') newest.delete(item.meeting.cleanId);
  }
  return [...newest.values()];
}

/** @param {any} item */
function showInvitation({ subject, body, meeting }) {
  newMeeting({
    subject,
    cleanId: meeting.cleanId,
    start: Date.parse(meeting.schedule.start),
    end: Date.parse(meeting.schedule.end),
    places: meeting.location ? [{ kind: 'text', text: meeting.location }] : [],
    html: body,
  });
  at('body').contentEditable = 'false';
  for (const field of ['subject', 'start', 'start-time', 'end', 'end-time', 'repeat', 'location', 'person']) {
    at(field).disabled = true;
  }
}

/** @param {any} item */
function entryOf({ subject, meeting }) {
  const entry = document.createElement('li');
  const open = document.createElement('button');
  open.type = 'button';
  open.textContent = subject || '(no subject)';
  const time = document.createElement('span');
  time.textContent = new Date(meeting.schedule.start).toUTCString().slice(5, 22);
  open.append(time);
  open.addEventListener('click', () => openMeeting(meeting.cleanId));
  entry.append(open);
  return entry;
}

/** The clock may have been moved, and meetings changed. */
export async function look() {
  world.offsetMs = Date.parse((await exchange('/state')).now) - Date.now();
  await listMeetings();
}

/** A new meeting with what an organizer would have typed. @param {number} [start] */
export async function newAt(start) {
  if (guest === null) {
    newMeeting();
  } else {
    const people = await exchange('/mailboxes');
    const invitees = guest.split(',').map((email) => ({
      name: people.find((/** @type {{ email: string }} */ each) => each.email === email)?.name ?? email,
      email,
      resolved: true,
    }));
    newMeeting({
      subject: 'Quarterly plan',
      invitees,
      ...(start === undefined ? {} : { start, end: start + HOUR / 2 }),
    });
    // What is typed takes the place of the title that stands there for a start.
    at('subject').select();
  }
  await startFunctions();
}
