import { describe, expect, test } from 'vitest';
import { textFor } from './localized-text.ts';
import { faultsOf, minimalRecord, parse, recordWith } from './record.fixture.ts';

describe('textFor', () => {
  const text = { default: 'Join', byLanguage: { de: 'Beitreten', 'de-ch': 'Bitrete', 'pt-br': 'Entrar' } };
  test.each([
    [null, 'Join'],
    ['', 'Join'],
    ['en', 'Join'],
    ['de', 'Beitreten'],
    ['DE-CH', 'Bitrete'],
    ['de-AT', 'Beitreten'],
    ['de-CH-1996', 'Bitrete'],
    ['pt', 'Join'],
    ['pt-PT', 'Join'],
    ['constructor', 'Join'],
    ['__proto__', 'Join'],
  ])('a reader of %j', (language, expected) => {
    expect(textFor(text, language)).toBe(expected);
  });
});

describe('localised fields', () => {
  test('take versions by language, with tags in any case', () => {
    const title = { default: 'Room', by_language: { 'de-CH': 'Raum' } };
    expect(parse(recordWith('add_in.pane.title', title)).addIn.pane.title).toEqual({
      default: 'Room',
      byLanguage: { 'de-ch': 'Raum' },
    });
  });

  test('refuse two versions whose tags differ by case alone', () => {
    const title = { by_language: { de: 'Raum', DE: 'Zimmer' } };
    expect(faultsOf(recordWith('add_in.pane.title', title))).toEqual([
      'add_in.pane.title.by_language.DE: duplicate',
    ]);
  });

  test('take a bare text for the default version', () => {
    expect(parse(recordWith('add_in.pane.title', 'Room')).addIn.pane.title).toEqual({
      default: 'Room',
      byLanguage: {},
    });
  });

  test('keep the default text when only other languages are given', () => {
    const title = { by_language: { de: 'Raum' } };
    const expected = parse(minimalRecord()).addIn.pane.title.default;
    expect(parse(recordWith('add_in.pane.title', title)).addIn.pane.title.default).toBe(expected);
  });
});
