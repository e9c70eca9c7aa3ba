import { expect, it } from 'vitest';
import { createSeededRandom } from './seeded-random.ts';

it('repeats itself for one seed, differs for another, and spreads over all bytes', () => {
  const first = createSeededRandom(1).bytes(4_000);
  expect(createSeededRandom(1).bytes(4_000)).toEqual(first);
  expect(createSeededRandom(2).bytes(4_000)).not.toEqual(first);
  expect(new Set(first).size).toBe(256);
});
