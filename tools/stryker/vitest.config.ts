import { statSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = join(import.meta.dirname, '../..');

/** Small files hold tables and come first: they notice most mutants, long before a property has run its cases. */
class SmallestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const size = ({ moduleId }: TestSpecification) => statSync(moduleId).size;
    return [...files].sort((a, b) => size(a) - size(b));
  }
}

/**
 * The fast tests of core. A mutated copy of the repository links the installed packages, which would lead back to
 * the sources as they are: so our own packages are named by path.
 */
export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^@vmrkit\/([^/]+)$/, replacement: `${root}/packages/$1/src/index.ts` },
      { find: /^@vmrkit\/([^/]+)\/(.+)$/, replacement: `${root}/packages/$1/src/$2.ts` },
    ],
  },
  test: {
    isolate: false,
    sequence: { sequencer: SmallestFirst },
    testTimeout: 60_000,
    setupFiles: ['test/support/seed-properties.ts'],
    include: ['packages/core/src/**/*.test.ts', 'test/{operations,scheduling}/*.test.ts'],
    exclude: ['**/claims-model.test.ts'],
  },
});
