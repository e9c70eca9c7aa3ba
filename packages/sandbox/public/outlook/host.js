// What an add-in's page in a frame, or its script without a page, asks of this Outlook, and what it is told.
import { carryOut, OfficeFault } from './calls.js';
import { Dialog } from './dialog.js';
import { closeForm, newMeeting, showDraft } from './form.js';
import { at, isDark, language, settings, world } from './page.js';
import { identityToken, nestedAppAnswer } from './tokens.js';

export const CHANNEL = 'outlook-stand-in';
const SETTINGS_KEY = `add-in settings of ${world.me.email}`;

/** Somebody who can be told: the pane's frame, the frame or the worker of the functions. @typedef {(message: object) => void} Tell */

/** @param {object} message */
export function tellPane(message) {
  at('pane').contentWindow?.postMessage({ channel: CHANNEL, ...message }, '*');
}

export const dialog = new Dialog((type, event) => tellPane({ kind: 'dialog', type, event }));

/** Settings of the add-in for this person, in all forms. */
const roaming = {
  /** @returns {Record<string, unknown>} */
  read: () => JSON.parse(localStorage.getItem(SETTINGS_KEY) ?? '{}'),
  /** @param {unknown} values */
  write: (values) => localStorage.setItem(SETTINGS_KEY, JSON.stringify(values)),
};

/** Outlook's account type and colours, as an add-in finds them. */
export function hostContext() {
  const { faults, me, draft } = world;
  const dark = isDark();
  const theme = {
    bodyBackgroundColor: dark ? '#1f1f1f' : '#ffffff',
    bodyForegroundColor: dark ? '#ffffff' : '#242424',
    controlBackgroundColor: dark ? '#292929' : '#ffffff',
    controlForegroundColor: dark ? '#ffffff' : '#242424',
  };
  return {
    set: settings.get('set') ?? '1.16',
    language,
    theme: faults.has('no-theme') ? {} : theme,
    account: { ...me, type: settings.get('account') ?? 'enterprise' },
    item: draft?.number ?? null,
    hasMailbox: !faults.has('no-mailbox'),
    settings: roaming.read(),
    hasNestedAuth: settings.has('nested'),
  };
}

/** Carries out what an add-in asked, and tells it. @param {{ id: number, name: string, args: any[], item: number | null }} asked @param {Tell} tell */
export async function hear({ id, name, args, item }, tell) {
  const { faults } = world;
  world.asked.push(name);
  if (faults.of('gone-before') === name) closeForm();
  if (faults.of('switch-before') === name) newMeeting();
  if (faults.of('never') === name) return;
  if (name === 'displayDialogAsync' || name === 'dialog.close') {
    tell({ kind: 'result', id, result: callDialog(name, args) });
    return;
  }
  const answered = await answer(name, args, item);
  const result = faults.of('null') === name ? { ...answered, value: null } : answered;
  const isDate = result.value instanceof Date;
  const reply = {
    kind: 'result',
    id,
    isDate,
    isEmpty: faults.of('empty') === name,
    result: isDate ? { ...result, value: +(/** @type {Date} */ (result.value)) } : result,
  };
  if (faults.of('twice') === name) tell({ ...reply, again: true });
  tell(reply);
}

/** @param {string} name @param {any[]} args */
function callDialog(name, [url, isInClick]) {
  try {
    if (name === 'dialog.close') dialog.close();
    else dialog.open(url, isInClick, world.faults);
    return { status: 'succeeded', value: undefined };
  } catch (error) {
    return failed(error);
  }
}

/** @param {string} name @param {unknown[]} args @param {number | null} item */
async function answer(name, args, item) {
  // Nothing in Outlook answers at once.
  await new Promise((resolve) => setTimeout(resolve, 5));
  const { faults, draft, me, owner } = world;
  try {
    if (faults.of('fail') === name) throw new OfficeFault(5001, 'InternalServerError');
    if (name === 'nestedAppAuth')
      return { status: 'succeeded', value: await nestedAppAnswer(String(args[0])) };
    // A call for an item that the form no longer shows goes to the one that it shows.
    if (draft === null || item === null) throw new OfficeFault(9030, 'ItemNotFound');
    const around = {
      faults,
      me,
      owner,
      changed: showDraft,
      token: identityToken,
      saveSettings: roaming.write,
    };
    return { status: 'succeeded', value: await carryOut(name, args, draft, around) };
  } catch (error) {
    return failed(error);
  }
}

/** @param {unknown} error */
function failed(error) {
  const { code = 5001, name: title = 'Error', message = '' } = /** @type {OfficeFault} */ (error);
  return { status: 'failed', value: undefined, error: { code, name: title, message } };
}
