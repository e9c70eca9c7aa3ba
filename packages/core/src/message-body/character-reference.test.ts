import { describe, expect, it } from 'vitest';
import { readCharacterReference } from './character-reference.ts';

/** The code and the text that it took, where the ampersand stands behind a blank. */
function read(source: string): readonly [code: number, taken: string] | null {
  const found = readCharacterReference(` ${source}`, 1);
  return found && [found.code, ` ${source}`.slice(1, found.end)];
}

describe('a character reference', () => {
  it.each([
    ['&#45;x', 45, '&#45;'],
    ['&#45x', 45, '&#45'],
    ['&#45a;', 45, '&#45'],
    ['&#x2D;', 45, '&#x2D;'],
    ['&#X2d;', 45, '&#X2d;'],
    ['&#xaF;', 175, '&#xaF;'],
    ['&#xFg', 15, '&#xF'],
    ['&#x4:', 4, '&#x4'],
    ['&#4#;', 4, '&#4'],
    ['&#09;', 9, '&#09;'],
    [`&#${'0'.repeat(14)}45;`, 45, `&#${'0'.repeat(14)}45;`],
    [`&#${'0'.repeat(15)}45;`, 4, `&#${'0'.repeat(15)}4`],
    ['&#x1F4DE;', 0x1f4de, '&#x1F4DE;'],
  ])('in digits: %s', (source, code, taken) => {
    expect(read(source)).toEqual([code, taken]);
  });

  it.each([
    ['amp', 38],
    ['lt', 60],
    ['gt', 62],
    ['quot', 34],
    ['nbsp', 0xa0],
    ['shy', 0xad],
  ])('by a name that needs no semicolon: %s', (name, code) => {
    expect(read(`&${name}; x`)).toEqual([code, `&${name};`]);
    expect(read(`&${name.toUpperCase()};`)).toEqual([code, `&${name.toUpperCase()};`]);
    expect(read(`&${name} x`)).toEqual([code, `&${name}`]);
    expect(read(`&${name}xyz;`)).toEqual([code, `&${name}`]);
  });

  it.each([
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
    ['ZeroWidthSpace', 0x200b],
    ['NoBreak', 0x2060],
    ['hyphen', 0x2010],
    ['dash', 0x2010],
    ['ndash', 0x2013],
    ['mdash', 0x2014],
    ['minus', 0x2212],
    ['NewLine', 10],
    ['Tab', 9],
  ])('by a name with its semicolon: %s', (name, code) => {
    expect(read(`&${name}; x`)).toEqual([code, `&${name};`]);
    expect(read(`&${name} x`)).toBeNull();
    expect(read(`&${name}`)).toBeNull();
  });

  it.each(['&', '& ;', '&;', '&x;', '&#;', '&#x;', '&#xg', '&#:', '&unknown;', '&ndash.;', '&ndashx'])(
    'is not %s',
    (source) => {
      expect(read(source)).toBeNull();
    },
  );

  it.each([
    ['&amp;#45;x', 45, '&amp;#45;'],
    ['&amp;amp;nbsp;', 0xa0, '&amp;amp;nbsp;'],
    ['&#38;#38;#45;', 45, '&#38;#38;#45;'],
    ['&amp;amp;amp;#45;', 45, '&amp;amp;amp;#45;'],
    ['&amp;amp;amp;amp;#45;', 38, '&amp;amp;amp;amp;'],
    ['&amp;x', 38, '&amp;'],
    ['&amp;amp;x', 38, '&amp;amp;'],
    ['&lt;#45;', 60, '&lt;'],
  ])('encoded several times over: %s', (source, code, taken) => {
    expect(read(source)).toEqual([code, taken]);
  });
});
