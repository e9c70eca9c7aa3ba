import { readdirSync } from 'node:fs';
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

test('each source of allocation is mutated in one group', () => {
  const folder = 'packages/core/src/allocation';
  const sources = readdirSync(join(import.meta.dirname, '../..', folder)).filter(
    (name) =>
      name.endsWith('.ts') && !name.endsWith('.test.ts') && !/^(allocation-store|text-range)\.ts$/.test(name),
  );
  const mutated = mutationGroups.flatMap(({ mutate }) => mutate).filter((file) => file.startsWith(folder));
  expect(mutated.sort()).toEqual(sources.map((name) => `${folder}/${name}`).sort());
});
