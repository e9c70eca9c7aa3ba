import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPermutation, keyedRank } from './permutation.ts';

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });

function order(key: Uint8Array, length: number): number[] {
  const permutation = createPermutation(key, length);
  return Array.from({ length: permutation.size }, (_, position) => permutation.at(position));
}

describe('the permutation of a number space', () => {
  it.each([1, 2, 3])('gives out each number of %i digits once, whatever the key', (length) => {
    fc.assert(
      fc.property(keys, (key) => {
        expect(new Set(order(key, length)).size).toBe(10 ** length);
        expect(Math.max(...order(key, length))).toBe(10 ** length - 1);
      }),
      { numRuns: length === 3 ? 3 : 15 },
    );
  });

  it('stays inside every length and repeats no number among neighbours', () => {
    const limits = fc.record({
      key: keys,
      length: fc.integer({ min: 4, max: 15 }),
      share: fc.double({ min: 0, max: 0.99, noNaN: true }),
    });
    fc.assert(
      fc.property(limits, ({ key, length, share }) => {
        const permutation = createPermutation(key, length);
        const first = Math.floor(share * (permutation.size - 50));
        const numbers = Array.from({ length: 50 }, (_, ahead) => permutation.at(first + ahead));
        expect(new Set(numbers).size).toBe(50);
        for (const number of numbers) {
          expect(Number.isInteger(number) && number >= 0 && number < permutation.size).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('shows whoever saw numbers nothing of the next: no steps, parities or order recur', () => {
    const numbers = order(new Uint8Array(32).fill(7), 4);
    const steps = numbers.slice(1).map((number, index) => (number - (numbers[index] ?? 0) + 10_000) % 10_000);
    // 10,000 draws from 10,000 values hit about 63 % of them.
    expect(new Set(steps).size / 10_000).toBeGreaterThan(0.6);
    const rising = steps.filter((_, index) => (numbers[index + 1] ?? 0) > (numbers[index] ?? 0)).length;
    expect(rising / 10_000).toBeCloseTo(0.5, 1);
    const alike = numbers.filter((number, index) => number % 2 === (numbers[index + 1] ?? 0) % 2).length;
    expect(alike / 10_000).toBeCloseTo(0.5, 1);
    const fixed = numbers.filter((number, index) => number === index).length;
    expect(fixed).toBeLessThan(8);
  });

  it('is another one for another key and length', () => {
    const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    expect(order(one, 3)).not.toEqual(order(other, 3));
    expect(order(one, 2)).not.toEqual(order(one, 3).filter((number) => number < 100));
  });

  it.each([
    [1, [6, 4, 9, 5]],
    [2, [65, 11, 27, 53]],
    [3, [91, 333, 915, 547]],
    [6, [639_945, 793_028, 538_300, 418_107]],
    [9, [99_063_934, 986_097_209, 260_828_246, 288_965_553]],
    [12, [192_594_344_827, 791_990_066_699, 984_387_180_582, 474_255_671_976]],
    [13, [7_340_762_128_736, 8_524_637_934_713, 9_224_093_859_057, 3_889_926_118_372]],
    [14, [75_700_747_904_029, 8_311_893_760_627, 28_970_118_225_839, 70_530_305_499_788]],
    [15, [202_487_769_504_230, 679_820_930_446_872, 323_704_721_795_793, 184_628_403_006_063]],
  ])('is the same in every version, since numbers of %i digits were given out by it', (length, first) => {
    const permutation = createPermutation(new Uint8Array(32).fill(7), length);
    expect(permutation.size).toBe(10 ** length);
    expect(first.map((_, position) => permutation.at(position))).toEqual(first);
  });

  it.each([0, 16, 1.5, -1, Number.NaN])('refuses a length of %d', (length) => {
    expect(() => createPermutation(new Uint8Array(32), length)).toThrow(
      expect.objectContaining({ code: 'ERR_ALIAS_LENGTH', message: 'A number has 1 to 15 digits.' }),
    );
  });
});

it('ranks a number anew at each release, by the key', () => {
  const key = new Uint8Array(32).fill(3);
  const rank = keyedRank(key, { number: 5, freedAt: 1 });
  expect(rank).toMatch(/^[0-9a-f]{24}$/);
  expect(keyedRank(key, { number: 5, freedAt: 1 })).toBe(rank);
  expect(keyedRank(key, { number: 5, freedAt: 2 })).not.toBe(rank);
  expect(keyedRank(new Uint8Array(32), { number: 5, freedAt: 1 })).not.toBe(rank);
});
