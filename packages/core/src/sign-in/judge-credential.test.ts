import { expect, test } from 'vitest';
import { DAY_MS, instant } from '../time/instant.ts';
import { judgeCredential } from './judge-credential.ts';

test.each([
  [31, []],
  [30, [30]],
  [7.01, [30]],
  [7, [30, 7]],
  [-1, [30, 7]],
])('a secret that ends in %d days', (days, expected) => {
  expect(judgeCredential(instant(days * DAY_MS), instant(0))).toEqual(expected);
});

test('one whose end nobody knows raises nothing', () => {
  expect(judgeCredential(null, instant(0))).toEqual([]);
});
