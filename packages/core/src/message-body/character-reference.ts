/** A character reference read from HTML. */
export interface CharacterReference {
  /** Code point that it stands for. */
  readonly code: number;
  /** Position after it. */
  readonly end: number;
}

/** These are read without their semicolon too (HTML, section 13.5). */
const LEGACY: readonly (readonly [name: string, code: number])[] = [
  ['amp', 38],
  ['lt', 60],
  ['gt', 62],
  ['quot', 34],
  ['nbsp', 0xa0],
  ['shy', 0xad],
];
/** References that mail programs write inside text that we wrote; all others may stay as they are. */
const NAMED = new Map<string, number>([
  ...LEGACY,
  ['apos', 39],
  ['num', 35],
  ['colon', 58],
  ['equals', 61],
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

/** Longest name with its semicolon, and most digits of a number. */
const LONGEST = 16;
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
  for (; end - digits < LONGEST; end += 1) {
    const digit = digitOf(source.charCodeAt(end));
    if (digit >= radix) break;
    code = code * radix + digit;
  }
  if (end === digits) return null;
  return { code, end: afterSemicolon(source, end) };
}

/** The value of a digit of base 16 or less; 16 or more for whatever is none. */
function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 ? letter - 87 : 99;
}

function readNamed(source: string, start: number): CharacterReference | null {
  const ahead = source.slice(start, start + LONGEST).toLowerCase();
  const semicolon = ahead.indexOf(';');
  const code = semicolon < 0 ? undefined : NAMED.get(ahead.slice(0, semicolon));
  if (code !== undefined) return { code, end: start + semicolon + 1 };
  const legacy = LEGACY.find(([name]) => ahead.startsWith(name));
  return legacy === undefined ? null : { code: legacy[1], end: start + legacy[0].length };
}

function afterSemicolon(source: string, end: number): number {
  return source.charCodeAt(end) === 59 ? end + 1 : end;
}
