// The appointment in the form, as Outlook keeps it: what is seen, what was seen earlier, and who is invited.

/** @typedef {{ name: string, email: string, resolved: boolean, response?: string }} Invitee */
/** @typedef {{ kind: 'room' | 'text', text: string }} Place */

/**
 * What Outlook makes of ids when it takes HTML over: of all, or only of those that it has not rewritten yet.
 * @param {string} html @param {'all' | 'fresh'} which
 */
export function rewriteIds(html, which = 'all') {
  return html.replace(which === 'all' ? /\bid="([^"]*)"/g : /\bid="(?!x_)([^"]*)"/g, 'id="x_$1"');
}

export class Draft {
  /** @param {HTMLElement} body @param {number} number */
  constructor(body, number) {
    this.number = number;
    this.body = body;
    /** Null: never sent. @type {string | null} */
    this.cleanId = null;
    this.subject = '';
    /** Unix milliseconds. */
    this.start = 0;
    this.end = 0;
    /** How often it takes place, once a day. */
    this.daily = 0;
    /** @type {Invitee[]} */
    this.invitees = [];
    /** @type {Place[]} */
    this.places = [];
    /** @type {Map<string, string>} */
    this.session = new Map();
    /** @type {Record<string, unknown>} */
    this.properties = {};
    /** What the add-in's own code opened the pane with. */
    this.context = '';
    this.picturesAreBroken = false;
    /** @type {{ at: number, html: string }[]} */
    this.history = [];
  }

  get html() {
    return this.body.innerHTML;
  }

  /** @param {string} html */
  write(html) {
    this.body.innerHTML = html;
    this.remember();
  }

  /** Notes what is seen now, for clients that answer with what was seen earlier. */
  remember() {
    this.history.push({ at: performance.now(), html: this.html });
  }

  /** @param {number} lagMs */
  htmlBefore(lagMs) {
    if (lagMs === 0) return this.html;
    const until = performance.now() - lagMs;
    return this.history.findLast(({ at }) => at <= until)?.html ?? this.history[0]?.html ?? '';
  }

  /** In front; into the first cell of a table at the top, unless the HTML begins with a paragraph. @param {string} html */
  prepend(html) {
    const first = this.body.firstElementChild;
    const cell = first?.tagName === 'TABLE' && !/^\s*<p\b/i.test(html) ? first.querySelector('td, th') : null;
    (cell ?? this.body).insertAdjacentHTML('afterbegin', html);
    this.remember();
  }

  get location() {
    return this.places.map(({ text }) => text).join('; ');
  }
}
