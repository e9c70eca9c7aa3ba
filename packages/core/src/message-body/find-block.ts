import type { MessageBody } from './message-body.ts';
import { type ReadableText, readableText } from './replace-in-body.ts';
import type { TextRange } from './text-range.ts';

/** Stand for values in a rendered text: characters for private use, which no mail program and no blank rule touches. */
export const VALUE_MARK = '\uE000';
/** Stands for the tag. */
export const TAG_MARK = '\uE001';

/** Longest value that may have stood in the text, in readable characters. */
const LONGEST_VALUE = 300;

/** What {@link findBlock} looks for, and where. */
export interface BlockQuery {
  /** The text as a template renders it, with {@link VALUE_MARK} for each value and {@link TAG_MARK} for the tag. */
  readonly pattern: MessageBody;
  /** Where the tag stands, in readable characters. */
  readonly tag: TextRange;
}

/**
 * Where a text that was rendered once stands around its tag, whatever values it was rendered with; in readable
 * characters. Null when it does not stand there word for word. The time is linear in the pattern's length.
 */
export function findBlock(text: ReadableText, { pattern, tag }: BlockQuery): TextRange | null {
  const [before = '', after, ...more] = readableText(pattern).characters.split(TAG_MARK);
  if (after === undefined || more.length > 0) return null;
  const start = reach(text.characters, {
    from: tag.start,
    parts: before.split(VALUE_MARK).reverse(),
    step: -1,
  });
  const end = reach(text.characters, { from: tag.end, parts: after.split(VALUE_MARK), step: 1 });
  return start === null || end === null ? null : { start, end };
}

interface Walk {
  readonly from: number;
  /** Fixed parts with a value between each two, the nearest first. */
  readonly parts: readonly string[];
  readonly step: 1 | -1;
}

/** How far from `from` the parts stretch when they stand there in turn; the shortest stretch. */
function reach(characters: string, { from, parts, step }: Walk): number | null {
  let places: readonly number[] = [from];
  for (const [turn, part] of parts.entries()) {
    const starts = turn === 0 ? places : spread(places, step);
    places = starts.flatMap((place) => {
      const begin = step > 0 ? place : place - part.length;
      return begin >= 0 && characters.startsWith(part, begin) ? [step > 0 ? place + part.length : begin] : [];
    });
    if (places.length === 0) return null;
  }
  return step > 0 ? Math.min(...places) : Math.max(...places);
}

/** All places that a value of any length may end at. */
function spread(places: readonly number[], step: 1 | -1): readonly number[] {
  const reached = new Set<number>();
  for (const place of places) {
    for (let count = 0; count <= LONGEST_VALUE; count += 1) reached.add(place + step * count);
  }
  return [...reached];
}
