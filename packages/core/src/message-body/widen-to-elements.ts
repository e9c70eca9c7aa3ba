import { MarkupReader, type MarkupTag } from './markup.ts';
import { unmatchedTags } from './replace-in-body.ts';
import type { TextRange } from './text-range.ts';

/** Elements that hold text and may go with it; a table's cells and the body may not. */
const TEXT_ELEMENTS = new Set('a b div em font h1 h2 h3 h4 h5 h6 i p section span strong u'.split(' '));
const MOST_STEPS = 100;

/**
 * A stretch of text together with the elements that hold nothing else: their tags stand right before and behind it,
 * blanks not counted. So no heading or colour of what is cut away is left for what comes in its place.
 */
export function widenToElements(source: string, range: TextRange): TextRange {
  let { start, end } = range;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const unmatched = unmatchedTags(source.slice(start, end));
    const before = tagBefore(source, start);
    const behind = tagBehind(source, end);
    const [first] = unmatched;
    const last = unmatched.at(-1);
    if (first?.closing && first.name === before?.name) start = before.start;
    else if (last && !last.closing && last.name === behind?.name) end = behind.end;
    else if (unmatched.length === 0 && before && before.name === behind?.name) {
      start = before.start;
      end = behind.end;
    } else break;
  }
  return { start, end };
}

function tagBefore(source: string, position: number): MarkupTag | null {
  let end = position;
  while (isBlank(source.charCodeAt(end - 1))) end -= 1;
  const start = source.lastIndexOf('<', end - 1);
  const tag = new MarkupReader(source.slice(start, end)).read(0);
  if (tag === null || tag.closing || tag.empty || tag.end !== end - start) return null;
  return TEXT_ELEMENTS.has(tag.name) ? { ...tag, start, end } : null;
}

function tagBehind(source: string, position: number): MarkupTag | null {
  let start = position;
  while (isBlank(source.charCodeAt(start))) start += 1;
  if (source.charCodeAt(start) !== 60) return null;
  const end = source.indexOf('>', start) + 1;
  const tag = new MarkupReader(source.slice(start, end)).read(0);
  return tag?.closing && TEXT_ELEMENTS.has(tag.name) ? { ...tag, start, end } : null;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
