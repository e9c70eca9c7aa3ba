import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyWorkspace, type WorkspaceCopy } from '../../tools/copy-workspace.ts';
import { differences, rowsOfTable } from '../../tools/error-codes.ts';

const repository = join(import.meta.dirname, '../..');
const classes = [
  'InvalidInputError',
  'NotAuthenticatedError',
  'NotAllowedError',
  'NotFoundError',
  'ConflictError',
  'ThrottledError',
  'UnavailableError',
];

describe('docs/errors.md', () => {
  const rows = rowsOfTable(readFileSync(join(repository, 'docs/errors.md'), 'utf8'));

  test('lists the codes of the source, no more and no fewer', () => {
    expect(differences(repository)).toEqual([]);
  });

  test('is sorted, and gives each code a class, a meaning and a remedy', () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ code }) => code)).toEqual(rows.map(({ code }) => code).sort());
    for (const row of rows) {
      for (const errorClass of row.errorClass.split(', ')) expect(classes).toContain(errorClass);
      expect(row.meaning).toMatch(/\w.*\.$/);
      expect(row.remedy).toMatch(/\w.*\.$/);
    }
  });
});

describe('a planted breach is seen', () => {
  let copy: WorkspaceCopy;
  beforeEach(() => {
    copy = copyWorkspace(repository);
  });
  afterEach(() => copy.remove());

  test('when the source has a code that the table lacks', () => {
    const unlisted = ['ERR', 'PLANTED', 'CODE'].join('_');
    writeFileSync(join(copy.root, 'packages/core/src/planted.ts'), `export const code = '${unlisted}';\n`);
    expect(differences(copy.root)).toEqual([
      `${unlisted} (packages/core/src/planted.ts) is not in docs/errors.md`,
    ]);
  });

  test('when the table has a code that the source lacks', () => {
    const path = join(copy.root, 'docs/errors.md');
    const row = '| `ERR_PLANTED_ROW` | NotFoundError | Planted. | None. |';
    writeFileSync(path, readFileSync(path, 'utf8').replace('| --- | --- | --- | --- |', `$&\n${row}`));
    expect(differences(copy.root)).toEqual(['ERR_PLANTED_ROW is in docs/errors.md only']);
  });
});
