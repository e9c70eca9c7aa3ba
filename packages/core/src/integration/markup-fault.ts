import { advanceHtml, HTML_START, type HtmlMove, type HtmlState } from '../message-body/html-state.ts';

/** Where an HTML text leaves open what would swallow the text behind it. */
export interface MarkupFault {
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** A place in HTML, and where what is open there began. */
interface Place {
  readonly state: HtmlState;
  readonly at: number;
}

/** An `if` or `for` that is being read. */
interface Choice {
  readonly before: Place;
  /** Where a branch ended that left something open. */
  open: Place | null;
}

const templateEnds = new Map([
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
]);

/**
 * Finds what is left open and would swallow the text behind it: a tag, the quotes of an attribute, a comment, or an
 * element whose content is text (`script`, `style`, `textarea`, `title` ...). All else is left to HTML, which closes
 * what has no end tag by itself. Template tags are stepped over; each branch of an `if` begins where the `if` stands.
 * Linear in the length of `source`.
 */
export function findMarkupFault(source: string): MarkupFault | null {
  return new MarkupScanner(source).scan();
}

class MarkupScanner {
  readonly #source: string;
  readonly #choices: Choice[] = [];
  /** Ends of template tags that are known not to come any more. */
  readonly #missingEnds = new Set<string>();
  #place: Place = { state: HTML_START, at: 0 };
  #isStray = false;

  constructor(source: string) {
    this.#source = source;
  }

  scan(): MarkupFault | null {
    const tags = /\{[{%#]/g;
    for (let at = 0; at < this.#source.length && !this.#isStray; ) {
      tags.lastIndex = at;
      const tag = tags.exec(this.#source)?.index ?? this.#source.length;
      this.#markup(at, tag);
      at = tag < this.#source.length ? this.#templateTag(tag) : tag;
    }
    return isOpen(this.#place) ? this.#stillOpen() : null;
  }

  #markup(start: number, end: number): void {
    let { at } = this.#place;
    const onMove = (move: HtmlMove) => {
      if (this.#isStray) return;
      if (move.from.mode === 'text' || move.to.mode === 'less-than') at = start + move.start;
      this.#isStray = isStray(move.from, this.#source.charAt(start + move.start));
      this.#place = { state: move.to, at };
    };
    advanceHtml(this.#place.state, this.#source.slice(start, end), onMove);
  }

  /** Returns the position after the template tag at `start`; just after its opening when it has no end. */
  #templateTag(start: number): number {
    const word = /^\{%[-+]?\s*(\w+)/.exec(this.#source.slice(start, start + 40))?.[1];
    if (word === 'if' || word === 'for') this.#choices.push({ before: this.#place, open: null });
    if (word === 'elif' || word === 'else') this.#endBranch(this.#choices.at(-1));
    if (word === 'endif' || word === 'endfor') this.#endChoice(this.#choices.pop());
    const { state, at } = this.#place;
    // A value right after `=` begins an unquoted one.
    if (this.#source[start + 1] === '{' && state.mode === 'before-value') {
      this.#place = { state: { ...state, mode: 'unquoted' }, at };
    }
    return this.#afterTemplateTag(start);
  }

  #endBranch(choice: Choice | undefined): void {
    if (choice === undefined) return;
    if (isOpen(this.#place)) choice.open ??= this.#place;
    this.#place = choice.before;
  }

  /** What any branch left open is open behind them all. */
  #endChoice(choice: Choice | undefined): void {
    if (!isOpen(this.#place)) this.#place = choice?.open ?? this.#place;
  }

  #afterTemplateTag(start: number): number {
    const end = templateEnds.get(this.#source.slice(start, start + 2));
    if (end === undefined || this.#missingEnds.has(end)) return start + 2;
    const at = this.#source.indexOf(end, start + 2);
    if (at < 0) this.#missingEnds.add(end);
    return at < 0 ? start + 2 : at + 2;
  }

  #stillOpen(): MarkupFault {
    const before = this.#source.slice(0, this.#place.at).split('\n');
    return {
      message: openMessage(this.#place.state),
      line: before.length,
      column: (before.at(-1) ?? '').length + 1,
    };
  }
}

function isOpen({ state }: Place): boolean {
  return !['text', 'less-than'].includes(state.mode) && state.tag !== '/';
}

/** A quote where a name should stand ends one that began too early; a `<` in a tag shows that its `>` is missing. */
function isStray({ mode }: HtmlState, found: string): boolean {
  const inNames = ['tag-name', 'tag', 'attribute-name', 'after-name'].includes(mode);
  if (found === '<') return inNames || mode === 'unquoted' || mode === 'before-value';
  return inNames && (found === '"' || found === "'");
}

function openMessage({ mode, tag }: HtmlState): string {
  if (mode === 'comment') return 'The comment is not closed.';
  if (mode === 'declaration') return 'The tag is cut off.';
  if (mode === 'raw') return `<${tag}> is not closed.`;
  if (mode === 'double-quoted' || mode === 'single-quoted') return `<${tag} has a quote that is not closed.`;
  return `<${tag} is cut off.`;
}
