import type { MarkupTag } from './markup.ts';

const GREATER_THAN = 62;
const NO_BREAK_SPACE = 0xa0;
/** Elements whose end is also the end of a block quote that nobody closed inside of them, as HTML has it. */
const CONTAINERS = new Set('article blockquote center div li ol section table tbody td th tr ul'.split(' '));

/**
 * Follows which part of a body is quoted by its structure: block quotes, and lines that begin with `>`. Words
 * say nothing: times, pasted mails and banners look like the head of a quoted message in every language.
 */
export class QuoteTracker {
  /** Containers that are open, the innermost last, and how many there are of each name. */
  readonly #open: string[] = [];
  readonly #counts = new Map<string, number>();
  #lineQuoted = false;
  #lineBegun = false;

  /** Whether the text here is quoted. */
  get quoted(): boolean {
    return this.#lineQuoted || this.#count('blockquote') > 0;
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
    if (!CONTAINERS.has(name)) return;
    if (!closing) {
      this.#open.push(name);
      this.#counts.set(name, this.#count(name) + 1);
      return;
    }
    for (let left = this.#count(name) > 0; left; ) {
      const last = this.#open.pop() ?? name;
      this.#counts.set(last, this.#count(last) - 1);
      left = last !== name;
    }
  }

  #count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
}
