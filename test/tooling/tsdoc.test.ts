import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { undocumentedExports } from '../../tools/undocumented-exports.ts';

const repository = join(import.meta.dirname, '../..');

test('exports without a doc comment are seen, in whatever form', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'vmrkit-tsdoc-')));
  try {
    const source = join(root, 'packages/one/src');
    mkdirSync(source, { recursive: true });
    cpSync(join(repository, 'tsconfig.base.json'), join(root, 'tsconfig.base.json'));
    const exported = { '.': { '@vmrkit/source': './src/index.ts', types: './dist/index.d.ts' } };
    writeFileSync(
      join(root, 'packages/one/package.json'),
      JSON.stringify({ name: '@vmrkit/one', type: 'module', exports: exported }),
    );
    writeFileSync(
      join(source, 'planted.ts'),
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
    writeFileSync(
      join(source, 'index.ts'),
      "export { BareClass, type BareInterface, type BareType, bareConstant, bareFunction, told } from './planted.ts';\n",
    );
    expect(undocumentedExports(root).sort()).toEqual([
      'packages/one/src/planted.ts:3 bareConstant',
      'packages/one/src/planted.ts:4 bareFunction',
      'packages/one/src/planted.ts:5 BareInterface',
      'packages/one/src/planted.ts:6 BareType',
      'packages/one/src/planted.ts:7 BareClass',
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
