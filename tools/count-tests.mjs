// Adds up vitest's JSON reports in a folder: names what was skipped, then prints "N passed, N failed".
// Fails when a test failed or none ran.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit, stdout } from 'node:process';

/** @typedef {{ status: string, assertionResults: { status: string, fullName: string }[] }} TestFile */

const folder = argv[2];
if (folder === undefined) throw new Error('usage: count-tests.mjs FOLDER');
let passed = 0;
let failed = 0;
for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: TestFile[] }} */
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  for (const { assertionResults } of report.testResults) {
    const skipped = assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed');
    for (const { fullName } of skipped) stdout.write(`skipped (${name}): ${fullName}\n`);
  }
  // A file that does not load reports no test, so it counts as one that failed.
  failed += report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
}
stdout.write(`${passed} passed, ${failed} failed\n`);
exit(failed === 0 && passed > 0 ? 0 : 1);
