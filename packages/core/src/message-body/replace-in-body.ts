import { MarkupReader, type MarkupTag } from './markup.ts';
import type { MessageBody } from './message-body.ts';
import { plainCharacter } from './plain-character.ts';
import type { TextRange } from './text-range.ts';
import { scanVisibleText } from './visible-text.ts';

/** What {@link replaceInBody} puts where. */
export interface BodyReplacement {
  /** Where the token tag stands, as `findTags` reports it for this very body. */
  readonly tag: TextRange;
  /** The placeholder as it was rendered for the pane; compared by its visible characters, blanks not counted. */
  readonly placeholder: MessageBody;
  /** What comes in its place, in the body's own type. */
  readonly replacement: string;
}

/**
 * Replaces placeholder and token tag by the joining instructions: the smallest stretch that covers both when
 * nothing readable stands between them, else each on its own, the tag with nothing. A placeholder that somebody
 * changed stays, and the tag alone is replaced. Elements that begin or end inside the stretch and not outside of it
 * are kept, so that the markup around it still fits. Every other character of the body stays as it is.
 */
export function replaceInBody(body: MessageBody, options: BodyReplacement): MessageBody {
  const text = readableText(body);
  const tag = text.covering(options.tag);
  const placeholder = findPlaceholder(text, { sought: readableText(options.placeholder).characters, tag });
  const cuts: Cut[] = [];
  if (placeholder === null) {
    cuts.push({ range: options.tag, text: options.replacement });
  } else if (placeholder.end === tag.start || tag.end === placeholder.start) {
    const first = text.range({
      start: Math.min(placeholder.start, tag.start),
      end: Math.max(placeholder.end, tag.end),
    });
    cuts.push({ range: first, text: options.replacement });
  } else {
    cuts.push(
      { range: text.range(placeholder), text: options.replacement },
      { range: options.tag, text: '' },
    );
  }
  return { type: body.type, content: applyCuts(body, cuts) };
}

/** One stretch of the source, and what comes in its place. */
export interface Cut {
  readonly range: TextRange;
  readonly text: string;
}

/** The characters of a body that count, each with its place in the source. */
export class ReadableText {
  readonly characters: string;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;

  constructor(codes: Uint16Array, places: { readonly starts: Uint32Array; readonly ends: Uint32Array }) {
    // Half a surrogate pair becomes one replacement character: the count of units stays.
    this.characters = new TextDecoder('utf-16le').decode(codes);
    this.#starts = places.starts;
    this.#ends = places.ends;
  }

  /** The characters that a stretch of the source holds. */
  covering(source: TextRange): TextRange {
    return { start: this.#firstFrom(source.start), end: this.#firstFrom(source.end) };
  }

  /** The stretch of the source that these characters take. */
  range(characters: TextRange): TextRange {
    return { start: this.#starts[characters.start] ?? 0, end: this.#ends[characters.end - 1] ?? 0 };
  }

  #firstFrom(position: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Reads what counts of a body when texts are compared. Linear in its length. */
export function readableText(body: MessageBody): ReadableText {
  const size = body.content.length;
  const codes = new Uint16Array(size);
  const starts = new Uint32Array(size);
  const ends = new Uint32Array(size);
  let count = 0;
  scanVisibleText(body, (code, start, end) => {
    const plain = plainCharacter(code);
    if (plain === 0) return;
    codes[count] = plain;
    starts[count] = start;
    ends[count] = end;
    count += 1;
  });
  const places = { starts: starts.subarray(0, count), ends: ends.subarray(0, count) };
  return new ReadableText(codes.subarray(0, count), places);
}

/** A mark that begins a tag, as {@link readableText} shows it. */
const MARK = /pxps:-|tok:-/;

/** The placeholder nearest before the tag, else the one right behind it; not one that another tag belongs to. */
function findPlaceholder(
  { characters }: ReadableText,
  { sought, tag }: { readonly sought: string; readonly tag: TextRange },
): TextRange | null {
  const before = tag.start < sought.length ? -1 : characters.lastIndexOf(sought, tag.start - sought.length);
  if (before >= 0 && !MARK.test(characters.slice(before + sought.length, tag.start))) {
    return { start: before, end: before + sought.length };
  }
  const after = { start: tag.end, end: tag.end + sought.length };
  const isBehind = characters.startsWith(sought, after.start);
  return isBehind && !MARK.test(characters.slice(after.end, after.end + 6)) ? after : null;
}

/** The source with each cut made, which stand in order; elements that begin or end inside of one and not outside are kept. */
export function applyCuts(body: MessageBody, cuts: readonly Cut[]): string {
  const source = body.content;
  let content = '';
  let position = 0;
  for (const { range, text } of cuts) {
    const kept = body.type === 'html' ? unmatchedMarkup(source.slice(range.start, range.end)) : '';
    content += source.slice(position, range.start) + text + kept;
    position = range.end;
  }
  return content + source.slice(position);
}

const VOID_ELEMENTS = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** The tags of a stretch whose partner stands outside of it, in order. */
export function unmatchedTags(stretch: string): readonly MarkupTag[] {
  const reader = new MarkupReader(stretch);
  const kept = new Set<MarkupTag>();
  const open = new Map<string, MarkupTag[]>();
  for (let at = stretch.indexOf('<'); at >= 0; ) {
    const tag = reader.read(at);
    if (tag !== null && !tag.empty && !VOID_ELEMENTS.has(tag.name)) {
      const sameName = open.get(tag.name) ?? [];
      const partner = tag.closing ? sameName.pop() : undefined;
      if (partner === undefined) kept.add(tag);
      else kept.delete(partner);
      if (!tag.closing) {
        sameName.push(tag);
        open.set(tag.name, sameName);
      }
    }
    at = stretch.indexOf('<', tag?.end ?? at + 1);
  }
  return [...kept];
}

function unmatchedMarkup(stretch: string): string {
  return unmatchedTags(stretch)
    .map((tag) => stretch.slice(tag.start, tag.end))
    .join('');
}
