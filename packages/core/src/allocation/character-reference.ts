/** A character reference read from HTML. */
export interface CharacterReference {
  /** Code point that it stands for. */
  readonly code: number;
  /** Position after it. */
  readonly end: number;
}

/** References that mail programs write inside text that we wrote; all others may stay as they are. */
const NAMED = new Map<string, number>([
  ['amp', 38],
  ['lt', 60],
  ['gt', 62],
  ['quot', 34],
  ['apos', 39],
  ['num', 35],
  ['colon', 58],
  ['equals', 61],
  ['nbsp', 0xa0],
  ['shy', 0xad],
  ['ensp', 0x2002],
  ['emsp', 0x2003],
  ['thinsp', 0x2009],
  ['hairsp', 0x200a],
  ['zwj', 0x200d],
  ['zwnj', 0x200c],
  ['lrm', 0x200e],
  ['rlm', 0x200f],
  ['zerowidthspace', 0x200b],
  ['nobreak', 0x2060],
  ['hyphen', 0x2010],
  ['dash', 0x2010],
  ['ndash', 0x2013],
  ['mdash', 0x2014],
  ['minus', 0x2212],
  ['newline', 10],
  ['tab', 9],
]);

/** These are read without their semicolon too (HTML, section 13.5). */
const LEGACY = ['nbsp', 'quot', 'amp', 'shy', 'lt', 'gt'];
const LONGEST_NAME = 16;
const MOST_LAYERS = 4;

/**
 * Reads the character reference at `start`, where an ampersand stands: named, decimal or hexadecimal, and also
 * encoded several times over (`&amp;#45;`). Null when there is none.
 */
export function readCharacterReference(source: string, start: number): CharacterReference | null {
  let found = readBody(source, start + 1);
  for (let layer = 1; found?.code === 38 && layer < MOST_LAYERS; layer += 1) {
    const inner = readBody(source, found.end);
    if (inner === null) break;
    found = inner;
  }
  return found;
}

function readBody(source: string, start: number): CharacterReference | null {
  return source.charCodeAt(start) === 35 ? readNumeric(source, start + 1) : readNamed(source, start);
}

function readNumeric(source: string, start: number): CharacterReference | null {
  const hex = (source.charCodeAt(start) | 32) === 120;
  const radix = hex ? 16 : 10;
  let end = hex ? start + 1 : start;
  const digits = end;
  let code = 0;
  for (; end - digits < LONGEST_NAME; end += 1) {
    const digit = digitOf(source.charCodeAt(end));
    if (digit >= radix) break;
    code = code * radix + digit;
  }
  if (end === digits) return null;
  return { code, end: afterSemicolon(source, end) };
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : 99;
}

function readNamed(source: string, start: number): CharacterReference | null {
  let end = start;
  while (end - start < LONGEST_NAME && isLetter(source.charCodeAt(end))) end += 1;
  const name = source.slice(start, end).toLowerCase();
  const code = NAMED.get(name);
  if (code !== undefined && source.charCodeAt(end) === 59) return { code, end: end + 1 };
  for (const legacy of LEGACY) {
    if (name.startsWith(legacy)) return { code: NAMED.get(legacy) ?? 38, end: start + legacy.length };
  }
  return null;
}

function isLetter(code: number): boolean {
  const letter = code | 32;
  return letter >= 97 && letter <= 122;
}

function afterSemicolon(source: string, end: number): number {
  return source.charCodeAt(end) === 59 ? end + 1 : end;
}
