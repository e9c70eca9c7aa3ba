import { expect, test } from 'vitest';
import { judgeRights, noteAnswer, RightsLog } from './rights-log.ts';

const HOUR = 3_600_000;

function historyOf(answers: readonly boolean[], everyMs = 1_000) {
  let history = new RightsLog().of('room');
  answers.forEach((allowed, at) => {
    history = noteAnswer(history, { allowed, at: at * everyMs });
  });
  return history;
}

test.each<[string, readonly boolean[], number, string]>([
  ['nothing asked', [], 0, 'allowed'],
  ['never allowed', [false, false], 2_000, 'missing'],
  ['allowed and refused in turn', [true, false, true, false, false], 5_000, 'settling'],
  ['allowed last', [true, false, false, true], 9 * HOUR, 'allowed'],
  ['refused for an hour without a success', [true, false, false], 1_000 + HOUR, 'missing'],
])('rights: %s', (_title, answers, at, wanted) => {
  expect(judgeRights(historyOf(answers), at)).toBe(wanted);
});

test('how often it was refused is told', () => {
  expect(historyOf([true, false, true, false, false, true])).toMatchObject({ refused: 3, asked: 6 });
});
