// What all parts of the simulated Outlook share: the settings in the address, the elements, the clock, the way to Exchange.
import { readFaults } from './calls.js';

/** @typedef {import('./draft.js').Draft} Draft */

export const HOUR = 3_600_000;
export const settings = new URLSearchParams(location.search);
/** @param {string} id @returns {any} */
export const at = (id) => document.getElementById(id);

/** Who uses this Outlook. */
export const mailbox = settings.get('mailbox') ?? '';
/** In whose calendar they work: their own unless they are somebody's delegate. */
export const owner = settings.get('calendar-of') ?? mailbox;
export const paneUrl = settings.get('pane') ?? '';
/** Whom a new meeting of the week calendar invites; null: there is a form alone. */
export const guest = settings.get('calendar');
/** Language of the client, as add-ins hear it. */
export const language = settings.get('language') ?? 'en-US';
/** Language of dates and times. */
export const dateLanguage = settings.get('dates') ?? language;
/** Whoever is only invited sees invitations, and makes no meetings. */
export const isInvitee = settings.has('invitee');
export const isPhone = settings.has('phone');

/** What changes while the page is open. */
export const world = {
  /** How far the simulation's clock is ahead of this machine's. */
  offsetMs: 0,
  faults: readFaults(settings.get('faults') ?? ''),
  me: { email: mailbox, name: mailbox },
  owner: { email: owner, name: owner },
  drafts: 0,
  /** @type {Draft | null} */
  draft: null,
  /** What add-ins asked, for tests. @type {string[]} */
  asked: /** @type {string[]} */ ([]),
};

export const now = () => Date.now() + world.offsetMs;

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
export const isDark = () =>
  settings.get('theme') === 'dark' || (settings.get('theme') === 'system' && systemIsDark.matches);

const paint = () => {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
};
systemIsDark.addEventListener('change', paint);
paint();

/** Tells the page around this one what happens here. @param {'opened' | 'closed' | 'sent'} kind @param {string | null} cleanId */
export function tellAround(kind, cleanId) {
  if (window.parent !== window) window.parent.postMessage({ channel: 'outlook-page', kind, cleanId }, '*');
}

/** @param {string} path @param {object} [body] */
export async function exchange(path, body) {
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
