/** One tag, comment or declaration of HTML. */
export interface MarkupTag {
  /** Element name in lower case; empty for comments and declarations. */
  readonly name: string;
  readonly closing: boolean;
  /** Whether it was written as `<name/>`. */
  readonly empty: boolean;
  readonly start: number;
  /** Position after it. */
  readonly end: number;
}

const GREATER_THAN = 62;
const SLASH = 47;
const EQUALS = 61;
const LONGEST_NAME = 64;

/**
 * Reads the markup of one received body from front to end. What nobody closes must not hide the rest of a mail, so it
 * looks ahead to the end, which `advanceHtml`, for texts of our own that come in pieces, cannot. It remembers what it looked for in vain, so that a body full of
 * unclosed comments and quotes costs no more than any other.
 */
export class MarkupReader {
  readonly #source: string;
  readonly #missing = new Set<string>();
  #ignoreQuotes = false;

  constructor(source: string) {
    this.#source = source;
  }

  /** The markup at `start`, where a less-than sign stands; null when that is plain text. */
  read(start: number): MarkupTag | null {
    const next = this.#source.charCodeAt(start + 1);
    if (next === 33 || next === 63) return this.#declaration(start);
    const closing = next === SLASH;
    const nameStart = closing ? start + 2 : start + 1;
    if (!isLetter(this.#source.charCodeAt(nameStart))) return null;
    let nameEnd = nameStart + 1;
    while (nameEnd - nameStart < LONGEST_NAME && isNamePart(this.#source.charCodeAt(nameEnd))) nameEnd += 1;
    const end = this.#tagEnd(nameEnd);
    if (end < 0) return null;
    const name = this.#source.slice(nameStart, nameEnd).toLowerCase();
    return { name, closing, empty: this.#source.charCodeAt(end - 2) === SLASH, start, end };
  }

  /** Where `needle` (compared without case) stands next; -1 when nowhere. Positions must not go back. */
  find(needle: string, from: number): number {
    if (this.#missing.has(needle)) return -1;
    const pattern = new RegExp(needle, 'gi');
    pattern.lastIndex = from;
    const found = pattern.exec(this.#source);
    if (found === null) this.#missing.add(needle);
    return found?.index ?? -1;
  }

  #declaration(start: number): MarkupTag | null {
    const comment = this.#source.startsWith('<!--', start) ? this.find('-->', start + 4) : -1;
    // A comment that nobody closes ends where a declaration would, so that it cannot hide the rest of the body.
    const end = comment >= 0 ? comment + 3 : this.find('>', start) + 1;
    return end === 0 ? null : { name: '', closing: false, empty: true, start, end };
  }

  /** Position after the tag's closing bracket, those in quoted attribute values not counted; -1: there is none. */
  #tagEnd(from: number): number {
    if (this.#ignoreQuotes) return this.find('>', from) + 1 || -1;
    const source = this.#source;
    let valueExpected = false;
    for (let at = from; at < source.length; at += 1) {
      const code = source.charCodeAt(at);
      if (code === GREATER_THAN) return at + 1;
      if (valueExpected && (code === 34 || code === 39)) {
        const quote = this.find(code === 34 ? '"' : "'", at + 1);
        if (quote < 0) break;
        at = quote;
        valueExpected = false;
      } else if (code === EQUALS) valueExpected = true;
      else if (code > 32) valueExpected = false;
    }
    this.#ignoreQuotes = true;
    return this.find('>', from) + 1 || -1;
  }
}

function isLetter(code: number): boolean {
  const letter = code | 32;
  return letter >= 97 && letter <= 122;
}

function isNamePart(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 58) || code === 45 || code === 95;
}
