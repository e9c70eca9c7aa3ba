// Adds up vitest's JSON reports in a folder: names what was skipped, what failed and what passed on a second try, with the
// beginning of each failure, then prints "N passed, N failed".
// Fails when a test failed or none ran.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit, stdout } from 'node:process';

/** @typedef {{ status: string, fullName: string, failureMessages?: string[] }} TestResult */
/** @typedef {{ name: string, message?: string, status: string, assertionResults: TestResult[] }} TestFile */

const folder = argv[2];
if (folder === undefined) throw new Error('usage: count-tests.mjs FOLDER');
let passed = 0;
let failed = 0;
/** @type {string[]} */
const failures = [];
for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: TestFile[] }} */
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  for (const file of report.testResults) {
    for (const { status, fullName, failureMessages } of file.assertionResults) {
      const failure = `${fullName}\n${beginning(failureMessages?.join('\n'))}\n`;
      if (status === 'failed') failures.push(failure);
      else if (status !== 'passed') stdout.write(`skipped (${name}): ${fullName}\n`);
      else if (failureMessages?.length) stdout.write(`passed on a second try (${name}): ${failure}`);
    }
    // A file that does not load reports no test, so it counts as one that failed.
    if (file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed')) {
      failed += 1;
      failures.push(`${file.name}\n${beginning(file.message)}\n`);
    }
  }
}
for (const failure of failures) stdout.write(`failed: ${failure}`);
stdout.write(`${passed} passed, ${failed} failed\n`);
exit(failed === 0 && passed > 0 ? 0 : 1);

/** @param {string | undefined} message */
function beginning(message = '') {
  return message
    .split('\n')
    .slice(0, 12)
    .map((line) => `    ${line}`)
    .join('\n');
}
