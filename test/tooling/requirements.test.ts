import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clausesOf, titlesIn } from '../../tools/cited-titles.ts';
import { readClauses } from '../../tools/clauses.ts';
import { requirementsReport } from '../../tools/requirements-report.ts';

const repository = join(import.meta.dirname, '../..');
const report = requirementsReport(repository);
/** Issues in which whatever a test shows has a planted fault that proves the test. */
const finishedIssues: readonly number[] = [2, 3];

describe('test/requirements.json', () => {
  const clauses = readClauses(repository);

  test('letters the clauses of each number from a on, without a gap', () => {
    const groups = new Map<string, string[]>();
    for (const { id } of clauses) groups.set(id.slice(0, -1), [...(groups.get(id.slice(0, -1)) ?? []), id]);
    for (const [number, ids] of groups) {
      expect(ids).toEqual(ids.map((_, at) => `${number}${String.fromCharCode(97 + at)}`));
    }
  });
});

describe('titles', () => {
  test('are found wherever they stand, with their lines', () => {
    const text = [
      "test('[S4.3c] cancels', () => {});",
      'test.each([',
      "  { title: '[S4.5a, S4.5b] declines' },",
      "])('$title', () => {});",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a template is the case
      'it(`[S4.2a] [S4.2b] makes ${count} rooms`, () => {});',
      "test('plain', () => 'see [S4.9a]');",
    ].join('\n');
    expect(titlesIn('x.test.ts', text)).toEqual([
      { file: 'x.test.ts', line: 1, title: '[S4.3c] cancels', clauses: ['S4.3c'] },
      { file: 'x.test.ts', line: 3, title: '[S4.5a, S4.5b] declines', clauses: ['S4.5a', 'S4.5b'] },
      { file: 'x.test.ts', line: 5, title: '[S4.2a] [S4.2b] makes … rooms', clauses: ['S4.2a', 'S4.2b'] },
    ]);
  });

  test.each([
    ['[S4.3c] x', ['S4.3c']],
    ['[S4.3] x', ['S4.3']],
    ['[S4.3c x', []],
    ['[S4.3c and more] x', []],
    ['x [S4.3c]', []],
  ])('%j cites %j', (title, cited) => {
    expect(clausesOf(title)).toEqual(cited);
  });
});

test('no title cites an unknown clause', () => {
  expect(report.unknown.map(({ file, line, title }) => `${file}:${line} ${title}`)).toEqual([]);
});

test('each clause of a finished issue that a test shows has a planted fault', () => {
  const shown = report.clauses.filter(
    ({ issue, tests }) => finishedIssues.includes(issue) && tests.length > 0,
  );
  expect(shown.length).toBeGreaterThan(200);
  expect(shown.filter(({ planted }) => planted === 'none').map(({ id }) => id)).toEqual([]);
});
