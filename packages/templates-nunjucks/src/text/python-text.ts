import type { Budget } from '../evaluate/budget.ts';
import { characters, countCharacters } from './characters.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: Python and browsers count them too
const BLANK = /[\s\x1c-\x1f\x85]/;

/** Which ends of a text are stripped. */
export type Ends = 'both' | 'start' | 'end';

/** Python's strip, lstrip and rstrip; without `chars` it strips white space. */
export function strip(text: string, chars: string | undefined, ends: Ends = 'both'): string {
  if (chars !== undefined) return stripCharacters(text, new Set(characters(chars)), ends);
  let start = 0;
  let end = text.length;
  while (ends !== 'end' && start < end && isBlank(text, start)) start += 1;
  while (ends !== 'start' && end > start && isBlank(text, end - 1)) end -= 1;
  return text.slice(start, end);
}

function isBlank(text: string, at: number): boolean {
  return text[at] === ' ' || BLANK.test(text.charAt(at));
}

function stripCharacters(text: string, goes: ReadonlySet<string>, ends: Ends): string {
  const items = characters(text);
  let start = 0;
  let end = items.length;
  while (ends !== 'end' && start < end && goes.has(items[start] ?? '')) start += 1;
  while (ends !== 'start' && end > start && goes.has(items[end - 1] ?? '')) end -= 1;
  return items.slice(start, end).join('');
}

/** The words between white space, at most `max` splits when that is not negative. */
export function splitBlank(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = strip(text, undefined, 'start');
  while (rest !== '') {
    const at = max >= 0 && parts.length >= max ? -1 : rest.search(BLANK);
    if (at < 0) {
      parts.push(rest);
      break;
    }
    parts.push(rest.slice(0, at));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: Python and browsers count them too
    const gap = /[^\s\x1c-\x1f\x85]/g;
    gap.lastIndex = at;
    const next = gap.exec(rest);
    rest = next ? rest.slice(next.index) : '';
  }
  return parts;
}

/** The same from the end. */
export function splitBlankRight(text: string, max: number): string[] {
  if (max < 0) return splitBlank(text, max);
  const words: string[] = [];
  let rest = strip(text, undefined, 'end');
  while (rest !== '' && words.length < max) {
    let at = rest.length - 1;
    while (at >= 0 && !BLANK.test(rest.charAt(at))) at -= 1;
    if (at < 0) break;
    words.push(rest.slice(at + 1));
    rest = strip(rest.slice(0, at), undefined, 'end');
  }
  if (rest !== '') words.push(rest);
  return words.reverse();
}

/** The parts between `separator`, at most `max` splits when that is not negative. */
export function splitAt(text: string, separator: string, max: number): string[] {
  const all = text.split(separator);
  if (max < 0 || all.length <= max + 1) return all;
  return [...all.slice(0, max), all.slice(max).join(separator)];
}

/** The same from the end. */
export function splitAtRight(text: string, separator: string, max: number): string[] {
  const all = text.split(separator);
  if (max < 0 || all.length <= max + 1) return all;
  const head = all.length - max;
  return [all.slice(0, head).join(separator), ...all.slice(head)];
}

/** The lines of a text; a line break at its end starts no further line. */
export function splitLines(text: string, keepEnds = false): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Python and browsers count them too
  const lines = text.split(/(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])/);
  const result: string[] = [];
  for (let at = 0; at < lines.length; at += 2) {
    const line = lines[at] ?? '';
    const end = lines[at + 1];
    if (end === undefined && line === '') break;
    result.push(keepEnds ? line + (end ?? '') : line);
  }
  return result;
}

/** How many of `missing` characters str.center puts before a text: the odd one too where the width is odd. */
export function blanksBefore(missing: number, width: number): number {
  return Math.floor(missing / 2) + (missing % 2) * (width % 2);
}

/** str.capitalize(). */
export function capitalize(text: string): string {
  const first = text === '' ? '' : String.fromCodePoint(text.codePointAt(0) ?? 0);
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

/** str.title(): every run of letters begins with a capital. */
export function titleWords(text: string): string {
  return text.replace(/\p{L}+/gu, (word) => capitalize(word));
}

/** str.swapcase(). */
export function swapCase(text: string): string {
  return characters(text)
    .map((item) => (item === item.toUpperCase() ? item.toLowerCase() : item.toUpperCase()))
    .join('');
}

/** `text` with every `find` replaced, at most `count` times when that is not negative; Python's rules for ''. */
export function replaceText(
  text: string,
  find: string,
  { by, count, budget }: { readonly by: string; readonly count: number; readonly budget: Budget },
): string {
  budget.search(text, find);
  const most = count < 0 ? Number.POSITIVE_INFINITY : count;
  const parts = find === '' ? [] : splitAt(text, find, count);
  const found = find === '' ? Math.min(countText(text, ''), most) : parts.length - 1;
  budget.spend(found);
  budget.expect(text.length + Math.max(0, found * (by.length - find.length)));
  if (find !== '') return parts.join(by);
  const items = characters(text);
  const times = count < 0 ? items.length + 1 : Math.min(count, items.length + 1);
  return items.map((item, at) => (at < times ? by + item : item)).join('') + (times > items.length ? by : '');
}

/** Decimal digits of any script as 0 to 9; Unicode has each script's ten in a row. */
export function withPlainDigits(text: string): string {
  return text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let before = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
    return String(before % 10);
  });
}

/** How often `part` stands in `text`, without overlap. */
export function countText(text: string, part: string): number {
  return part === '' ? countCharacters(text) + 1 : text.split(part).length - 1;
}

const PREDICATES: Readonly<Record<string, RegExp>> = {
  isalpha: /^\p{L}+$/u,
  isdigit: /^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]+$/u,
  isdecimal: /^\p{Nd}+$/u,
  isnumeric: /^\p{N}+$/u,
  isalnum: /^[\p{L}\p{N}]+$/u,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Python and browsers count them too
  isspace: /^[\s\x1c-\x1f\x85]+$/u,
  isidentifier: /^[\p{XID_Start}_]\p{XID_Continue}*$/u,
  isprintable: /^(?:[^\p{C}\p{Z}]| )*$/u,
};

/** Names of the `is…` methods of str. */
export const predicateNames: readonly string[] = [
  ...Object.keys(PREDICATES),
  'isascii',
  'isupper',
  'islower',
  'istitle',
];

/** Asks one of the `is…` methods of str. */
export function askText(name: string, text: string): boolean {
  const predicate = PREDICATES[name];
  if (predicate) return predicate.test(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Python and browsers count them too
  if (name === 'isascii') return !/[^\x00-\x7f]/.test(text);
  const cased = /[\p{Lu}\p{Ll}\p{Lt}]/u.test(text);
  if (name === 'isupper') return cased && !/[\p{Ll}\p{Lt}]/u.test(text);
  if (name === 'islower') return cased && !/[\p{Lu}\p{Lt}]/u.test(text);
  return cased && text === titleWords(text);
}
