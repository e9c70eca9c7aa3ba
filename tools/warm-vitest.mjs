// Runs tests on request in one process that keeps what it has transformed. Started by test-runner.ts with a copy
// of the repository as its working directory; speaks with it over the process's message channel.
import { createVitest } from 'vitest/node';

/**
 * @typedef {{ file: string, titles: string[] }} Wanted Parts of titles; none means the whole file.
 * @typedef {{ project: string, wanted: Wanted[], changed: string[] }} Request Absolute paths.
 * @typedef {{ file: string, title: string, state: string, timedOut: boolean }} TestReport
 * @typedef {{ tests: TestReport[], broken: string[] }} Reply `broken` names files that did not load, or with a test or hook that failed.
 */

const vitest = await createVitest('test', { watch: false, reporters: [{}] });
await vitest.standalone();
process.on('disconnect', () => process.exit());
process.on('message', async (/** @type {Request} */ request) => process.send?.(await run(request)));
process.send?.('ready');

/** @param {Request} request @returns {Promise<Reply>} */
async function run({ project, wanted, changed }) {
  for (const path of changed) vitest.invalidateFile(path);
  const specifications = wanted.map(({ file, titles }) =>
    vitest
      .getProjectByName(project)
      .createSpecification(file, titles.length === 0 ? {} : { testNamePattern: patternOf(titles) }),
  );
  const { testModules } = await vitest.runTestSpecifications(specifications);
  return {
    tests: testModules.flatMap((module) => [...module.children.allTests()].map(reportOf)),
    broken: testModules.filter((module) => module.state() === 'failed').map(({ moduleId }) => moduleId),
  };
}

/** @param {string[]} titles */
function patternOf(titles) {
  return new RegExp(titles.map((title) => title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'));
}

/** @param {import('vitest/node').TestCase} test @returns {TestReport} */
function reportOf(test) {
  const { state, errors } = test.result();
  const timedOut = (errors ?? []).some(({ message }) => /^(?:Test|Hook) timed out in /.test(message));
  return { file: test.module.moduleId, title: titleOf(test), state, timedOut };
}

/**
 * The names of the groups and the test with spaces between, as vitest matches them.
 * @param {import('vitest/node').TestCase | import('vitest/node').TestSuite} task
 * @returns {string}
 */
function titleOf(task) {
  return task.parent.type === 'module' ? task.name : `${titleOf(task.parent)} ${task.name}`;
}
