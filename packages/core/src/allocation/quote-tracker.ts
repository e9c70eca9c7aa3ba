import type { MarkupTag } from './markup.ts';

const GREATER_THAN = 62;
const NO_BREAK_SPACE = 0xa0;

/**
 * Follows which part of a body is quoted by its structure (S4.11): block quotes, and lines that begin with `>`. Words
 * say nothing: times, pasted mails and banners look like the head of a quoted message in every language.
 */
export class QuoteTracker {
  #blockquotes = 0;
  #lineQuoted = false;
  #lineBegun = false;

  /** Whether the text here is quoted. */
  get quoted(): boolean {
    return this.#blockquotes > 0 || this.#lineQuoted;
  }

  /** Takes a character of the line; true for a quote mark: a `>` with nothing but quote marks and blanks before it. */
  takesQuoteMark(code: number): boolean {
    if (this.#lineBegun || code <= 32 || code === NO_BREAK_SPACE) return false;
    if (code !== GREATER_THAN) this.#lineBegun = true;
    else this.#lineQuoted = true;
    return code === GREATER_THAN;
  }

  lineBreak(): void {
    this.#lineBegun = false;
    this.#lineQuoted = false;
  }

  markup({ name, closing }: MarkupTag): void {
    if (name === 'blockquote') this.#blockquotes = Math.max(0, this.#blockquotes + (closing ? -1 : 1));
  }
}
