// What the page says, from what the servers said.

/** @typedef {import('../src/page/conversation.ts').Turn} Turn */
/** @typedef {import('../src/world/admission.ts').Admission} Admission */
/** @typedef {import('../src/page/demo-session.ts').SelectedMeeting} SelectedMeeting */

const timeFormat = new Intl.DateTimeFormat(navigator.language, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** @param {string | number} at */
export const time = (at) => timeFormat.format(new Date(at));
/** @param {string} start @param {string} end */
export const range = (start, end) => timeFormat.formatRange(new Date(start), new Date(end));

/** @type {Record<Turn['kind'], string>} */
export const sentWords = {
  invitation: 'Request: invitation',
  update: 'Request: update',
  cancellation: 'Request: cancellation',
};

/** Why, by the journal's word for it. @type {Record<string, string>} */
const reasonWords = {
  'invalid-alias-id': 'the booking mark is missing, damaged or not from here',
  'alias-conflict': 'the room belongs to another meeting',
  'alias-deleted': 'the room was given up',
  'series-in-past': 'the series is over',
  'single-in-past': 'the meeting is over',
  'beyond-limits': 'the meeting goes beyond what is allowed',
  'general-error': 'something unexpected went wrong',
  'delegate-copy': 'it is a copy for a delegate',
  'forwarded-copy': 'somebody forwarded it',
  superseded: 'a newer message of this meeting is known',
  'not-organizer': 'it does not come from the organizer',
  'no-organizer': 'it names no organizer',
  'cancelled-before': 'the meeting was cancelled before',
  'cancelled-already': 'the meeting was cancelled already',
};

/** What was decided, and why. @param {Turn['kind']} kind @param {string} outcome @returns {[words: string, reason: string]} */
export function decisionWords(kind, outcome) {
  const [intent = '', reason = ''] = outcome.split(': ');
  /** @type {Record<string, string>} */
  const words = {
    apply: kind === 'invitation' ? 'book a room' : 'change the room',
    cancel: 'close the room',
    decline: 'decline',
    ignore: 'change nothing',
    note: 'note it, change nothing',
  };
  const because = intent === 'apply' ? '' : (reasonWords[reason] ?? reason.replaceAll('-', ' '));
  return [`Decision: ${words[intent] ?? intent}`, because && `Because: ${because}.`];
}

/** @param {string} verdict */
export const answerWords = (verdict) =>
  verdict === 'Accept' ? 'accepted' : verdict === 'Decline' ? 'declined' : verdict;

/** What a guest hears who joins. @param {Admission | null} answer @returns {[heading: string, reason: string]} */
export function joinWords(answer) {
  if (answer === null) return ['No answer', 'The manager is away, so the platform cannot ask it.'];
  const { decision, reason, opens_at, conference } = answer;
  if (decision === 'admitted') {
    const until = conference?.closes_at ? `, open until ${time(conference.closes_at)}` : '';
    return ['You are in', `“${conference?.name}”${until}.`];
  }
  if (decision === 'unknown') return ['Not let in', 'There is no such room.'];
  if (reason === 'not_yet') return ['Not yet', `The join window opens ${time(opens_at ?? 0)}.`];
  return reason === 'cancelled'
    ? ['Not let in', 'The meeting was cancelled.']
    : ['Too late', 'The meeting is over, and its join window closed.'];
}

/** The window that counts now: the one that is open or opens next, else the last. @param {NonNullable<SelectedMeeting['room']>} room @param {string} now */
export function windowNow({ windows }, now) {
  return windows.find(({ closes }) => closes > now) ?? windows.at(-1) ?? null;
}
