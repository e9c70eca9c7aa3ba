import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commitOfSources, machineInWords } from './circumstances.ts';
import { type MutationGroup, mutationGroups } from './mutation/groups.ts';
import { countsByFile, readReport, survivorsOf, total } from './mutation/summary.ts';

/** Least percentage of mutants that the tests of each group must kill. */
const LEAST_SCORE = 85;
const root = join(import.meta.dirname, '..');
const evidence = join(root, 'docs/evidence/mutation.json');
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    survivors: { type: 'boolean' },
    fresh: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (options.help) {
  console.log(`Mutates the rules of core and expects their fast tests to notice.

  --only GROUP   one of: ${mutationGroups.map(({ name }) => name).join(', ')}
  --survivors    only prints the survivors of the last run
  --fresh        tries every mutant anew, also those that nothing changed since the last run could touch

Writes docs/evidence/mutation.json; fails where fewer than ${LEAST_SCORE} % of a group's mutants are killed.`);
} else {
  const groups = mutationGroups.filter(({ name }) => options.only === undefined || name === options.only);
  if (groups.length === 0) throw new Error(`There is no group ${options.only}: see --help.`);
  process.exitCode = options.survivors ? printSurvivors(groups) : runAll(groups);
}

/** Where one group's reports are kept; git ignores them. */
function reportOf(group: MutationGroup, kind: 'report' | 'incremental'): string {
  return `.mutation/${group.name}.${kind}.json`;
}

function printSurvivors(groups: readonly MutationGroup[]): number {
  for (const group of groups) {
    const path = join(root, reportOf(group, 'report'));
    if (existsSync(path))
      for (const line of survivorsOf(readReport(readFileSync(path, 'utf8')))) console.log(line);
  }
  return 0;
}

function runAll(groups: readonly MutationGroup[]): number {
  const scores = groups.map((group) => {
    const commit = commitOfSources(root);
    run(group);
    const files = countsByFile(readReport(readFileSync(join(root, reportOf(group, 'report')), 'utf8')));
    writeEvidence(group, { commit, ...total(files), files });
    const { killed, survived, score } = total(files);
    console.log(`${group.name}: ${killed} killed, ${survived} survived, ${score} %`);
    return score;
  });
  return scores.every((score) => score >= LEAST_SCORE) ? 0 : 1;
}

function run(group: MutationGroup): void {
  const config = JSON.parse(readFileSync(join(root, 'tools/mutation/stryker.config.json'), 'utf8'));
  const own = {
    ...config,
    mutate: group.mutate,
    testFiles: group.tests,
    tempDirName: `.mutation/${group.name}`,
    incrementalFile: reportOf(group, 'incremental'),
    jsonReporter: { fileName: reportOf(group, 'report') },
    force: options.fresh ?? false,
  };
  const path = join(root, `.mutation/${group.name}.config.json`);
  mkdirSync(join(root, '.mutation'), { recursive: true });
  writeFileSync(path, JSON.stringify(own));
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const { status } = spawnSync(process.execPath, [stryker, 'run', path], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`The run of ${group.name} ended with ${status}.`);
}

/** Replaces this group's part of the evidence; the other groups keep theirs. */
function writeEvidence(group: MutationGroup, result: object): void {
  const earlier = existsSync(evidence) ? JSON.parse(readFileSync(evidence, 'utf8')).groups : {};
  const groups = { ...earlier, [group.name]: result };
  writeFileSync(evidence, `${JSON.stringify({ machine: machineInWords(), groups }, null, 2)}\n`);
}
