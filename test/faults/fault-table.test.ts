import { expect, test } from 'vitest';
import { type Cell, faultTable } from './fault-table.ts';

const cell: Cell = {
  flow: 'single-ews',
  fault: 'stop-before',
  points: 9,
  tried: 4,
  ok: 4,
  doubled: 0,
  worstDelayMs: 55_000,
  bad: [],
};

test('the table of faults tells points, doubled answers and the worst delay', () => {
  expect(faultTable([cell, { ...cell, fault: 'frozen', doubled: 2 }])).toBe(
    [
      '            stop-before  frozen',
      'single-ews  4/4 55 s     4/4 +2 55 s',
      '',
      '8 points tried, 0 bad',
      '',
    ].join('\n'),
  );
});

test('the table of faults shows what cannot be tried, and where it went wrong', () => {
  const bad = [{ at: 3, point: 'before answer', problems: ['1 effects wait'] }];
  const text = faultTable([cell, { ...cell, flow: 'recovery', fault: 'mail-away', ok: 3, bad }]);
  expect(text).toContain('single-ews  4/4 55 s     -');
  expect(text).toContain('3/4 55 s BAD');
  expect(text).toContain('recovery, mail-away at 3 (before answer): 1 effects wait');
});
