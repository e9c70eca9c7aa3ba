/** Where an HTML text leaves open what would swallow the text behind it. */
export interface MarkupFault {
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** Where in HTML the scanner stands (HTML Living Standard, 13.2.5), and where what is open there began. */
interface Place {
  readonly kind: keyof typeof ahead | 'raw';
  readonly at: number;
  /** The tag, `/` in front for an end tag, or the element whose content is being read. */
  readonly name: string;
}

/** An `if` or `for` that is being read. */
interface Choice {
  readonly before: Place;
  /** Where a branch ended that left something open. */
  open: Place | null;
}

const TEMPLATE = '\\{[{%#]';

/** What is looked for next in each place; in a tag, every character counts. */
const ahead = {
  text: new RegExp(`<!--|<[a-z/!?]|${TEMPLATE}`, 'gi'),
  comment: new RegExp(`--!?>|${TEMPLATE}`, 'g'),
  declaration: new RegExp(`>|${TEMPLATE}`, 'g'),
  names: new RegExp(`[=>"'<]|${TEMPLATE}`, 'g'),
  'before-value': new RegExp(`${TEMPLATE}|\\S`, 'g'),
  unquoted: new RegExp(`[\\s><]|${TEMPLATE}`, 'g'),
  'double-quoted': new RegExp(`"|${TEMPLATE}`, 'g'),
  'single-quoted': new RegExp(`'|${TEMPLATE}`, 'g'),
} as const;

/** Elements whose content is text up to their own end tag, whatever it looks like. */
const rawElements = new Map(
  ['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext'].map(
    (name) => [name, new RegExp(`</${name}(?=[\\s/>])|${TEMPLATE}`, 'gi')],
  ),
);

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
  #place: Place = { kind: 'text', at: 0, name: '' };
  #next = 0;

  constructor(source: string) {
    this.#source = source;
  }

  scan(): MarkupFault | null {
    for (;;) {
      const pattern = this.#pattern();
      pattern.lastIndex = this.#next;
      const match = pattern.exec(this.#source);
      if (match === null) return this.#place.kind === 'text' ? null : this.#stillOpen();
      this.#next = match.index + match[0].length;
      if (templateEnds.has(match[0])) this.#templateTag(match.index);
      else if (this.#isStray(match[0])) return this.#stillOpen();
      else this.#enter(match[0], match.index);
    }
  }

  #pattern(): RegExp {
    const { kind, name } = this.#place;
    return kind === 'raw' ? (rawElements.get(name) ?? ahead.text) : ahead[kind];
  }

  /** A quote where a name should stand ends one that began too early; a `<` in a tag shows that its `>` is missing. */
  #isStray(found: string): boolean {
    const { kind } = this.#place;
    if (kind === 'names') return found === '"' || found === "'" || found === '<';
    return (kind === 'unquoted' || kind === 'before-value') && found === '<';
  }

  #enter(found: string, at: number): void {
    const { kind } = this.#place;
    if (kind === 'text' || kind === 'raw') this.#open(found, at);
    else if (kind === 'comment' || kind === 'declaration') this.#leave();
    else if (kind === 'double-quoted' || kind === 'single-quoted') this.#go('names');
    else if (found === '>') this.#endTag();
    else if (kind === 'names') this.#go('before-value');
    else this.#go(kind === 'unquoted' ? 'names' : valueKind(found));
  }

  #open(found: string, at: number): void {
    if (found === '<!--') {
      // `<!-->` and `<!--->` are whole comments.
      this.#next = at + 2;
      this.#place = { kind: 'comment', at, name: '!--' };
      return;
    }
    const name = /^\/?[a-z][^\s/>{"'<]*/i.exec(this.#source.slice(at + 1, at + 80))?.[0].toLowerCase();
    this.#next = at + 1 + (name?.length ?? 1);
    if (name !== undefined) this.#place = { kind: 'names', at, name };
    else if (!this.#source.startsWith('</', at)) this.#place = { kind: 'declaration', at, name: '!' };
  }

  #endTag(): void {
    const { name, at } = this.#place;
    if (rawElements.has(name)) this.#place = { kind: 'raw', at, name };
    else this.#leave();
  }

  #leave(): void {
    this.#place = { kind: 'text', at: 0, name: '' };
  }

  #go(kind: keyof typeof ahead): void {
    this.#place = { ...this.#place, kind };
  }

  #templateTag(start: number): void {
    const word = /^\{%[-+]?\s*(\w+)/.exec(this.#source.slice(start, start + 40))?.[1];
    if (word === 'if' || word === 'for') this.#choices.push({ before: this.#place, open: null });
    if (word === 'elif' || word === 'else') this.#endBranch(this.#choices.at(-1));
    if (word === 'endif' || word === 'endfor') this.#endChoice(this.#choices.pop());
    if (this.#source[start + 1] === '{' && this.#place.kind === 'before-value') this.#go('unquoted');
    this.#next = this.#afterTemplateTag(start);
  }

  #endBranch(choice: Choice | undefined): void {
    if (choice === undefined) return;
    if (this.#place.kind !== 'text') choice.open ??= this.#place;
    this.#place = choice.before;
  }

  /** What any branch left open is open behind them all. */
  #endChoice(choice: Choice | undefined): void {
    if (this.#place.kind === 'text') this.#place = choice?.open ?? this.#place;
  }

  /** The position after the template tag at `start`; just after its opening when it has no end. */
  #afterTemplateTag(start: number): number {
    const end = templateEnds.get(this.#source.slice(start, start + 2));
    if (end === undefined || this.#missingEnds.has(end)) return start + 2;
    const at = this.#source.indexOf(end, start + 2);
    if (at < 0) this.#missingEnds.add(end);
    return at < 0 ? start + 2 : at + 2;
  }

  #stillOpen(): MarkupFault {
    const { kind, at, name } = this.#place;
    const before = this.#source.slice(0, at).split('\n');
    return {
      message: openMessage(kind, name),
      line: before.length,
      column: (before.at(-1) ?? '').length + 1,
    };
  }
}

/** How an attribute's value is written that begins with `character`. */
function valueKind(character: string): 'double-quoted' | 'single-quoted' | 'unquoted' {
  if (character === '"') return 'double-quoted';
  return character === "'" ? 'single-quoted' : 'unquoted';
}

function openMessage(kind: Place['kind'], name: string): string {
  if (kind === 'comment') return 'The comment is not closed.';
  if (kind === 'declaration') return 'The tag is cut off.';
  if (kind === 'raw') return `<${name}> is not closed.`;
  if (kind === 'double-quoted' || kind === 'single-quoted') return `<${name} has a quote that is not closed.`;
  return `<${name} is cut off.`;
}
