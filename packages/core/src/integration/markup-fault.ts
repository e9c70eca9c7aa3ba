/** Where an HTML text is not closed properly. */
export interface MarkupFault {
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** An open element and those it stands in; a list, so that a branch can be left and entered again for free. */
interface OpenElement {
  readonly name: string;
  readonly at: number;
  readonly parent: OpenElement | null;
}

/** An `if` or `for` that is being read. */
interface Choice {
  /** What was open before it. */
  readonly before: OpenElement | null;
  /** What was open at the end of each branch so far. */
  readonly branches: (OpenElement | null)[];
}

/** Elements that have no end tag (HTML Living Standard, 13.1.2). */
const voidElements = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** Elements whose content is text, whatever it looks like. */
const rawElements = new Set(['script', 'style', 'textarea', 'title']);

const templateEnds = new Map([
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
]);

/**
 * Finds the first tag that is not closed, closed without having been opened, or cut off. Template tags are
 * stepped over, and each branch of an `if` is held against the elements that were open before it. Optional end
 * tags (`</p>`, `</li>`) are demanded too: the text lands inside a body that others wrote. Linear in the
 * length of `source`.
 */
export function findMarkupFault(source: string): MarkupFault | null {
  return new MarkupScanner(source).scan();
}

class MarkupScanner {
  readonly #source: string;
  readonly #choices: Choice[] = [];
  /** Ends of template tags that are known not to come any more. */
  readonly #missingEnds = new Set<string>();
  #open: OpenElement | null = null;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  scan(): MarkupFault | null {
    const start = /<[a-z/!?]|\{[{%#]/gi;
    for (let match = start.exec(this.#source); match !== null; match = start.exec(this.#source)) {
      this.#at = match.index;
      const fault = match[0].startsWith('{') ? this.#templateTag() : this.#markup();
      if (fault !== null) return fault;
      start.lastIndex = this.#at;
    }
    return this.#open === null ? null : this.#fault(this.#open.at, `<${this.#open.name}> is not closed.`);
  }

  #templateTag(): MarkupFault | null {
    const start = this.#at;
    this.#at = this.#afterTemplateTag(start);
    const word = /^\{%[-+]?\s*(\w+)/.exec(this.#source.slice(start, start + 40))?.[1];
    if (word === 'if' || word === 'for') this.#choices.push({ before: this.#open, branches: [] });
    if (word === 'elif' || word === 'else') {
      const choice = this.#choices.at(-1);
      choice?.branches.push(this.#open);
      if (choice !== undefined) this.#open = choice.before;
    }
    if (word !== 'endif' && word !== 'endfor') return null;
    const other = this.#choices.pop()?.branches.find((branch) => !isSameNesting(branch, this.#open));
    return other === undefined ? null : this.#fault(start, 'Its branches leave different tags open.');
  }

  /** The position after the template tag at `start`; just after its opening when it has no end. */
  #afterTemplateTag(start: number): number {
    const end = templateEnds.get(this.#source.slice(start, start + 2));
    if (end === undefined || this.#missingEnds.has(end)) return start + 2;
    const at = this.#source.indexOf(end, start + 2);
    if (at < 0) this.#missingEnds.add(end);
    return at < 0 ? start + 2 : at + 2;
  }

  #markup(): MarkupFault | null {
    const start = this.#at;
    if (this.#source.startsWith('<!--', start)) return this.#skipPast('-->', 'The comment is not closed.');
    const name = /^<(\/?)([a-z][^\s/>{"'<]*)/i.exec(this.#source.slice(start, start + 80));
    if (name === null) {
      if (this.#source[start + 1] !== '/') return this.#skipPast('>', 'The tag is cut off.');
      this.#at = start + 2;
      return null;
    }
    const end = this.#endOfTag(start + name[0].length);
    const tag = (name[2] ?? '').toLowerCase();
    if (end < 0) return this.#fault(start, `<${name[1]}${tag} is cut off.`);
    this.#at = end;
    return name[1] === '/' ? this.#close(tag, start) : this.#enter(tag, start);
  }

  #skipPast(end: string, message: string): MarkupFault | null {
    const at = this.#source.indexOf(end, this.#at);
    if (at < 0) return this.#fault(this.#at, message);
    this.#at = at + end.length;
    return null;
  }

  /** The position after the `>` of the tag whose attributes begin at `from`, or -1. */
  #endOfTag(from: number): number {
    let quote = '';
    for (let at = from; at < this.#source.length; at += 1) {
      const character = this.#source.charAt(at);
      if (templateEnds.has(this.#source.slice(at, at + 2))) at = this.#afterTemplateTag(at) - 1;
      else if (quote !== '') quote = character === quote ? '' : quote;
      else if (character === '"' || character === "'") quote = character;
      else if (character === '>') return at + 1;
      else if (character === '<') return -1;
    }
    return -1;
  }

  #enter(name: string, at: number): null {
    if (voidElements.has(name)) return null;
    this.#open = { name, at, parent: this.#open };
    if (rawElements.has(name)) {
      const end = new RegExp(`</${name}`, 'gi');
      end.lastIndex = this.#at;
      this.#at = end.exec(this.#source)?.index ?? this.#source.length;
    }
    return null;
  }

  #close(name: string, at: number): MarkupFault | null {
    if (this.#open?.name !== name) return this.#fault(at, this.#mismatch(name));
    this.#open = this.#open.parent;
    return null;
  }

  #mismatch(name: string): string {
    return this.#open === null
      ? `</${name}> closes nothing that is open here.`
      : `</${name}> stands where <${this.#open.name}> is still open.`;
  }

  #fault(at: number, message: string): MarkupFault {
    const before = this.#source.slice(0, at).split('\n');
    return { message, line: before.length, column: (before.at(-1) ?? '').length + 1 };
  }
}

function isSameNesting(one: OpenElement | null, other: OpenElement | null): boolean {
  let [a, b] = [one, other];
  while (a !== b) {
    if (a === null || b === null || a.name !== b.name) return false;
    [a, b] = [a.parent, b.parent];
  }
  return true;
}
