// What Office.js asks of the form, and how it fails where a fault is switched on.
import { rewriteIds } from './draft.js';
import { showNotice } from './form.js';
import { openPane } from './panes.js';

/** @typedef {import('./draft.js').Draft} Draft */
/** @typedef {{ has(name: string): boolean, of(name: string): string | null, ms(name: string): number }} Faults */

const MAX_LOCATION = 255;
const MAX_BODY = 1_000_000;
const MOST_RECIPIENTS = 100;
const MAX_MESSAGE = 150;

export class OfficeFault extends Error {
  /** @param {number} code @param {string} name */
  constructor(code, name) {
    super(name);
    this.code = code;
    this.name = name;
  }
}

const tooLarge = () => new OfficeFault(9000, 'DataExceedsMaximumSize');
/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Faults as a list of `name` or `name:value`, separated by commas: `never:CALL`, `fail:CALL`, `silent:CALL`, `twice:CALL`,
 * `null:CALL` (a success without a value), `empty:CALL` (called back with nothing),
 * `gone-before:CALL`, `switch-before:CALL`, `lag:SECONDS`, `late-write:SECONDS`, and names alone.
 * @param {string} text @returns {Faults}
 */
export function readFaults(text) {
  const list = text.split(',').filter(Boolean);
  return {
    has: (name) => list.includes(name),
    of: (name) => list.find((each) => each.startsWith(`${name}:`))?.slice(name.length + 1) ?? null,
    ms: (name) =>
      Number(list.find((each) => each.startsWith(`${name}:`))?.slice(name.length + 1) ?? 0) * 1_000,
  };
}

/** @typedef {{ faults: Faults, me: { email: string, name: string }, owner: { email: string, name: string }, changed(): void, token(): Promise<string>, saveSettings(values: unknown): void }} Surroundings */

/**
 * Carries out one call. Rejects with an OfficeFault where Outlook would.
 * @param {string} name @param {any[]} args @param {Draft} draft @param {Surroundings} around @returns {Promise<unknown>}
 */
export async function carryOut(name, args, draft, around) {
  const { faults } = around;
  const act = calls[name];
  if (act === undefined) throw new OfficeFault(9020, 'GenericResponseError');
  const isWrite = /set|add|prepend|remove/i.test(name.split('.')[1] ?? '');
  if (isWrite && faults.of('silent') === name) return undefined;
  const value = await act(args, draft, around);
  around.changed();
  return value;
}

/** @type {Record<string, (args: any[], draft: Draft, around: Surroundings) => unknown>} */
const calls = {
  'body.getTypeAsync': (_args, _draft, { faults }) => (faults.has('plain-text') ? 'text' : 'html'),
  'body.getAsync'([type], draft, { faults }) {
    if (faults.has('rewrite')) draft.write(rewriteIds(draft.html, 'fresh'));
    if (faults.has('drop-ids')) draft.write(draft.html.replace(/ id="[^"]*"/g, ''));
    const html = draft.htmlBefore(faults.ms('lag'));
    if (type !== 'text') return `<html><head></head><body>${html}</body></html>`;
    // Read as text, a body lacks its tables.
    const seen = new DOMParser().parseFromString(html, 'text/html').body;
    for (const table of seen.querySelectorAll('table')) table.remove();
    return seen.textContent ?? '';
  },
  'body.prependAsync'([html], draft, { faults }) {
    if (String(html).length > MAX_BODY) throw tooLarge();
    const added = faults.has('plain-text') ? asHtml(String(html)) : String(html);
    return lateOrNow(faults, () => draft.prepend(added));
  },
  'body.setAsync'([html], draft, { faults }) {
    if (String(html).length > MAX_BODY) throw tooLarge();
    const inner = String(html).replace(/^[\s\S]*?<body\b[^>]*>|<\/body>[\s\S]*$/gi, '');
    draft.picturesAreBroken ||= /src="cid:/i.test(inner);
    return lateOrNow(faults, () => draft.write(inner));
  },
  'requiredAttendees.getAsync'(_args, draft, { faults, owner: me }) {
    const people = draft.invitees.map(({ name, email, response = 'none' }) => ({
      displayName: name,
      emailAddress: email,
      ...(faults.has('no-responses') ? {} : { appointmentResponse: response }),
    }));
    if (!faults.has('organizer-among-attendees')) return people;
    return [{ displayName: me.name, emailAddress: me.email }, ...people];
  },
  'requiredAttendees.addAsync'([people], draft, { faults }) {
    if (people.length > MOST_RECIPIENTS) throw tooLarge();
    for (const each of people) addInvitee(draft, each, faults);
  },
  'requiredAttendees.setAsync'([people], draft, { faults }) {
    if (people.length > MOST_RECIPIENTS) throw tooLarge();
    draft.invitees = [];
    for (const each of people) addInvitee(draft, each, faults);
  },
  'location.getAsync': (_args, draft, { faults }) =>
    faults.has('location-uncommitted') ? '' : draft.location,
  'location.setAsync'([text], draft, { faults }) {
    if (String(text).length > MAX_LOCATION) throw tooLarge();
    if (faults.has('location-uncommitted')) return;
    // Rooms become plain text.
    draft.places = text === '' ? [] : [{ kind: 'text', text: String(text) }];
  },
  'enhancedLocation.getAsync': (_args, draft) =>
    draft.places.map(({ kind, text }) => ({
      displayName: text,
      locationIdentifier: { id: text, type: kind },
    })),
  'enhancedLocation.addAsync'([places], draft, { faults }) {
    if (faults.has('location-uncommitted')) return;
    for (const { id } of places) draft.places.push({ kind: 'text', text: id });
  },
  'enhancedLocation.removeAsync'([places], draft) {
    const ids = places.map((/** @type {{ id: string }} */ { id }) => id);
    draft.places = draft.places.filter(({ text }) => !ids.includes(text));
  },
  itemId: () => 'AAMk-series',
  getItemIdAsync: () => 'AAMk-series',
  'subject.getAsync': (_args, draft) => draft.subject,
  'start.getAsync': (_args, draft) => new Date(draft.start),
  'end.getAsync': (_args, draft) => new Date(draft.end),
  'organizer.getAsync': (_args, _draft, { owner, faults }) => {
    const other = faults.of('calendar-of');
    return other === null
      ? { displayName: owner.name, emailAddress: owner.email }
      : { displayName: other, emailAddress: other };
  },
  'optionalAttendees.getAsync': () => [],
  'recurrence.getAsync': (_args, { daily, start }) =>
    daily === 0 ? null : { lastDay: new Date(start + (daily - 1) * 86_400_000).toISOString().slice(0, 10) },
  'notificationMessages.addAsync': ([, message]) => tellOf(message),
  'notificationMessages.replaceAsync': ([, message]) => tellOf(message),
  getInitializationContextAsync: (_args, draft) => draft.context,
  'roamingSettings.saveAsync': ([values], _draft, { saveSettings }) => saveSettings(values),
  'sessionData.getAsync': ([key], draft) => draft.session.get(key) ?? '',
  'sessionData.setAsync'([key, value], draft) {
    draft.session.set(key, value);
  },
  loadCustomPropertiesAsync: (_args, draft) => draft.properties,
  'customProperties.saveAsync'([values], draft) {
    draft.properties = values;
  },
  getUserIdentityTokenAsync: (_args, _draft, { token }) => token(),
};

/** Plain text as the form shows it. @param {string} text */
function asHtml(text) {
  const line = document.createElement('div');
  line.textContent = text;
  return line.innerHTML.replaceAll('\n', '<br>');
}

/** @param {{ message: string, actions?: { actionText: string, contextData?: string }[] }} message */
function tellOf({ message, actions: [action] = [] }) {
  if (message.length > MAX_MESSAGE) throw tooLarge();
  showNotice({ message, button: action?.actionText ?? '' }, () => openPane(action?.contextData));
}

/** Some clients call back before the body has changed. @param {Faults} faults @param {() => void} write */
function lateOrNow(faults, write) {
  const lateMs = faults.ms('late-write');
  if (lateMs === 0) write();
  else void pause(lateMs).then(write);
}

/**
 * By address alone a person stays unresolved; some addresses are dropped without a word.
 * @param {Draft} draft @param {{ displayName?: string, emailAddress?: string } | string} given @param {Faults} faults
 */
function addInvitee(draft, given, faults) {
  const email = typeof given === 'string' ? given : (given.emailAddress ?? '');
  const name = typeof given === 'string' ? '' : (given.displayName ?? '');
  if (faults.has('web-addresses') && (email.includes("'") || email.length > 78)) return;
  if (draft.invitees.some((each) => each.email.toLowerCase() === email.toLowerCase())) return;
  draft.invitees.push({ name: name || email, email, resolved: name !== '' });
}
