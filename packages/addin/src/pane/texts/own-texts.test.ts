import { expect, test } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { nb } from './nb.ts';
import { fill, ownTextsFor, versionFor } from './own-texts.ts';

const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();

test.each(Object.entries({ de, es, fr, ja, nb }))('%s has the gaps of the English texts', (_, texts) => {
  for (const [name, text] of Object.entries(texts)) {
    expect([name, gaps(text)]).toEqual([name, gaps(en[name as keyof typeof en])]);
  }
});

test.each([
  ['de-CH', de],
  ['NO', nb],
  ['nn-NO', nb],
  ['pt-BR', en],
  ['', en],
])('for %s', (language, texts) => {
  expect(ownTextsFor(language)).toBe(texts);
});

test.each([
  ['pt-BR', 'Oi'],
  ['pt-PT', 'Olá'],
  ['constructor', 'Hello'],
])('a record’s text for %s', (language, expected) => {
  expect(versionFor({ default: 'Hello', pt: 'Olá', 'pt-br': 'Oi' }, language)).toBe(expected);
});

test('a gap without a value stays visible', () => {
  expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
});
