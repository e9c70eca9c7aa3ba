import type { MessageBody } from '../message-body/message-body.ts';
import { plainCharacter } from '../message-body/plain-character.ts';
import type { TextRange } from '../message-body/text-range.ts';
import { scanVisibleText } from '../message-body/visible-text.ts';
import { base32Value } from './base32.ts';

/** A scheduling tag or token tag that stands in a body, whether or not it opens. */
export interface FoundTag {
  readonly kind: 'scheduling' | 'token';
  /** What stands between the mark and `#`, in lower case and without blanks. Of a malformed tag: what is left. */
  readonly id: string;
  /** The tag was cut: text that cannot belong to it stands before its `#`, or nothing at all. */
  readonly malformed: boolean;
  /** Begins in a block quote or on a line that begins with `>`: of several tags, those that are not quoted come first. */
  readonly quoted: boolean;
  /** Where it stands in the source, markup in its middle included. */
  readonly range: TextRange;
}

/** Most tags that are read from one body; who sends more is playing. */
const MOST_TAGS = 500;
/** Longest token that is looked at, in characters of base32: a caller's token may have 16,384 characters. */
export const MAX_TOKEN_LENGTH = 28_000;
const MAX_SCHEDULING_LENGTH = 400;
const HASH = 35;
const DASH = 45;
const SCHEDULING_MARK = 'pxps:-';
const TOKEN_MARK = 'tok:-';

/**
 * Finds every tag in a body, in order. Mail programs and people may have put markup, line ends, blanks, soft
 * hyphens, zero-width characters, quote marks and character references (also encoded twice) anywhere into it, or
 * changed its case. Reads the body once; the time is linear in its length.
 */
export function findTags(body: MessageBody): readonly FoundTag[] {
  const collector = new TagCollector();
  scanVisibleText(body, (code, start, end, quoted) => collector.take(code, start, end, quoted));
  return collector.finish();
}

interface OpenTag {
  readonly kind: FoundTag['kind'];
  readonly start: number;
  readonly quoted: boolean;
  readonly longest: number;
  id: string;
  end: number;
}

class TagCollector {
  readonly #tags: FoundTag[] = [];
  /** Rings of the last eight characters that count, and of where each begins: longer than either mark. */
  readonly #recent = new Uint32Array(8);
  readonly #recentStarts = new Uint32Array(8);
  #count = 0;
  #open: OpenTag | null = null;

  take(code: number, start: number, end: number, quoted: boolean): void {
    const plain = plainCharacter(code);
    if (plain === 0) return;
    if (this.#open !== null) this.#extend(this.#open, plain, end);
    this.#remember(plain, start);
    if (plain === DASH) this.#begin(end, quoted);
  }

  finish(): readonly FoundTag[] {
    this.#close(true);
    return this.#tags;
  }

  #remember(plain: number, start: number): void {
    this.#recent[this.#count & 7] = plain;
    this.#recentStarts[this.#count & 7] = start;
    this.#count += 1;
  }

  #endsWith(mark: string): boolean {
    for (let back = 1; back <= mark.length; back += 1) {
      if (this.#recent[(this.#count - back) & 7] !== mark.charCodeAt(mark.length - back)) return false;
    }
    return true;
  }

  #begin(end: number, quoted: boolean): void {
    const mark = [SCHEDULING_MARK, TOKEN_MARK].find((text) => this.#endsWith(text));
    if (mark === undefined || this.#tags.length >= MOST_TAGS) return;
    const start = this.#recentStarts[(this.#count - mark.length) & 7] ?? 0;
    this.#trimLast(start, mark.length - 2);
    const isToken = mark === TOKEN_MARK;
    this.#open = {
      kind: isToken ? 'token' : 'scheduling',
      longest: isToken ? MAX_TOKEN_LENGTH : MAX_SCHEDULING_LENGTH,
      quoted,
      start,
      id: '',
      end,
    };
  }

  #extend(open: OpenTag, plain: number, end: number): void {
    if (plain === HASH) {
      open.end = end;
      this.#close(open.id === '');
    } else if (base32Value(plain) < 0 || open.id.length >= open.longest) {
      this.#close(true);
    } else {
      open.id += String.fromCharCode(plain);
      open.end = end;
    }
  }

  #close(malformed: boolean): void {
    if (this.#open === null) return;
    const { kind, id, quoted, start, end } = this.#open;
    this.#tags.push({ kind, id, malformed, quoted, range: { start, end } });
    this.#open = null;
  }

  /** A cut tag that ran into the mark of the next one gives it back. */
  #trimLast(start: number, letters: number): void {
    const last = this.#tags.at(-1);
    if (last === undefined || last.range.end <= start) return;
    const range = { start: last.range.start, end: start };
    this.#tags[this.#tags.length - 1] = { ...last, id: last.id.slice(0, -letters), range };
  }
}
