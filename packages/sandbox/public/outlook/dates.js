// A day and a time as two lists, in the language of the client: a browser's own field follows the browser's.
import { changeTime } from './form.js';
import { at, dateLanguage, now } from './page.js';

const DAY = 86_400_000;
const STEP = 1_800_000;
const DAYS_AHEAD = 45;
const dayFormat = new Intl.DateTimeFormat(dateLanguage, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const timeFormat = new Intl.DateTimeFormat(dateLanguage, {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** @param {'start' | 'end'} which @param {number} time */
export function showDates(which, time) {
  const midnight = Math.floor(time / DAY) * DAY;
  const today = Math.floor(now() / DAY) * DAY;
  const days = Array.from({ length: DAYS_AHEAD }, (_, day) => today + (day - 1) * DAY);
  const times = Array.from({ length: DAY / STEP }, (_, step) => step * STEP);
  fill(at(which), { values: days, chosen: midnight, format: dayFormat });
  fill(at(`${which}-time`), { values: times, chosen: time - midnight, format: timeFormat });
}

/** What is chosen stands in the list, wherever it lies. @param {HTMLSelectElement} list @param {{ values: number[], chosen: number, format: Intl.DateTimeFormat }} what */
function fill(list, { values, chosen, format }) {
  const all = [...new Set([...values, chosen])].sort((one, other) => one - other);
  const key = all.join();
  if (list.dataset.values !== key) {
    list.dataset.values = key;
    list.replaceChildren(...all.map((value) => new Option(format.format(value), String(value))));
  }
  list.value = String(chosen);
}

for (const which of /** @type {const} */ (['start', 'end'])) {
  const read = () => changeTime(which, Number(at(which).value) + Number(at(`${which}-time`).value));
  at(which).addEventListener('change', read);
  at(`${which}-time`).addEventListener('change', read);
}
