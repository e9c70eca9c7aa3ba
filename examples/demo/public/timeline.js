// 48 hours from this midnight: a meeting's times within its join windows, and the clock's hand.
import { time } from './words.js';

/** @typedef {NonNullable<import('../src/page/demo-session.ts').SelectedMeeting['room']>} RoomView */

const DAY = 86_400_000;
const SPAN = 2 * DAY;
const day = new Intl.DateTimeFormat(navigator.language, {
  weekday: 'short',
  day: 'numeric',
  timeZone: 'UTC',
});
const noon = new Intl.DateTimeFormat(navigator.language, {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** @param {HTMLElement} where @param {{ room: RoomView, now: string }} what */
export function showTimeline(where, { room, now }) {
  const from = Math.floor(Date.parse(now) / DAY) * DAY;
  /** @param {string} kind @param {number} start @param {number} [end] */
  const piece = (kind, start, end) => {
    const made = document.createElement('div');
    made.className = kind;
    made.style.insetInlineStart = `${((start - from) / SPAN) * 100}%`;
    if (end !== undefined) made.style.width = `${((end - start) / SPAN) * 100}%`;
    return made;
  };
  const ticks = Array.from({ length: 4 }, (_, index) => {
    const at = from + (index * SPAN) / 4;
    const tick = piece('tick', at);
    tick.textContent = index % 2 === 0 ? day.format(at) : noon.format(at);
    return tick;
  });
  const near = room.windows.filter(
    ({ opens, closes }) => Date.parse(closes) > from && Date.parse(opens) < from + SPAN,
  );
  const bands = near.flatMap(({ opens, start, end, closes }) => [
    piece('open', Date.parse(opens), Date.parse(closes)),
    piece('takes-place', Date.parse(start), Date.parse(end)),
  ]);
  where.replaceChildren(...ticks, ...(room.status === 'live' ? bands : []), piece('hand', Date.parse(now)));
  const told = near.map(({ opens, closes }) => `open from ${time(opens)} to ${time(closes)}`);
  const words = room.status === 'live' && told.length > 0 ? told.join('; ') : 'not open';
  where.setAttribute('aria-label', `Two days from ${time(from)}: ${words}. The clock is at ${time(now)}.`);
}
