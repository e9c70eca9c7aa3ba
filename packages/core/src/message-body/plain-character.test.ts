import { expect, it } from 'vitest';
import { plainCharacter } from './plain-character.ts';

/** Each row: the first and the last of a stretch, and what its characters become; null: they stay. */
it.each<[title: string, first: number, last: number, plain: number | null]>([
  ['control characters and the blank', 0x00, 0x20, 0],
  ['marks and digits', 0x21, 0x40, null],
  ['lower-case letters', 0x5b, 0x7e, null],
  ['control characters and the blank that does not break', 0x7f, 0xa0, 0],
  ['marks', 0xa1, 0xac, null],
  ['the soft hyphen', 0xad, 0xad, 0],
  ['letters', 0xae, 0x34e, null],
  ['the grapheme joiner', 0x34f, 0x34f, 0],
  ['letters, some Arabic', 0x350, 0x61b, null],
  ['the Arabic letter mark', 0x61c, 0x61c, 0],
  ['letters, some Mongolian', 0x61d, 0x180d, null],
  ['the Mongolian vowel separator', 0x180e, 0x180e, 0],
  ['letters', 0x180f, 0x1fff, null],
  ['blanks of many widths', 0x2000, 0x200f, 0],
  ['dashes', 0x2010, 0x2015, 45],
  ['quotes and bullets', 0x2016, 0x2027, null],
  ['separators and direction marks', 0x2028, 0x202f, 0],
  ['punctuation', 0x2030, 0x205e, null],
  ['invisible operators', 0x205f, 0x206f, 0],
  ['signs', 0x2070, 0x2211, null],
  ['the minus sign', 0x2212, 0x2212, 45],
  ['signs', 0x2213, 0x2fff, null],
  ['the ideographic blank', 0x3000, 0x3000, 0],
  ['ideographs', 0x3001, 0xfdff, null],
  ['variation selectors', 0xfe00, 0xfe0f, 0],
  ['vertical forms', 0xfe10, 0xfe54, null],
  ['the small colon', 0xfe55, 0xfe55, 58],
  ['small forms', 0xfe56, 0xfe5e, null],
  ['the small number sign', 0xfe5f, 0xfe5f, 35],
  ['small forms', 0xfe60, 0xfe62, null],
  ['the small hyphen', 0xfe63, 0xfe63, 45],
  ['forms', 0xfe64, 0xfefe, null],
  ['the byte order mark', 0xfeff, 0xfeff, 0],
  ['wide marks', 0xff00, 0xff02, null],
  ['the wide number sign', 0xff03, 0xff03, 35],
  ['wide marks', 0xff04, 0xff0c, null],
  ['the wide hyphen', 0xff0d, 0xff0d, 45],
  ['wide digits', 0xff0e, 0xff19, null],
  ['the wide colon', 0xff1a, 0xff1a, 58],
  ['wide letters', 0xff1b, 0xffff, null],
])('%s are told from their neighbours', (_, first, last, plain) => {
  for (const code of new Set([first, first + 1, last - 1, last])) {
    if (code < first || code > last) continue;
    const isCapital = code >= 65 && code <= 90;
    if (!isCapital) expect(plainCharacter(code), code.toString(16)).toBe(plain ?? code);
  }
});

it('capital letters become small ones', () => {
  const plain = (text: string) =>
    String.fromCharCode(...[...text].map((one) => plainCharacter(one.charCodeAt(0))));
  expect(plain('@ABCXYZ[')).toBe('@abcxyz[');
});
