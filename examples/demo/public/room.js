// The meeting's room, when it is open, and what a guest hears who joins.
import { byId, call, done, made, write } from './elements.js';
import { showTimeline } from './timeline.js';
import { joinWords, range, windowNow } from './words.js';

/** @typedef {import('../src/page/demo-session.ts').DemoView} DemoView */
/** @typedef {import('../src/page/demo-session.ts').SelectedMeeting} SelectedMeeting */

const NO_JOIN = 'Nobody has tried to join yet.';

/** What held when somebody joined last: as soon as it does not, the answer is an old one. */
let joinedWhen = '';
let joinedAt = '';

/** @param {SelectedMeeting} meeting @param {DemoView} view */
export function showRoom({ id, room, conversation }, view) {
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
  byId('window-help').hidden = !isLive;
  showTimeline(byId('timeline'), { room, now: view.now });
  const holds = JSON.stringify([id, view.clockMoves, view.managerIsAway, room.status, room.windows, phase]);
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

export function resetJoin() {
  joinedWhen = '';
  byId('join-answer').className = '';
  write('join-answer', NO_JOIN);
}

/** Joins as a guest does; `refresh` asks for what the page shows. @param {() => Promise<void>} refresh */
export async function joinAsGuest(refresh) {
  const join = byId('join');
  const answer = await call('/api/join', { alias: join.dataset.alias ?? '' });
  // What the page knows may be a second older than the answer.
  await refresh();
  const [heading, reason] = joinWords(answer);
  joinedWhen = join.dataset.holds ?? '';
  joinedAt = byId('now').textContent ?? '';
  const where = byId('join-answer');
  where.className = answer?.decision === 'admitted' ? 'is-open' : 'is-closed';
  where.replaceChildren(made('strong', heading), `${reason} Asked at ${joinedAt}.`);
  where.scrollIntoView({ block: 'nearest' });
  if (answer?.reason === 'not_yet') done('early');
}
