// What all parts of the page share: its elements, and the way to the demo.

/** @template {HTMLElement} T @param {string} id @param {new () => T} kind @returns {T} */
export function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`No ${kind.name} named ${id}.`);
  return found;
}
export const byId = (/** @type {string} */ id) => element(id, HTMLElement);

/** @param {string} tag @param {string} text @param {string} [className] */
export function made(tag, text, className = '') {
  const node = document.createElement(tag);
  node.textContent = text;
  if (className !== '') node.className = className;
  return node;
}

/** Changes what is seen, and so what is read out, only where it differs. @param {string} id @param {string} text */
export function write(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

/** @param {string} path @param {object} [body] */
export async function call(path, body) {
  const response = await fetch(
    path,
    body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  const text = await response.text();
  const json = text === '' ? null : JSON.parse(text);
  if (!response.ok) throw new Error(json?.detail ?? `The demo answered ${response.status}.`);
  return json;
}

/** @param {string} subject */
export const shortened = (subject) => (subject.length > 120 ? `${subject.slice(0, 120)} …` : subject);

/** Ticks what was tried. @param {string} what */
export function done(what) {
  document.querySelector(`[data-try="${what}"]`)?.classList.add('is-done');
}
