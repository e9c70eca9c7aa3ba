import { showTimeline } from './timeline.js';
import { answerWords, decisionWords, joinWords, range, sentWords, time, windowNow } from './words.js';

/** @typedef {import('../src/page/demo-session.ts').DemoView} DemoView */
/** @typedef {import('../src/page/demo-session.ts').SelectedMeeting} SelectedMeeting */
/** @typedef {import('../src/page/conversation.ts').Turn} Turn */

const PAUSE_MS = 1_000;
const GONE = 'The demo does not answer any more. Start it again with: npm run demo';
const NO_JOIN = 'Nobody has tried to join yet.';

/** @type {string | null} */
let selected = null;
/** What held when somebody joined last: as soon as it does not, the answer is an old one. */
let joinedWhen = '';
let joinedAt = '';
/** @type {DemoView | null} */
let last = null;
let wasSentWhileAway = false;
/** Set by a message that was sent: on a phone the next answer is brought into view. */
let isAwaited = false;

/** @template {HTMLElement} T @param {string} id @param {new () => T} kind @returns {T} */
function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`No ${kind.name} named ${id}.`);
  return found;
}
const byId = (/** @type {string} */ id) => element(id, HTMLElement);
const outlook = element('outlook', HTMLIFrameElement);

/** @param {string} tag @param {string} text @param {string} [className] */
function made(tag, text, className = '') {
  const node = document.createElement(tag);
  node.textContent = text;
  if (className !== '') node.className = className;
  return node;
}

/** Changes what is seen, and so what is read out, only where it differs. @param {string} id @param {string} text */
function write(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

/** @param {string} path @param {object} [body] */
async function call(path, body) {
  const response = await fetch(
    path,
    body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  const text = await response.text();
  const json = text === '' ? null : JSON.parse(text);
  if (!response.ok) throw new Error(json?.detail ?? `The demo answered ${response.status}.`);
  return json;
}

/** Runs what a button does, and says so when it fails; the button keeps the focus. @param {HTMLElement} button @param {() => Promise<void>} act */
async function run(button, act) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  try {
    await act();
    write('trouble', '');
  } catch (error) {
    write('trouble', error instanceof Error ? error.message : String(error));
  } finally {
    await refresh();
    button.removeAttribute('aria-disabled');
  }
}

/** Never rejects. */
async function refresh() {
  const asked = selected;
  try {
    /** @type {DemoView} */
    const view = await call(`/api/view?selected=${asked ?? ''}`);
    // Another meeting may have been chosen meanwhile.
    if (asked === selected) show(view);
    if (byId('trouble').textContent === GONE) write('trouble', '');
  } catch {
    write('trouble', GONE);
  }
}

/** @param {DemoView} view */
function show(view) {
  if (outlook.src === '') outlook.src = view.outlookUrl;
  if (last !== null && last.clockMoves !== view.clockMoves) lookInOutlook();
  write('now', time(view.now));
  byId('manager').setAttribute('aria-checked', String(view.managerIsAway));
  write(
    'manager-state',
    view.managerIsAway
      ? 'Away: nobody reads the mail. A new meeting gets a placeholder.'
      : 'At work: it keeps the rooms and answers mail.',
  );
  showMeeting(view);
  tellNews(view);
  last = view;
}

/** @param {DemoView} view */
function showMeeting(view) {
  const meeting = view.selected;
  byId('meeting').hidden = meeting === null;
  byId('empty').hidden = meeting !== null;
  if (meeting === null) return;
  write('about', `“${shortened(meeting.subject)}”${meeting.isCancelled ? ', cancelled' : ''}`);
  showConversation(meeting, view.managerIsAway);
  showRoom(meeting, view);
  showLog(meeting);
}

/** @param {string} subject */
const shortened = (subject) => (subject.length > 120 ? `${subject.slice(0, 120)} …` : subject);

/** @param {SelectedMeeting} meeting @param {boolean} managerIsAway */
function showConversation({ conversation }, managerIsAway) {
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

/** @param {SelectedMeeting} meeting @param {DemoView} view */
function showRoom({ room, conversation }, view) {
  byId('room').hidden = room === null;
  byId('no-room').hidden = room !== null;
  const declined = conversation.at(-1)?.answer?.verdict === 'Decline';
  write('no-room', declined ? 'It was declined: there is no room.' : 'No room yet.');
  if (room === null) return;
  const current = windowNow(room, view.now);
  write('room-name', room.name);
  write('aliases', room.aliases.join(' and '));
  write('owner', room.organizer ?? 'nobody');
  const isLive = room.status === 'live' && current !== null;
  const phase = phaseOf(current, view.now);
  write('window', isLive ? `${range(current.opens, current.closes)}, ${phase}` : `closed: ${room.status}`);
  showTimeline(byId('timeline'), { room, now: view.now });
  const holds = JSON.stringify([
    selected,
    view.clockMoves,
    view.managerIsAway,
    room.status,
    room.windows,
    phase,
  ]);
  byId('join').dataset.holds = holds;
  byId('join').dataset.alias = room.aliases[0] ?? '';
  if (joinedWhen !== '' && joinedWhen !== holds) outdateJoin();
}

/** @param {ReturnType<typeof windowNow>} current @param {string} now */
function phaseOf(current, now) {
  if (current === null || current.closes <= now) return 'over';
  return current.opens <= now ? 'open now' : 'not open yet';
}

/** What is no longer certain is greyed, with the time at which it was true. */
function outdateJoin() {
  joinedWhen = '';
  const answer = byId('join-answer');
  const heading = answer.querySelector('strong')?.textContent ?? '';
  answer.className = 'is-old';
  answer.textContent = `At ${joinedAt} the answer was “${heading}”. Things have changed since: join again.`;
}

function resetJoin() {
  joinedWhen = '';
  byId('join-answer').className = '';
  write('join-answer', NO_JOIN);
}

/** @param {SelectedMeeting} meeting */
function showLog({ log }) {
  const list = byId('log');
  const key = `${selected} ${log.length}`;
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

/** Reads out the newest answer, leads to it on a phone, and ticks what was tried. @param {DemoView} view */
function tellNews({ selected: meeting, managerIsAway }) {
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

/** @param {string} what */
function done(what) {
  document.querySelector(`[data-try="${what}"]`)?.classList.add('is-done');
}

function lookInOutlook() {
  outlook.contentWindow?.postMessage({ channel: 'outlook-page', kind: 'look' }, new URL(outlook.src).origin);
}

window.addEventListener('message', ({ data, source, origin }) => {
  if (source !== outlook.contentWindow || origin !== new URL(outlook.src).origin) return;
  if (data?.channel !== 'outlook-page' || typeof data.cleanId !== 'string') return;
  if (data.cleanId !== selected) {
    selected = data.cleanId;
    resetJoin();
  }
  if (data.kind === 'sent') {
    isAwaited = true;
    wasSentWhileAway = last?.managerIsAway ?? false;
  }
  void refresh();
});

for (const button of document.querySelectorAll('button')) {
  const minutes = button.dataset.clock;
  if (minutes === undefined) continue;
  button.addEventListener('click', () =>
    run(button, async () => {
      await call('/api/clock', { minutes: Number(minutes) });
      const { now } = await call('/api/view');
      write('news', `The clock is at ${time(now)}.`);
    }),
  );
}
const manager = byId('manager');
manager.addEventListener('click', () => {
  const away = manager.getAttribute('aria-checked') !== 'true';
  write('manager-state', away ? 'Going …' : 'Coming back …');
  void run(manager, () => call('/api/manager', { away }));
});
const join = byId('join');
join.addEventListener('click', () =>
  run(join, async () => {
    const answer = await call('/api/join', { alias: join.dataset.alias ?? '' });
    // What the page knows may be a second older than the answer.
    await refresh();
    const [heading, reason] = joinWords(answer);
    joinedWhen = join.dataset.holds ?? '';
    joinedAt = byId('now').textContent ?? '';
    const where = byId('join-answer');
    where.className = answer?.decision === 'admitted' ? 'is-open' : 'is-closed';
    where.replaceChildren(made('strong', heading), `${reason} Asked at ${joinedAt}.`);
    if (answer?.reason === 'not_yet') done('early');
  }),
);

resetJoin();
for (;;) {
  await refresh();
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
