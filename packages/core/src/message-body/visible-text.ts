import { readCharacterReference } from './character-reference.ts';
import { MarkupReader } from './markup.ts';
import type { MessageBody } from './message-body.ts';
import { QuoteTracker } from './quote-tracker.ts';

/**
 * Told of a body's text as a reader sees it, in order: one UTF-16 unit, references decoded, which takes the source from
 * `start` to before `end`, and whether it is quoted.
 */
export type TakeCharacter = (code: number, start: number, end: number, quoted: boolean) => void;

/**
 * Reads a body once from front to end, in time linear in its length whatever stands in it: markup, comments,
 * scripts and styles are passed over, and so are line ends and quote marks; soft line breaks of quoted-printable that a
 * gateway left are joined.
 */
export function scanVisibleText(body: MessageBody, take: TakeCharacter): void {
  new Scanner(body, take).run();
}

const LESS_THAN = 60;
const AMPERSAND = 38;
const EQUALS = 61;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const LAST_UNIT = 0xffff;
const LAST_CODE_POINT = 0x10ffff;

/** Elements that begin and end a line. */
const BLOCKS = new Set(
  'address article blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tbody tr ul'.split(
    ' ',
  ),
);
/** Elements whose content nobody reads. */
const HIDDEN = new Set(['script', 'style', 'title', 'template', 'textarea', 'xml']);

class Scanner {
  readonly #source: string;
  readonly #isHtml: boolean;
  readonly #take: TakeCharacter;
  readonly #markup: MarkupReader;
  readonly #quotes = new QuoteTracker();
  #preformatted = 0;

  constructor(body: MessageBody, take: TakeCharacter) {
    this.#source = body.content;
    this.#markup = new MarkupReader(body.content);
    this.#isHtml = body.type === 'html';
    this.#take = take;
  }

  run(): void {
    const source = this.#source;
    for (let at = 0; at < source.length; ) {
      const code = source.charCodeAt(at);
      if (code === LESS_THAN && this.#isHtml) at = this.#markupAt(at);
      else if (code === AMPERSAND) at = this.#referenceAt(at);
      else if (code === EQUALS) at = this.#equalsAt(at);
      else {
        if (code === LINE_FEED && (!this.#isHtml || this.#preformatted > 0)) this.#quotes.lineBreak();
        else this.#character(code, at, at + 1);
        at += 1;
      }
    }
  }

  #character(code: number, start: number, end: number): void {
    if (!this.#quotes.takesQuoteMark(code)) this.#take(code, start, end, this.#quotes.quoted);
  }

  #referenceAt(at: number): number {
    const reference = readCharacterReference(this.#source, at);
    const end = reference?.end ?? at + 1;
    const code = reference?.code ?? AMPERSAND;
    if (code <= LAST_UNIT) this.#character(code, at, end);
    else {
      const pair = String.fromCodePoint(Math.min(code, LAST_CODE_POINT));
      this.#character(pair.charCodeAt(0), at, end);
      this.#character(pair.charCodeAt(1), at, end);
    }
    return end;
  }

  #equalsAt(at: number): number {
    const next = this.#source.charCodeAt(at + 1);
    if (next === LINE_FEED) return at + 2;
    if (next === CARRIAGE_RETURN && this.#source.charCodeAt(at + 2) === LINE_FEED) return at + 3;
    this.#character(EQUALS, at, at + 1);
    return at + 1;
  }

  #markupAt(at: number): number {
    const markup = this.#markup.read(at);
    if (markup === null) {
      this.#character(LESS_THAN, at, at + 1);
      return at + 1;
    }
    if (markup.name === '') return markup.end;
    if (markup.name === 'pre')
      this.#preformatted = Math.max(0, this.#preformatted + (markup.closing ? -1 : 1));
    if (BLOCKS.has(markup.name)) this.#quotes.lineBreak();
    this.#quotes.markup(markup);
    if (markup.closing || markup.empty || !HIDDEN.has(markup.name)) return markup.end;
    const closing = this.#markup.find(`</${markup.name}`, markup.end);
    return closing < 0 ? markup.end : closing;
  }
}
