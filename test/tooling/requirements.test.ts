import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownFiles } from '../../tools/copy-workspace.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const page = 'docs/requirements.md';

/** The clauses of the page with the files that they link to, and the section headings. */
const clauses = [...read(page).matchAll(/^- \*\*(S\d+\.\d+[a-z])\*\* (.+)$/gm)].map(
  ([, id = '', text = '']) => ({
    id,
    links: [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target),
  }),
);
const sections = [...read(page).matchAll(/^#{2,3} (S\d+(?:\.\d+)?)\b/gm)].map(([, id = '']) => id);

/** What may cite: titles of scenarios (in plain text too) and contract suites, rows of the decision table, comments of contracts. */
const citing = ownFiles(root).filter(
  (file) =>
    /^(packages|examples|test|tools)\/.*\.ts$|^test\/(scenarios|people)\/.*\.txt$|^docs\/.*\.md$/.test(
      file,
    ) && file !== page,
);
const citations = citing.flatMap((file) =>
  read(file)
    .split('\n')
    .flatMap((line, at) =>
      [...line.matchAll(/(?<![\w.-])S\d{1,2}\.\d{1,2}[a-z]?(?![\w.])/g)].map(([id]) => ({
        id,
        at: `${file}:${at + 1}`,
      })),
    ),
);
const titles = citing
  .filter((file) => /^test\/|^packages\/testing\/src\/|decision-table\.md$/.test(file))
  .filter((file) => !file.startsWith('test/tooling/requirements'))
  .map(read)
  .join('\n');

describe(page, () => {
  test('letters the clauses of each section from a on, each once', () => {
    const lettered = new Map<string, string[]>();
    for (const { id } of clauses) {
      const section = id.slice(0, -1);
      lettered.set(section, [...(lettered.get(section) ?? []), id.slice(-1)]);
    }
    expect(clauses.length).toBeGreaterThan(250);
    for (const [section, letters] of lettered) {
      expect(`${section} ${letters.join('')}`).toBe(
        `${section} ${'abcdefghijklmnopqrstuvwxyz'.slice(0, letters.length)}`,
      );
    }
  });

  test('every clause is shown by a title, by a row of the decision table, or by the test that it links to', () => {
    const shown = new Set([...titles.matchAll(/S\d+\.\d+[a-z]/g)].map(([id]) => id));
    const linked = ({ links }: { readonly links: readonly string[] }) =>
      links.length > 0 &&
      links.every((target) => target.endsWith('.test.ts') && existsSync(join(root, dirname(page), target)));
    expect(clauses.filter((clause) => !shown.has(clause.id) && !linked(clause)).map(({ id }) => id)).toEqual(
      [],
    );
  });

  test('every citation stands there', () => {
    const known = new Set([...clauses.map(({ id }) => id), ...sections]);
    expect(citations.length).toBeGreaterThan(300);
    expect(citations.filter(({ id }) => !known.has(id)).map(({ id, at }) => `${at} cites ${id}`)).toEqual([]);
  });
});
