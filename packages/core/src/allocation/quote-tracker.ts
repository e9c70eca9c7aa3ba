import type { MarkupTag } from './markup.ts';
import { classifyLine, SEPARATOR_LINE_LENGTH } from './reply-separator.ts';

/** Classes and ids (Outlook prefixes foreign ones with `x_`) of elements that hold a quoted message. */
const QUOTE_CONTAINERS = ['gmail_quote', 'yahoo_quoted', 'protonmail_quote', 'olk_src_body_section'];
/** Longest label of a head line with its colon, decorations included. */
const LABEL_LENGTH = 24;
/** The head of a quoted message; the message is what follows, to the end. */
const QUOTE_HEADS = [
  'divrplyfwdmsg',
  'ms-outlook-mobile-reference-message',
  'mail-editor-reference-message-container',
];
const LONGEST_ATTRIBUTES = 2_000;
/** How many lines below "From:" a "Sent:" may stand. */
const HEAD_LINES = 3;
const GREATER_THAN = 62;
const DASH = 45;
const UNDERSCORE = 95;

/**
 * Follows which part of a body is quoted from an earlier message: block quotes, lines that begin with `>`, the
 * containers of the usual mail programs, and everything below the separator that Outlook writes.
 */
export class QuoteTracker {
  readonly #source: string;
  #blockquotes = 0;
  #divs = 0;
  readonly #containers: number[] = [];
  #restFrom = Number.POSITIVE_INFINITY;
  #lineQuoted = false;
  readonly #line = new Uint16Array(SEPARATOR_LINE_LENGTH);
  #lineLength = 0;
  #lineStart = 0;
  #head: { readonly start: number; lines: number } | null = null;

  constructor(source: string) {
    this.#source = source;
  }

  /** Whether the text here is quoted, what {@link restFrom} tells left aside. */
  get quoted(): boolean {
    return this.#blockquotes > 0 || this.#containers.length > 0 || this.#lineQuoted;
  }

  /** Where the part begins that is quoted to its end; infinite while there is none. */
  get restFrom(): number {
    return this.#restFrom;
  }

  /** Whether only quote marks and blanks stand before this character on its line; then a `>` is a quote mark. */
  takeQuoteMark(code: number): boolean {
    if (code !== GREATER_THAN || this.#lineLength > 0) return false;
    this.#lineQuoted = true;
    return true;
  }

  /** Notes a character of the line; leading blanks do not count. */
  character(code: number, start: number): void {
    if (this.#lineLength === 0) {
      if (code <= 32 || code === 0xa0) return;
      this.#lineStart = start;
    }
    if (this.#lineLength >= SEPARATOR_LINE_LENGTH) return;
    this.#line[this.#lineLength] = code;
    this.#lineLength += 1;
  }

  lineBreak(): void {
    if (this.#lineLength > 0) this.#judgeLine();
    this.#lineLength = 0;
    this.#lineQuoted = false;
  }

  markup(tag: MarkupTag): void {
    if (tag.name === 'blockquote')
      this.#blockquotes = Math.max(0, this.#blockquotes + (tag.closing ? -1 : 1));
    else if (tag.name === 'div' && tag.closing) this.#closeDiv();
    else if ((tag.name === 'div' || tag.name === 'span') && !tag.empty && !tag.closing) this.#open(tag);
  }

  #open(tag: MarkupTag): void {
    if (tag.name === 'div') this.#divs += 1;
    const attributes = this.#source
      .slice(tag.start, Math.min(tag.end, tag.start + LONGEST_ATTRIBUTES))
      .toLowerCase();
    const has = (names: readonly string[]) => names.some((name) => attributes.includes(name));
    if (has(QUOTE_HEADS) || (tag.name === 'span' && has(QUOTE_CONTAINERS))) this.#quoteRest(tag.start);
    else if (has(QUOTE_CONTAINERS)) this.#containers.push(this.#divs);
  }

  #closeDiv(): void {
    if (this.#containers.at(-1) === this.#divs) this.#containers.pop();
    this.#divs -= 1;
  }

  #judgeLine(): void {
    const first = this.#line[0];
    const longest = first === DASH || first === UNDERSCORE ? SEPARATOR_LINE_LENGTH : LABEL_LENGTH;
    const beginning = this.#line.subarray(0, Math.min(longest, this.#lineLength));
    const kind = classifyLine(String.fromCharCode(...beginning));
    if (kind === 'separator') this.#quoteRest(this.#lineStart);
    else if (kind === 'from') this.#head = { start: this.#lineStart, lines: 0 };
    else if (this.#head !== null) {
      this.#head.lines += 1;
      if (kind === 'sent') this.#quoteRest(this.#head.start);
      else if (this.#head.lines >= HEAD_LINES) this.#head = null;
    }
  }

  #quoteRest(from: number): void {
    this.#restFrom = Math.min(this.#restFrom, from);
  }
}
