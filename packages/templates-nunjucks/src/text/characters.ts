/** Code units that need pairs; without them code points and UTF-16 units count alike. */
const SURROGATE = /[\ud800-\udfff]/;

/** The code points of a text, as Python counts characters. */
export function characters(text: string): string[] {
  return SURROGATE.test(text) ? Array.from(text) : text.split('');
}

/** How many code points a text has. */
export function countCharacters(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count += 1;
  return count;
}

/** A part of a text by code points; bounds as in `Array.prototype.slice`. */
export function sliceCharacters(text: string, start: number, end?: number): string {
  return SURROGATE.test(text) ? Array.from(text).slice(start, end).join('') : text.slice(start, end);
}

/** One code point; a negative position counts from the end. */
export function characterAt(text: string, at: number): string | undefined {
  return SURROGATE.test(text) ? Array.from(text).at(at) : text.at(at);
}
