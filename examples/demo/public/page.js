/** @typedef {import('../src/page/demo-session.ts').DemoView} DemoView */
/** @typedef {import('../src/world/admission.ts').Admission} Admission */

const PAUSE_MS = 1_000;
const GONE = 'The demo does not answer any more.';

/** @type {string | null} */
let selected = null;
/** The invitation that the frame shows, so that it is not drawn anew each second. */
let shownBody = '';
/** @type {string | null} */
let alias = null;

/** @template {HTMLElement} T @param {string} id @param {new () => T} kind @returns {T} */
function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`No ${kind.name} named ${id}.`);
  return found;
}
const byId = (/** @type {string} */ id) => element(id, HTMLElement);

// Alice's time zone, which is that of her meetings and so of the answers that she gets.
const timeFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/Paris',
});
/** @param {string} start @param {string} end */
const range = (start, end) => timeFormat.formatRange(new Date(start), new Date(end));
const time = (/** @type {string | number} */ at) => timeFormat.format(new Date(at));

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

/** Runs what a button does, and says so when it fails. @param {HTMLButtonElement} button @param {() => Promise<void>} act */
async function run(button, act) {
  button.disabled = true;
  try {
    await act();
    showTrouble('');
  } catch (error) {
    showTrouble(error instanceof Error ? error.message : String(error));
  } finally {
    button.disabled = false;
    await refresh();
  }
}

/** @param {string} words */
function showTrouble(words) {
  byId('trouble').textContent = words;
  byId('trouble').hidden = words === '';
}

/** Never rejects. */
async function refresh() {
  const asked = selected;
  try {
    const view = await call(`/api/view?selected=${asked ?? ''}`);
    // Another meeting may have been chosen meanwhile.
    if (asked === selected) show(view);
    if (byId('trouble').textContent === GONE) showTrouble('');
  } catch {
    showTrouble(GONE);
  }
}

/** @param {DemoView} view */
function show(view) {
  byId('now').textContent = time(view.now);
  byId('manager').setAttribute('aria-checked', String(view.managerIsAway));
  byId('manager-state').textContent = view.managerIsAway ? 'away: invitations get a placeholder' : 'at work';
  showMeetings(view);
  for (const each of document.querySelectorAll('[data-with-meeting]'))
    each.toggleAttribute('hidden', view.selected === null);
  for (const each of document.querySelectorAll('[data-without-meeting]'))
    each.toggleAttribute('hidden', view.selected !== null);
  if (view.selected !== null) showInvitation(view.selected);
  showRoom(view);
}

/** @param {DemoView} view */
function showMeetings({ meetings }) {
  byId('no-meetings').hidden = meetings.length > 0;
  const list = byId('meetings');
  const key = JSON.stringify([meetings, selected]);
  if (list.dataset.shown === key) return;
  const hadFocus =
    document.activeElement instanceof HTMLElement ? document.activeElement.dataset.meeting : undefined;
  list.dataset.shown = key;
  list.replaceChildren(
    ...meetings.map(({ id, subject, start, end, isSeries, isCancelled }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.dataset.meeting = id;
      button.className = isCancelled ? 'is-cancelled' : '';
      button.setAttribute('aria-current', String(id === selected));
      const name = document.createElement('strong');
      name.textContent = subject;
      const when = document.createElement('small');
      when.textContent = `${range(start, end)}${isSeries ? ', 5 days' : ''}${isCancelled ? ', cancelled' : ''}`;
      button.append(name, when);
      button.addEventListener('click', () => choose(id));
      const item = document.createElement('li');
      item.append(button);
      return item;
    }),
  );
  const again = hadFocus && list.querySelector(`[data-meeting="${CSS.escape(hadFocus)}"]`);
  if (again instanceof HTMLElement) again.focus();
}

/** @param {string} id */
function choose(id) {
  selected = id;
  showAdmission('', '');
  void refresh();
}

/** @param {NonNullable<DemoView['selected']>} meeting */
function showInvitation({ subject, start, end, isSeries, isCancelled, body, answers }) {
  byId('chosen-subject').textContent = subject;
  byId('chosen-time').textContent =
    `${range(start, end)}${isSeries ? ', on 5 days in a row' : ''}${isCancelled ? ', cancelled' : ''}`;
  if (body !== shownBody) {
    shownBody = body;
    element('body', HTMLIFrameElement).srcdoc =
      `<body style="font: 15px/1.5 system-ui, sans-serif; margin: 12px; overflow-wrap: anywhere; color: #1d2733">${body}`;
  }
  element('move', HTMLButtonElement).hidden = isCancelled;
  element('cancel', HTMLButtonElement).hidden = isCancelled;
  byId('no-answers').hidden = answers.length > 0;
  const list = byId('answers');
  if (list.childElementCount === answers.length && list.dataset.shown === selected) return;
  list.dataset.shown = selected ?? '';
  list.replaceChildren(
    ...answers.map(({ verdict, text }) => {
      const item = document.createElement('li');
      item.className = `is-${verdict.toLowerCase()}`;
      const word = document.createElement('strong');
      word.textContent =
        verdict === 'Accept' ? 'Accepted. ' : verdict === 'Decline' ? 'Declined. ' : `${verdict}. `;
      item.append(word, text);
      return item;
    }),
  );
}

/** @param {DemoView} view */
function showRoom({ selected: meeting, managerIsAway }) {
  const room = meeting?.room ?? null;
  byId('room').hidden = room === null;
  byId('no-room').hidden = room !== null;
  byId('no-room').textContent = managerIsAway ? 'The manager, who knows the rooms, is away.' : 'No room yet.';
  if (room === null) return;
  alias = room.aliases[0] ?? null;
  byId('room-name').textContent = room.name;
  byId('aliases').textContent = room.aliases.join(' and ');
  const windows = room.status === 'live' ? room.windows.slice(0, 3) : [];
  byId('windows').textContent =
    windows.map(({ opens, closes }) => range(opens, closes)).join('; ') || 'no more';
  byId('status').textContent = room.status;
}

/** @param {string} words @param {string} look */
function showAdmission(words, look) {
  byId('join-answer').textContent = words;
  byId('join-answer').className = look;
}

/** @param {Admission} answer */
function admissionWords({ decision, reason, opens_at, conference }) {
  if (decision === 'admitted')
    return `You are in “${conference?.name}”. The join window closes ${time(conference?.closes_at ?? 0)}.`;
  if (decision === 'unknown') return 'There is no such room.';
  if (reason === 'not_yet') return `Not yet: the join window opens ${time(opens_at ?? 0)}.`;
  return reason === 'cancelled' ? 'The meeting was cancelled.' : 'The meeting is over.';
}

element('invite', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const button = /** @type {HTMLButtonElement} */ (document.querySelector('#invite button'));
  void run(button, async () => {
    const { id } = await call('/api/meetings', {
      subject: element('subject', HTMLInputElement).value,
      startsInMinutes: Number(element('starts', HTMLSelectElement).value),
      minutes: 60,
      daily: element('repeats', HTMLSelectElement).value === 'daily',
    });
    choose(id);
  });
});
for (const button of document.querySelectorAll('button')) {
  const minutes = button.dataset.clock;
  if (minutes !== undefined)
    button.addEventListener('click', () =>
      run(button, () => call('/api/clock', { minutes: Number(minutes) })),
    );
}
const move = element('move', HTMLButtonElement);
move.addEventListener('click', () =>
  run(move, () => call(`/api/meetings/${selected}/move`, { minutes: 60 })),
);
const cancel = element('cancel', HTMLButtonElement);
cancel.addEventListener('click', () => run(cancel, () => call(`/api/meetings/${selected}/cancel`, {})));
const manager = element('manager', HTMLButtonElement);
manager.addEventListener('click', () => {
  const away = manager.getAttribute('aria-checked') !== 'true';
  byId('manager-state').textContent = away ? 'going …' : 'coming back …';
  void run(manager, () => call('/api/manager', { away }));
});
const join = element('join', HTMLButtonElement);
join.addEventListener('click', () =>
  run(join, async () => {
    const answer = await call('/api/join', { alias });
    showAdmission(admissionWords(answer), answer.decision === 'admitted' ? 'is-open' : 'is-closed');
  }),
);

for (;;) {
  await refresh();
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
