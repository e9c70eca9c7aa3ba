// A form for an appointment that hosts an add-in's pane in a frame, as Outlook does. What is sent really goes through the
// simulated Exchange. Settings stand in the address: mailbox, pane, audience, set, account, theme, language, faults;
// `calendar`, which shows the week where no meeting is open and names whom a new one invites; `calendar-of`, whose
// calendar it is; `nested`, where tokens for nested app authentication come from; `launch` (`send`, `new`), which events
// the add-in's functions get, `client` (`web`, `mac`, `classic`), `phone`, which shows the form of a phone, `dates`, the
// language of dates where it is another, and `invitee`, who sees invitations and makes no meetings.
import { readFaults } from './calls.js';
import { closeForm, newMeeting, showCalendar, showDraft } from './form.js';
import { cancel, copyMeeting, look, newAt, openMeeting, replyWithMeeting, send } from './meetings.js';
import { at, exchange, guest, isInvitee, isPhone, mailbox, owner, tellAround, world } from './page.js';
import { openPane } from './panes.js';

/** @typedef {import('./draft.js').Draft} Draft */

at('new').addEventListener('click', () => newAt());
at('cancel').addEventListener('click', cancel);
at('back').addEventListener('click', () => {
  showCalendar();
  tellAround('closed', null);
  at('new').focus();
});
at('send').addEventListener('click', send);
window.addEventListener('message', ({ data, source }) => {
  if (data?.channel === 'outlook-page' && source === window.parent && data.kind === 'look') void look();
});

const people = await exchange('/mailboxes');
/** @param {string} email */
const named = (email) => ({
  email,
  name: people.find((/** @type {{ email: string }} */ each) => each.email === email)?.name ?? email,
});
world.me = named(mailbox);
world.owner = named(owner);
at('me').textContent =
  owner === mailbox ? world.me.name : `${world.me.name}, in the calendar of ${world.owner.name}`;
for (const id of ['repeats', 'back']) at(id).hidden = guest === null;
at('list').hidden = guest !== null;
document.documentElement.toggleAttribute('data-calendar', guest !== null);
document.documentElement.toggleAttribute('data-phone', isPhone);
document.documentElement.toggleAttribute('data-invitee', isInvitee);
if (guest !== null) showCalendar();
await look();
if (guest === null) newMeeting();
// Not before: a meeting that is begun earlier would be put away by the calendar.
at('new').removeAttribute('disabled');

/** For tests and for pages that play more of Outlook. */
Object.assign(window, {
  outlook: {
    asked: world.asked,
    newMeeting,
    newAt,
    openMeeting,
    copyMeeting,
    replyWithMeeting,
    openPane,
    closeForm,
    send,
    setFaults: (/** @type {string} */ text) => {
      world.faults = readFaults(text);
    },
    /** @param {Partial<Draft> & { html?: string }} fields */
    fill({ html, ...fields }) {
      const { draft } = world;
      if (draft === null) return;
      Object.assign(draft, fields);
      if (html !== undefined) draft.write(html);
      showDraft();
    },
    state() {
      const { draft } = world;
      return (
        draft && {
          html: draft.html,
          invitees: draft.invitees,
          places: draft.places,
          start: draft.start,
          subject: draft.subject,
        }
      );
    },
  },
});
document.documentElement.dataset.ready = 'true';
