// The appointment in the form: what is seen of it, and what a person types.
import { showDates } from './dates.js';
import { Draft } from './draft.js';
import { tellPane } from './host.js';
import { at, guest, HOUR, now, tellAround, world } from './page.js';
import { closePane } from './panes.js';

const form = { subject: at('subject'), body: at('body'), who: at('who') };

/** @param {Partial<Draft> & { html?: string }} [from] */
export function newMeeting(from = {}) {
  world.drafts += 1;
  const next = Math.ceil((now() + HOUR) / HOUR) * HOUR;
  const { html = startHtml(), ...fields } = from;
  const draft = Object.assign(
    new Draft(form.body, world.drafts),
    { start: next, end: next + HOUR / 2 },
    fields,
  );
  world.draft = draft;
  draft.write(html);
  at('form').hidden = false;
  at('week').hidden = true;
  at('new').hidden = guest !== null;
  at('cancel').hidden = guest === null || draft.cleanId === null;
  at('sent').textContent = '';
  at('notice').hidden = true;
  at('phone-room').setAttribute('aria-checked', 'false');
  showDraft();
  tellPane({ kind: 'item', item: draft.number });
  tellAround('opened', draft.cleanId);
}

function startHtml() {
  return world.faults.has('online-by-default')
    ? '<p><br></p><p><a href="https://teams.microsoft.com/l/meetup-join/19%3ameeting">Click here to join the meeting</a></p>'
    : '<p><br></p>';
}

export function closeForm() {
  world.draft = null;
  at('form').hidden = true;
  tellPane({ kind: 'item', item: null });
}

/** Back to the week; a pane goes with the form that it belongs to. */
export function showCalendar() {
  if (world.draft !== null) closeForm();
  closePane();
  at('new').hidden = false;
  at('week').hidden = false;
}

export function showDraft() {
  const { draft } = world;
  if (draft === null) return;
  if (form.subject.value !== draft.subject) form.subject.value = draft.subject;
  showDates('start', draft.start);
  showDates('end', draft.end);
  at('location').value = draft.location;
  at('repeat').value = String(draft.daily);
  form.who.replaceChildren(...draft.invitees.map((each) => chipOf(draft, each)));
}

/** @param {Draft} draft @param {import('./draft.js').Invitee} person */
function chipOf(draft, person) {
  const chip = document.createElement('li');
  chip.textContent = person.name;
  chip.title = person.email;
  chip.dataset.resolved = String(person.resolved);
  const remove = document.createElement('button');
  remove.type = 'button';
  remove.textContent = '×';
  remove.setAttribute('aria-label', `Remove ${person.name}`);
  remove.addEventListener('click', () => {
    draft.invitees = draft.invitees.filter((other) => other !== person);
    showDraft();
  });
  chip.append(remove);
  return chip;
}

/** The end goes along with the start. @param {'start' | 'end'} which @param {number} time */
export function changeTime(which, time) {
  const { draft } = world;
  if (draft === null) return;
  if (which === 'start') draft.end += time - draft.start;
  draft[which] = time;
  showDraft();
}

/** A line above the form that an add-in asked for, with what its button opens. @param {{ message: string, button: string }} notice @param {() => void} act */
export function showNotice({ message, button }, act) {
  at('notice').hidden = false;
  at('notice-text').textContent = message;
  at('notice-button').hidden = button === '';
  at('notice-button').textContent = button;
  at('notice-button').onclick = act;
}

form.subject.addEventListener('input', () => {
  if (world.draft !== null) world.draft.subject = form.subject.value;
});
form.body.addEventListener('input', () => world.draft?.remember());
at('repeat').addEventListener('change', () => {
  if (world.draft !== null) world.draft.daily = Number(at('repeat').value);
});
at('location').addEventListener('change', () => {
  const text = at('location').value;
  if (world.draft !== null) world.draft.places = text === '' ? [] : [{ kind: 'text', text }];
});
at('invite').addEventListener('submit', (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  const email = at('person').value.trim();
  if (world.draft !== null && email !== '') world.draft.invitees.push({ name: email, email, resolved: true });
  at('person').value = '';
  showDraft();
});
