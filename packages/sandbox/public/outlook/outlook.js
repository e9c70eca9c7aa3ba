// A form for an appointment that hosts an add-in's pane in a frame, as Outlook does. What is sent really goes through the
// simulated Exchange. Settings stand in the address: mailbox, pane, audience, set, account, theme, language, faults; and
// calendar, which shows the week where no meeting is open and names whom a new one invites.
import { carryOut, OfficeFault, readFaults } from './calls.js';
import { Dialog } from './dialog.js';
import { Draft, rewriteIds } from './draft.js';
import { showWeek } from './week.js';

const CHANNEL = 'outlook-stand-in';
const HOUR = 3_600_000;
const settings = new URLSearchParams(location.search);
/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);
const form = { subject: at('subject'), start: at('start'), end: at('end'), body: at('body'), who: at('who') };
const mailbox = settings.get('mailbox') ?? '';
const paneUrl = settings.get('pane') ?? '';
/** Null: a form alone. */
const guest = settings.get('calendar');
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const isDark = () =>
  settings.get('theme') === 'dark' || (settings.get('theme') === 'system' && systemIsDark.matches);
/** How far the simulation's clock is ahead of this machine's. */
let offsetMs = 0;
const now = () => Date.now() + offsetMs;
let faults = readFaults(settings.get('faults') ?? '');
let me = { email: mailbox, name: mailbox };
let drafts = 0;
/** @type {Draft | null} */
let draft = null;
/** What the pane asked, for tests. @type {string[]} */
const asked = [];

const paint = () => {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
};
systemIsDark.addEventListener('change', paint);
paint();

/** Tells the page around this one what happens here. @param {'opened' | 'closed' | 'sent'} kind @param {string | null} cleanId */
function tellAround(kind, cleanId) {
  if (window.parent !== window) window.parent.postMessage({ channel: 'outlook-page', kind, cleanId }, '*');
}

/** @param {string} path @param {object} [body] */
async function exchange(path, body) {
  const response = await fetch(`/admin${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = text === '' ? null : JSON.parse(text);
  if (!response.ok) throw new Error(json?.detail ?? `status ${response.status}`);
  return json;
}

/** A time as the field for it shows it, in UTC. @param {number} ms */
const toField = (ms) => new Date(ms).toISOString().slice(0, 16);
/** @param {string} text */
const fromField = (text) => Date.parse(`${text}:00Z`);

/** Outlook's account type and colours. */
function hostContext() {
  const dark = isDark();
  const theme = {
    bodyBackgroundColor: dark ? '#1f1f1f' : '#ffffff',
    bodyForegroundColor: dark ? '#ffffff' : '#242424',
    controlBackgroundColor: dark ? '#292929' : '#ffffff',
    controlForegroundColor: dark ? '#ffffff' : '#242424',
  };
  return {
    set: settings.get('set') ?? '1.16',
    language: settings.get('language') ?? 'en-US',
    theme: faults.has('no-theme') ? {} : theme,
    account: { ...me, type: settings.get('account') ?? 'enterprise' },
    item: draft?.number ?? null,
    hasMailbox: !faults.has('no-mailbox'),
  };
}

/** @param {object} message */
function tellPane(message) {
  at('pane').contentWindow?.postMessage({ channel: CHANNEL, ...message }, '*');
}

const dialog = new Dialog((type, event) => tellPane({ kind: 'dialog', type, event }));

window.addEventListener('message', async ({ data, source }) => {
  if (data?.channel === CHANNEL && data.name === 'messageParent') dialog.hear(source, data.text, faults);
  if (data?.channel === 'outlook-page' && source === window.parent && data.kind === 'look') await look();
  if (data?.channel !== CHANNEL || source !== at('pane').contentWindow) return;
  const { id, name, args, item } = data;
  if (name === 'hello') {
    if (!faults.has('never-ready')) tellPane({ kind: 'context', context: hostContext() });
    return;
  }
  asked.push(name);
  if (faults.of('gone-before') === name) closeForm();
  if (faults.of('switch-before') === name) newMeeting();
  if (faults.of('never') === name) return;
  if (name === 'displayDialogAsync' || name === 'dialog.close') {
    tellPane({ kind: 'result', id, result: callDialog(name, args) });
    return;
  }
  const result = await answer(name, args, item);
  const isDate = result.value instanceof Date;
  const reply = {
    kind: 'result',
    id,
    isDate,
    result: isDate ? { ...result, value: +(/** @type {Date} */ (result.value)) } : result,
  };
  if (faults.of('twice') === name) tellPane({ ...reply, again: true });
  tellPane(reply);
});

/** @param {string} name @param {any[]} args */
function callDialog(name, [url, isInClick]) {
  try {
    if (name === 'dialog.close') dialog.close();
    else dialog.open(url, isInClick, faults);
    return { status: 'succeeded', value: undefined };
  } catch (error) {
    const { code = 5001, name: title = 'Error', message = '' } = /** @type {OfficeFault} */ (error);
    return { status: 'failed', value: undefined, error: { code, name: title, message } };
  }
}

/** @param {string} name @param {unknown[]} args @param {number | null} item */
async function answer(name, args, item) {
  // Nothing in Outlook answers at once.
  await new Promise((resolve) => setTimeout(resolve, 5));
  try {
    if (faults.of('fail') === name) throw new OfficeFault(5001, 'InternalServerError');
    // A call for an item that the form no longer shows goes to the one that it shows.
    if (draft === null || item === null) throw new OfficeFault(9030, 'ItemNotFound');
    const around = { faults, me, changed: showDraft, token: identityToken };
    return { status: 'succeeded', value: await carryOut(name, args, draft, around) };
  } catch (error) {
    const { code = 5001, name: title = 'Error', message = '' } = /** @type {OfficeFault} */ (error);
    return { status: 'failed', value: undefined, error: { code, name: title, message } };
  }
}

async function identityToken() {
  const audience = settings.get('audience') ?? paneUrl.split('?')[0];
  const person = faults.of('token-of') ?? mailbox;
  return (await exchange('/tokens', { mailbox: person, audience })).token;
}

/** @param {Partial<Draft> & { html?: string }} [from] */
function newMeeting(from = {}) {
  drafts += 1;
  const next = Math.ceil((now() + HOUR) / HOUR) * HOUR;
  const { html = startHtml(), ...fields } = from;
  draft = Object.assign(new Draft(form.body, drafts), { start: next, end: next + HOUR / 2 }, fields);
  draft.write(html);
  at('form').hidden = false;
  at('week').hidden = true;
  at('new').hidden = guest !== null;
  at('cancel').hidden = guest === null || draft.cleanId === null;
  at('sent').textContent = '';
  showDraft();
  tellPane({ kind: 'item', item: draft.number });
  tellAround('opened', draft.cleanId);
}

function startHtml() {
  return faults.has('online-by-default')
    ? '<p><br></p><p><a href="https://teams.microsoft.com/l/meetup-join/19%3ameeting">Click here to join the meeting</a></p>'
    : '<p><br></p>';
}

function closeForm() {
  draft = null;
  at('form').hidden = true;
  tellPane({ kind: 'item', item: null });
}

/** Back to the week; a pane goes with the form that it belongs to. */
function showCalendar() {
  if (draft !== null) closeForm();
  closePane();
  at('new').hidden = false;
  at('week').hidden = false;
}

function closePane() {
  dialog.close();
  at('side').hidden = true;
  at('pane').src = 'about:blank';
}

function showDraft() {
  if (draft === null) return;
  if (form.subject.value !== draft.subject) form.subject.value = draft.subject;
  form.start.value = toField(draft.start);
  form.end.value = toField(draft.end);
  at('location').value = draft.location;
  at('repeat').value = String(draft.daily);
  form.who.replaceChildren(
    ...draft.invitees.map((each) => {
      const chip = document.createElement('li');
      chip.textContent = each.name;
      chip.title = each.email;
      chip.dataset.resolved = String(each.resolved);
      const remove = document.createElement('button');
      remove.type = 'button';
      remove.textContent = '×';
      remove.setAttribute('aria-label', `Remove ${each.name}`);
      remove.addEventListener('click', () => {
        if (draft !== null) draft.invitees = draft.invitees.filter((other) => other !== each);
        showDraft();
      });
      chip.append(remove);
      return chip;
    }),
  );
}

function readForm() {
  if (draft === null) return;
  draft.subject = form.subject.value;
  const [start, end] = [fromField(form.start.value), fromField(form.end.value)];
  if (Number.isNaN(start) || Number.isNaN(end)) return;
  // The end goes along with the start.
  draft.end = start === draft.start ? end : end + start - draft.start;
  draft.start = start;
  if (fromField(form.end.value) !== draft.end) form.end.value = toField(draft.end);
}

/** @param {Draft} meeting */
function scheduleOf({ start, end, daily }) {
  const times = { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
  if (daily === 0) return times;
  const range = { type: 'numbered', count: daily };
  return { ...times, recurrence: { pattern: { type: 'daily', interval: 1 }, range } };
}

async function send() {
  if (draft === null) return;
  readForm();
  const unresolved = draft.invitees.find(({ resolved }) => !resolved);
  if (unresolved) {
    at('sent').textContent = `${unresolved.name} could not be resolved. The invitation was not sent.`;
    return;
  }
  const body = draft.picturesAreBroken ? draft.html.replace(/src="cid:[^"]*"/gi, 'src="data:,"') : draft.html;
  const meeting = {
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
  const path = cleanId === null ? '/meetings' : `/meetings/${mailbox}/${cleanId}/update`;
  const sent = await exchange(path, cleanId === null ? { organizer: mailbox, ...meeting } : meeting);
  at('sent').textContent = cleanId === null ? 'Invitation sent.' : 'Update sent.';
  at('sent').dataset.cleanId = sent.meeting.cleanId;
  tellAround('sent', sent.meeting.cleanId);
  await listMeetings();
  if (guest !== null) at('new').focus();
}

async function cancel() {
  const cleanId = draft?.cleanId;
  if (!cleanId) return;
  showCalendar();
  await exchange(`/meetings/${mailbox}/${cleanId}/cancel`, {});
  at('sent').textContent = 'Cancellation sent.';
  tellAround('sent', cleanId);
  await listMeetings();
  at('new').focus();
}

async function findMeeting(/** @type {string} */ cleanId) {
  return exchange(`/meetings/${mailbox}/${cleanId}`);
}

/** A meeting of the calendar as the form shows it: ids are rewritten, and what only the session knew is lost. */
async function fieldsOf(/** @type {string} */ cleanId) {
  const { meeting, body } = await findMeeting(cleanId);
  return {
    subject: meeting.subject,
    start: Date.parse(meeting.schedule.start),
    end: Date.parse(meeting.schedule.end),
    daily: meeting.schedule.recurrence?.range.count ?? 0,
    invitees: meeting.attendees.map((/** @type {{ name: string, email: string }} */ { name, email }) => ({
      name,
      email,
      resolved: true,
    })),
    places: meeting.location === '' ? [] : [{ kind: /** @type {const} */ ('text'), text: meeting.location }],
    html: rewriteIds(body),
  };
}

async function openMeeting(/** @type {string} */ cleanId) {
  newMeeting({ ...(await fieldsOf(cleanId)), cleanId });
}

/** As copying an appointment to another day does. */
async function copyMeeting(/** @type {string} */ cleanId) {
  const fields = await fieldsOf(cleanId);
  newMeeting({ ...fields, start: fields.start + 24 * HOUR, end: fields.end + 24 * HOUR });
}

/** As "reply with meeting" does: what was written before stands below, quoted. */
async function replyWithMeeting(/** @type {string} */ cleanId) {
  const { subject, html } = await fieldsOf(cleanId);
  newMeeting({ subject: `Re: ${subject}`, html: `<p><br></p><blockquote>${html}</blockquote>` });
}

async function listMeetings() {
  const items = await exchange(`/mailboxes/${mailbox}/folders/calendar`);
  if (guest !== null)
    showWeek(
      { title: at('week-title'), days: at('week-days') },
      { items, now: now(), open: openMeeting, add: newAt },
    );
  at('meetings').replaceChildren(
    ...items.map((/** @type {any} */ { subject, meeting }) => {
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
    }),
  );
}

/** The clock may have been moved, and meetings changed. */
async function look() {
  offsetMs = Date.parse((await exchange('/state')).now) - Date.now();
  await listMeetings();
}

/** A new meeting with what an organizer would have typed. @param {number} [start] */
function newAt(start) {
  if (guest === null) {
    newMeeting();
    return;
  }
  const other = people.find((/** @type {{ email: string }} */ each) => each.email === guest);
  newMeeting({
    subject: 'Quarterly plan',
    invitees: [{ name: other?.name ?? guest, email: guest, resolved: true }],
    ...(start === undefined ? {} : { start, end: start + HOUR / 2 }),
  });
  form.subject.focus();
}

function openPane() {
  at('side').hidden = false;
  at('pane').src = paneUrl;
  at('side').scrollIntoView({ block: 'nearest' });
}

at('add-in').addEventListener('click', openPane);
at('close-pane').addEventListener('click', () => {
  closePane();
  at('add-in').focus();
});
at('new').addEventListener('click', () => newAt());
at('cancel').addEventListener('click', cancel);
at('back').addEventListener('click', () => {
  showCalendar();
  tellAround('closed', null);
  at('new').focus();
});
at('repeat').addEventListener('change', () => {
  if (draft !== null) draft.daily = Number(at('repeat').value);
});
at('send').addEventListener('click', send);
for (const field of [form.subject, form.start, form.end]) field.addEventListener('input', readForm);
form.body.addEventListener('input', () => draft?.remember());
at('location').addEventListener('change', () => {
  const text = at('location').value;
  if (draft !== null) draft.places = text === '' ? [] : [{ kind: 'text', text }];
});
at('invite').addEventListener('submit', (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  const email = at('person').value.trim();
  if (draft !== null && email !== '') draft.invitees.push({ name: email, email, resolved: true });
  at('person').value = '';
  showDraft();
});

const people = await exchange('/mailboxes');
const own = people.find((/** @type {{ email: string }} */ each) => each.email === mailbox);
me = { email: mailbox, name: own?.name ?? mailbox };
at('me').textContent = me.name;
for (const id of ['repeats', 'back']) at(id).hidden = guest === null;
at('list').hidden = guest !== null;
document.documentElement.toggleAttribute('data-calendar', guest !== null);
await look();
if (guest === null) newMeeting();
else showCalendar();

/** For tests and for pages that play more of Outlook. */
Object.assign(window, {
  outlook: {
    asked,
    newMeeting,
    openMeeting,
    copyMeeting,
    replyWithMeeting,
    openPane,
    closeForm,
    send,
    setFaults: (/** @type {string} */ text) => {
      faults = readFaults(text);
    },
    /** @param {Partial<Draft> & { html?: string }} fields */
    fill({ html, ...fields }) {
      if (draft === null) return;
      Object.assign(draft, fields);
      if (html !== undefined) draft.write(html);
      showDraft();
    },
    state: () =>
      draft && {
        html: draft.html,
        invitees: draft.invitees,
        places: draft.places,
        start: draft.start,
        subject: draft.subject,
      },
  },
});
document.documentElement.dataset.ready = 'true';
