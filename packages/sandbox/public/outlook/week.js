// Seven days of a calendar, from yesterday on: a column a day, an agenda where there is no room for columns.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ROW_PX = 36;

/** Dates and times as the language has them. @param {string} language */
function formatsFor(language) {
  const options = /** @type {const} */ ({ timeZone: 'UTC' });
  return {
    names: new Intl.DateTimeFormat(language, { ...options, weekday: 'short', day: 'numeric' }),
    title: new Intl.DateTimeFormat(language, { ...options, day: 'numeric', month: 'long', year: 'numeric' }),
    hour: new Intl.DateTimeFormat(language, { ...options, hour: 'numeric' }),
    clock: new Intl.DateTimeFormat(language, { ...options, hour: '2-digit', minute: '2-digit' }),
  };
}
let formats = formatsFor('en-GB');

/** @typedef {{ subject: string, meeting: { cleanId: string, schedule: { start: string, end: string, recurrence?: { range: { count?: number } } } } }} CalendarItem */
/** @typedef {{ cleanId: string, subject: string, start: number, end: number }} Entry */

/** Daily series as the form makes them; others show their first day. @param {CalendarItem} item @returns {Entry[]} */
function entriesOf({ subject, meeting }) {
  const { cleanId, schedule } = meeting;
  const times = schedule.recurrence?.range.count ?? 1;
  return Array.from({ length: times }, (_, day) => ({
    cleanId,
    subject: subject || '(no subject)',
    start: Date.parse(schedule.start) + day * DAY,
    end: Date.parse(schedule.end) + day * DAY,
  }));
}

/**
 * Draws the days around `now` again, and keeps focus and place.
 * @param {{ title: HTMLElement, days: HTMLElement }} where
 * @param {{ items: CalendarItem[], now: number, language: string, open: (cleanId: string) => void, add: (start: number) => void }} what
 */
export function showWeek(where, { items, now, language, open, add }) {
  formats = formatsFor(language);
  const first = (Math.floor(now / DAY) - 1) * DAY;
  const entries = items.flatMap(entriesOf);
  const focused =
    document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
  // It scrolls, so the keyboard must reach it.
  where.days.tabIndex = 0;
  const isFirst = where.days.childElementCount === 0;
  where.title.textContent = formats.title.formatRange(first, first + 6 * DAY);
  where.days.replaceChildren(
    hours(),
    ...Array.from({ length: 7 }, (_, day) => dayColumn(first + day * DAY, { entries, now, open, add })),
  );
  const again = focused && where.days.querySelector(`[data-key="${CSS.escape(focused)}"]`);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  if (isFirst || where.days.dataset.first !== String(first)) {
    where.days.dataset.first = String(first);
    const last = Math.floor((where.days.scrollHeight - where.days.clientHeight) / ROW_PX);
    // Whole rows, and the name of the first hour, which stands half above its line.
    where.days.scrollTop = Math.min(Math.floor((now % DAY) / HOUR - 1), last) * ROW_PX - 12;
  }
}

function hours() {
  const column = document.createElement('div');
  column.className = 'hours';
  column.setAttribute('aria-hidden', 'true');
  for (let hour = 0; hour < 24; hour += 1) {
    const label = document.createElement('span');
    label.textContent = formats.hour.format(hour * HOUR);
    column.append(label);
  }
  return column;
}

/** @param {number} midnight @param {{ entries: Entry[], now: number, open: (cleanId: string) => void, add: (start: number) => void }} what */
function dayColumn(midnight, { entries, now, open, add }) {
  const isToday = now >= midnight && now < midnight + DAY;
  const column = document.createElement('section');
  column.className = isToday ? 'day is-today' : 'day';
  const name = document.createElement('h3');
  name.textContent = formats.names.format(midnight);
  const slots = document.createElement('div');
  slots.className = 'slots';
  // For the mouse alone: the keyboard has "New meeting".
  slots.addEventListener('click', ({ target, offsetY }) => {
    if (target === slots) add(midnight + Math.floor(offsetY / ROW_PX) * HOUR);
  });
  const own = entries.filter(({ start }) => start >= midnight && start < midnight + DAY);
  for (const entry of own) slots.append(entryButton(entry, { midnight, own, open }));
  if (isToday) {
    const hand = document.createElement('div');
    hand.className = 'hand';
    hand.style.top = `${((now - midnight) / HOUR) * ROW_PX}px`;
    slots.append(hand);
  }
  column.append(name, slots);
  return column;
}

/** @param {Entry} entry @param {{ midnight: number, own: Entry[], open: (cleanId: string) => void }} around */
function entryButton({ cleanId, subject, start, end }, { midnight, own, open }) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'entry';
  button.dataset.key = `${cleanId}-${start}`;
  const together = own.filter((other) => other.start < end && other.end > start);
  const place = together.findIndex((other) => other.cleanId === cleanId && other.start === start);
  button.style.setProperty('--top', `${((start - midnight) / HOUR) * ROW_PX}px`);
  button.style.setProperty('--height', `${Math.max(((end - start) / HOUR) * ROW_PX, 24)}px`);
  button.style.setProperty('--place', `${(place / together.length) * 100}%`);
  button.style.setProperty('--width', `${100 / together.length}%`);
  const time = document.createElement('span');
  time.textContent = formats.clock.format(start);
  button.append(`${subject} `, time);
  button.title = `${subject}, ${formats.clock.formatRange(start, end)}`;
  button.addEventListener('click', () => open(cleanId));
  return button;
}
