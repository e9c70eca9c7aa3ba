// What was sent about the meeting, what was decided and answered, and what the servers logged.
import { byId, made, write } from './elements.js';
import { answerWords, decisionWords, sentWords, time } from './words.js';

/** @typedef {import('../src/page/demo-session.ts').SelectedMeeting} SelectedMeeting */
/** @typedef {import('../src/page/conversation.ts').Turn} Turn */

/** @param {SelectedMeeting} meeting @param {boolean} managerIsAway */
export function showConversation({ conversation }, managerIsAway) {
  const list = byId('turns');
  const key = JSON.stringify([conversation, managerIsAway]);
  if (list.dataset.shown === key) return;
  list.dataset.shown = key;
  if (conversation.length === 0) {
    list.replaceChildren(
      made('li', 'The equipment mailbox was not invited: this is a normal meeting.', 'quiet'),
    );
    return;
  }
  // The newest first: it is what just happened.
  list.replaceChildren(...conversation.toReversed().map((turn) => turnItem(turn, managerIsAway)));
}

/** @param {Turn} turn @param {boolean} managerIsAway */
function turnItem({ kind, sentAt, decision, answer }, managerIsAway) {
  const steps = document.createElement('ol');
  steps.append(step(sentWords[kind], sentAt));
  if (decision === null) {
    steps.append(step(managerIsAway ? 'Waits until the manager is back' : 'Being read …', null));
  } else {
    const [words, more] = decisionWords(kind, decision.outcome);
    steps.append(step(words, decision.at, { more }));
  }
  if (answer !== null) {
    const look = answer.verdict === 'Accept' ? 'is-good' : 'is-bad';
    steps.append(step(`Answer: ${answerWords(answer.verdict)}`, answer.at, { look, more: answer.text }));
  }
  const item = document.createElement('li');
  item.append(steps);
  return item;
}

/** @param {string} words @param {string | null} at @param {{ look?: string, more?: string }} [rest] */
function step(words, at, { look = '', more = '' } = {}) {
  const item = made('li', '', look);
  if (at !== null) item.append(made('time', time(at)));
  item.append(made('span', words, 'step'));
  if (more !== '') item.append(made('p', more));
  return item;
}

/** @param {SelectedMeeting} meeting */
export function showLog({ id, log }) {
  const list = byId('log');
  const key = `${id} ${log.length}`;
  if (list.dataset.shown === key) return;
  list.dataset.shown = key;
  write('log-count', `(${log.length})`);
  list.replaceChildren(
    ...log.map(({ at, level, message, fields }) => {
      const item = made('li', `${time(at)} ${level} `);
      item.append(made('strong', message), made('code', fields));
      return item;
    }),
  );
}
