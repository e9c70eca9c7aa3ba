import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mutationGroups } from '../../tools/mutation/groups.ts';
import { countsByFile, readReport, survivorsOf, total } from '../../tools/mutation/summary.ts';

const mutant = (status: string, line: number) => ({
  status,
  mutatorName: 'ConditionalExpression',
  replacement: 'false\n  || true',
  location: { start: { line, column: 3 } },
});
const report = readReport(
  JSON.stringify({
    files: {
      'b.ts': { mutants: [mutant('Killed', 1), mutant('Survived', 2), mutant('NoCoverage', 3)] },
      'a.ts': { mutants: [mutant('Timeout', 1), mutant('Ignored', 2)] },
    },
  }),
);

describe('the summary of a mutation run', () => {
  test('counts by file: an endless loop is killed, what no test runs has survived', () => {
    expect(countsByFile(report)).toEqual([
      { file: 'a.ts', killed: 1, survived: 0, uncovered: 0, ignored: 1, score: 100 },
      { file: 'b.ts', killed: 1, survived: 2, uncovered: 1, ignored: 0, score: 33.3 },
    ]);
    expect(total(countsByFile(report))).toEqual({
      killed: 2,
      survived: 2,
      uncovered: 1,
      ignored: 1,
      score: 50,
    });
    expect(total([]).score).toBe(100);
  });

  test('names each survivor in a line', () => {
    expect(survivorsOf(report)).toEqual([
      'b.ts:2:3  Survived  ConditionalExpression  false || true',
      'b.ts:3:3  NoCoverage  ConditionalExpression  false || true',
    ]);
  });
});

test.each(mutationGroups.map(({ name, mutate, tests }) => [name, [...mutate, ...tests]] as const))(
  'the group %s names files that exist',
  (_, patterns) => {
    const named = patterns
      .filter((pattern) => !/[*{(]/.test(pattern))
      .map((pattern) => pattern.replace('!', ''));
    expect(named.filter((file) => !existsSync(join(import.meta.dirname, '../..', file)))).toEqual([]);
  },
);
