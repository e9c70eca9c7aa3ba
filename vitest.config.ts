import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/longest-first.ts';

/** Tests of the rules over fakes: fast, and part of the unit tests. */
const rules = 'test/{contracts,scenarios,scheduling,operations,histories,faults/explorer}';
const conditions = ['@vmrkit/source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // Some tests wait for sockets, clocks or processes of their own: one worker more uses what they leave.
    maxWorkers: availableParallelism() + 1,
    // No test is about speed: a busy machine may take its time.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // Modules keep no state, so the test files of one worker share them: half of the time went into importing.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,examples}/*/src/**/*.test.ts', `${rules}/**/*.test.ts`],
          setupFiles: ['test/support/seed-properties.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'tooling',
          include: ['tools/**/*.test.ts', 'test/tooling/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/**/*.test.ts'],
          exclude: ['test/tooling/**', 'test/browser/**', `${rules}/**`],
          testTimeout: 60_000,
          // Their worlds are processes that start and answer one after the other: a worker waits half of its time.
          maxWorkers: availableParallelism() + 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          // A page has clocks of its own that a busy machine outruns; the summary of CI names what needed a second try.
          retry: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
