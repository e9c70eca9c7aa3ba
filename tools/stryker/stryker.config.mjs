/** The folder of core whose mutants are tried. */
const folder = process.env.VMRKIT_FOLDER ?? 'tags';
/** Folders that must kill 85 % of their mutants; of the others the score is told. */
const rules = ['admission', 'allocation', 'meetings', 'message-body', 'reserving', 'tags'];

export default {
  // Declarations of calls are judged by the manager's API in the server, not here.
  mutate: [`packages/core/src/${folder}/**/!(*.test|*.fixture|*-calls).ts`],
  thresholds: { high: 95, low: 90, break: rules.includes(folder) ? 85 : null },
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tools/stryker/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  // The decision table is a page that its test reads.
  ignorePatterns: ['docs/*', '!docs/decision-table.md', '**/dist', '.stryker', 'biome.json'],
  tempDirName: `.stryker/${folder}`,
  incremental: true,
  incrementalFile: `.stryker/${folder}.incremental.json`,
  jsonReporter: { fileName: `.stryker/${folder}.report.json` },
  reporters: ['clear-text', 'json', 'dots'],
  clearTextReporter: { allowColor: false, reportTests: false },
  concurrency: 2,
  timeoutMS: 8000,
  disableTypeChecks: 'packages/core/src/**/*.ts',
};
