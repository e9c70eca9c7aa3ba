// What has just happened, for who does not see it and for who looks elsewhere.
import { byId, done, shortened, write } from './elements.js';
import { answerWords } from './words.js';

/** @typedef {import('../src/page/demo-session.ts').DemoView} DemoView */
/** @typedef {import('../src/page/demo-session.ts').SelectedMeeting} SelectedMeeting */

let wasSentWhileAway = false;
/** Set by a message that was sent: on a phone the next answer is brought into view. */
let isAwaited = false;

/** @param {boolean} managerIsAway */
export function whatWasSent(managerIsAway) {
  isAwaited = true;
  wasSentWhileAway = managerIsAway;
}

/** Reads out the newest answer, leads to it on a phone, and ticks what was tried. @param {DemoView} view @param {DemoView | null} last */
export function tellNews({ selected: meeting, managerIsAway }, last) {
  const before = last?.selected;
  if (meeting === null) return;
  const answered = meeting.conversation.filter(({ answer }) => answer !== null);
  const newest = answered.at(-1)?.answer;
  const isNew = before?.id === meeting.id && answers(before) < answered.length;
  if (newest && (isNew || isAwaited)) {
    write('news', `${shortened(meeting.subject)}: ${answerWords(newest.verdict)}. ${newest.text}`);
  }
  if (isAwaited && meeting.conversation.at(-1)?.decision) {
    isAwaited = false;
    if (innerWidth < 1_100) byId('behind-heading').scrollIntoView({ block: 'start' });
  }
  const accepted = answered.filter(({ answer }) => answer?.verdict === 'Accept');
  if (accepted.length > 0) done('book');
  if (accepted.some(({ kind }) => kind === 'update') && !wasSentWhileAway) done('move');
  if (wasSentWhileAway && !managerIsAway && accepted.length > 0) done('away');
  if (meeting.isCancelled) done('cancel');
}

/** @param {SelectedMeeting} meeting */
const answers = ({ conversation }) => conversation.filter(({ answer }) => answer !== null).length;
