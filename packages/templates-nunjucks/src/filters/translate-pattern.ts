import { renderFault } from '../template-fault.ts';

/** What Python's classes mean for texts, in and outside of brackets. */
const CLASSES: Readonly<Record<string, readonly [outside: string, inside: string]>> = {
  d: ['\\p{Nd}', '\\p{Nd}'],
  D: ['\\P{Nd}', '\\P{Nd}'],
  w: ['[\\p{L}\\p{N}_]', '\\p{L}\\p{N}_'],
  W: [
    '[^\\p{L}\\p{N}_]',
    '\\p{M}\\p{Pd}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{Po}\\x{203F}\\x{2040}\\x{2054}\\x{FE33}\\x{FE34}\\x{FE4D}-\\x{FE4F}\\x{FF3F}\\p{S}\\p{Z}\\p{C}',
  ],
  s: ['[\\t-\\r\\x1c-\\x1f\\x{85}\\p{Z}]', '\\t-\\r\\x1c-\\x1f\\x{85}\\p{Z}'],
  S: [
    '[^\\t-\\r\\x1c-\\x1f\\x{85}\\p{Z}]',
    '\\x{0}-\\x{8}\\x{e}-\\x{1b}\\x{21}-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{10ffff}',
  ],
};
const ASSERTIONS: Readonly<Record<string, string>> = { A: '\\A', Z: '\\z', b: '\\b', B: '\\B' };
const CONTROLS: Readonly<Record<string, string>> = {
  n: '\\n',
  t: '\\t',
  r: '\\r',
  f: '\\f',
  v: '\\v',
  a: '\\a',
};
const GROUP = /\(\?(?:#[^)]*\)|P<[A-Za-z_]\w*>|:|[ims]+(?:-[ims]+)?[:)]|-[ims]+:)/y;
const REPEAT = /\{(\d{0,4})(,?)(\d{0,4})\}/y;
const CODE = /x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|0([0-7]{0,2})|([1-3][0-7]{2})/y;

/** A pattern of Python's re in the syntax of RE2. Throws on what has no linear-time meaning, or none at all. */
export function translatePattern(source: string): string {
  let result = '';
  for (let at = 0; at < source.length; ) {
    const [piece, length] = translateAt(source, at);
    result += piece;
    at += length;
  }
  return result;
}

function translateAt(source: string, at: number): readonly [string, number] {
  switch (source[at]) {
    case '\\':
      return escapeSequence(source, at, false);
    case '[':
      return bracket(source, at);
    case '(':
      return group(source, at);
    case '{':
      return repeat(source, at);
    default:
      return [source[at] ?? '', 1];
  }
}

function group(source: string, at: number): readonly [string, number] {
  if (source[at + 1] !== '?') return ['(', 1];
  GROUP.lastIndex = at;
  const found = GROUP.exec(source)?.[0];
  if (found === undefined)
    throw renderFault('The pattern has a group that is not supported (no look-around, no back-reference)');
  if (found.startsWith('(?#')) return ['', found.length];
  if (found.endsWith(')') && at > 0) throw renderFault('Flags of the whole pattern stand at its start');
  return [found, found.length];
}

function repeat(source: string, at: number): readonly [string, number] {
  REPEAT.lastIndex = at;
  const found = REPEAT.exec(source);
  if (!found || (found[1] === '' && found[2] === '')) return ['\\{', 1];
  return [`{${found[1] || '0'}${found[2]}${found[3]}}`, found[0].length];
}

function bracket(source: string, at: number): readonly [string, number] {
  let result = source[at + 1] === '^' ? '[^' : '[';
  let next = at + result.length;
  for (let first = true; ; first = false) {
    const character = source[next];
    if (character === undefined) throw renderFault('The pattern has a set without end');
    if (character === ']' && !first) return [`${result}]`, next + 1 - at];
    const [piece, length] =
      character === '\\' ? escapeSequence(source, next, true) : [member(character, first), 1];
    result += piece;
    next += length;
  }
}

function member(character: string, first: boolean): string {
  return character === '[' || (character === ']' && first) ? `\\${character}` : character;
}

function escapeSequence(source: string, at: number, inside: boolean): readonly [string, number] {
  const character = source[at + 1];
  if (character === undefined) throw renderFault('The pattern ends with a backslash');
  CODE.lastIndex = at + 1;
  const code = CODE.exec(source);
  if (code) return [codePoint(code), code[0].length + 1];
  if (/\d/.test(character)) throw renderFault('Back-references are not supported in a pattern');
  const known =
    (Object.hasOwn(CLASSES, character) ? CLASSES[character] : undefined)?.[inside ? 1 : 0] ??
    CONTROLS[character];
  if (known !== undefined) return [known, 2];
  if (inside && character === 'b') return ['\\x08', 2];
  const assertion = inside ? undefined : ASSERTIONS[character];
  if (assertion !== undefined) return [assertion, 2];
  if (/[A-Za-z]/.test(character)) throw renderFault(`\\${character} means nothing in a pattern`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Python and browsers count them too
  return /[\x00-\x7f]/.test(character) ? [`\\${character}`, 2] : [character, 2];
}

function codePoint([all, byte, unit, point, zero, octal]: RegExpExecArray): string {
  const hex = byte ?? unit ?? point;
  const value =
    hex === undefined
      ? Number.parseInt(zero === undefined ? (octal ?? '') : `0${zero}`, 8)
      : Number.parseInt(hex, 16);
  if (value > 0x10ffff) throw renderFault(`\\${all} is no character`);
  return `\\x{${value.toString(16)}}`;
}
