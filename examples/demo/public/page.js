import { showConversation, showLog } from './conversation.js';
import { byId, call, shortened, write } from './elements.js';
import { tellNews, whatWasSent } from './news.js';
import { outlook, showOutlook, tellOutlook } from './outlooks.js';
import { joinAsGuest, resetJoin, showRoom } from './room.js';
import { time } from './words.js';

/** @typedef {import('../src/page/demo-session.ts').DemoView} DemoView */

const PAUSE_MS = 1_000;
const GONE = 'The demo does not answer any more. Start it again with: npm run demo';

/** @type {string | null} */
let selected = null;
/** @type {DemoView | null} */
let last = null;

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
  showOutlook(view);
  if (last !== null && last.clockMoves !== view.clockMoves) tellOutlook();
  write('now', time(view.now));
  byId('manager').setAttribute('aria-checked', String(view.managerIsAway));
  write(
    'manager-state',
    view.managerIsAway
      ? 'Away: nobody reads the mail. A new meeting gets a placeholder.'
      : 'At work: it keeps the rooms and answers mail.',
  );
  showMeeting(view);
  tellNews(view, last);
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

window.addEventListener('message', ({ data, source, origin }) => {
  if (source !== outlook.contentWindow || origin !== new URL(outlook.src).origin) return;
  if (data?.channel !== 'outlook-page' || typeof data.cleanId !== 'string') return;
  if (data.cleanId !== selected) {
    selected = data.cleanId;
    resetJoin();
  }
  if (data.kind === 'sent') whatWasSent(last?.managerIsAway ?? false);
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
join.addEventListener('click', () => run(join, () => joinAsGuest(refresh)));

resetJoin();
for (;;) {
  await refresh();
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
