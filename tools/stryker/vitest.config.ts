import { statSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = join(import.meta.dirname, '../..');
const folder = process.env.VMRKIT_FOLDER ?? 'tags';
/** Whole flows judge the folders that do what was decided; a folder of rules is judged by its own tests. */
const flows = ['outbox', 'worker'].includes(folder) ? ['test/{operations,scheduling}/*.test.ts'] : [];

/** Small files hold tables and come first: they notice most mutants, long before a property has run its cases. */
class SmallestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const size = ({ moduleId }: TestSpecification) => statSync(moduleId).size;
    return [...files].sort((a, b) => size(a) - size(b));
  }
}

/**
 * The fast tests of one folder of core, its properties with 20 cases each. A mutated copy of the repository links the
 * installed packages, which would lead back to the sources as they are: so our own packages are named by path.
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
    env: { VMRKIT_RUNS: '20' },
    include: [`packages/core/src/${folder}/**/*.test.ts`, ...flows],
    // Instrumented code is far slower: what measures time, or tries every order, says nothing here.
    exclude: ['**/{claims-model,large-body}.test.ts'],
  },
});
