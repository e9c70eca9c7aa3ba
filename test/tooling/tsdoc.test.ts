import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyWorkspace } from '../../tools/copy-workspace.ts';
import { undocumentedExports } from '../../tools/undocumented-exports.ts';

const repository = join(import.meta.dirname, '../..');

test('a planted export without a doc comment is seen, in whatever form', { timeout: 120_000 }, () => {
  const copy = copyWorkspace(repository);
  try {
    const before = undocumentedExports(copy.root);
    writeFileSync(
      join(copy.root, 'packages/core/src/planted.ts'),
      [
        '/** Documented. */',
        'export const told = 1;',
        'export const bareConstant = 1;',
        'export function bareFunction(): void {}',
        'export interface BareInterface {}',
        'export type BareType = string;',
        'export class BareClass {}',
        '',
      ].join('\n'),
    );
    appendFileSync(
      join(copy.root, 'packages/core/src/index.ts'),
      "export { BareClass, type BareInterface, type BareType, bareConstant, bareFunction, told } from './planted.ts';\n",
    );
    const added = undocumentedExports(copy.root).filter((line) => !before.includes(line));
    expect(added.sort()).toEqual([
      'packages/core/src/planted.ts:3 bareConstant',
      'packages/core/src/planted.ts:4 bareFunction',
      'packages/core/src/planted.ts:5 BareInterface',
      'packages/core/src/planted.ts:6 BareType',
      'packages/core/src/planted.ts:7 BareClass',
    ]);
  } finally {
    copy.remove();
  }
});
