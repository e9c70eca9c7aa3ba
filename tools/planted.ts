import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commitOfSources, machineInWords } from './circumstances.ts';
import { copyWorkspace } from './copy-workspace.ts';
import { type FaultResult, plantFaults } from './plant-fault.ts';
import { hashOf, mergeEvidence, readEvidence, verdictOf, writeEvidence } from './planted-evidence.ts';
import { isNamed, type PlantedFault, readPlantedFaults, sampleOf } from './planted-faults.ts';
import { TestRunner } from './test-runner.ts';

const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    sample: { type: 'boolean' },
    seed: { type: 'string' },
    only: { type: 'string', multiple: true },
    stale: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(`Plants the faults of test/planted, each in a copy, and expects its tests to fail.

  --stale        those whose fault, source or tests changed since they were noticed
  --sample       a random tenth; its seed is printed
  --seed N       of the sample
  --only NAME    a file (time.json), one of its faults (time.json#2) or a clause (S4.3a); may be given again

Without a choice all of them. All of them and --stale write docs/evidence/planted.json.`);
  process.exit();
}
const started = performance.now();
const all = readPlantedFaults(root).map((fault) => ({ ...fault, hash: hashOf(fault, root) }));
const earlier = readEvidence(root);
const faults = chosen();
// A sample repeats what is known, and a look at some faults is part of writing them: neither is evidence.
const isEvidence = !options.sample && options.only === undefined;
const run = { commit: commitOfSources(root), machine: machineInWords() };

const results = await plantAll();
const noticed = results.filter(({ verdict }) => verdict === 'noticed').length;
const skipped = results.filter(({ verdict }) => verdict === 'tests skipped here').length;
const seconds = Math.round((performance.now() - started) / 1_000);
console.log(
  `${results.length} faults: ${noticed} noticed, ${skipped} with tests skipped here, ` +
    `${results.length - noticed - skipped} wrong, in ${seconds} s`,
);
process.exitCode = noticed + skipped === faults.length ? 0 : 1;

function chosen(): PlantedFault[] {
  const { only, stale, sample } = options;
  if (only !== undefined) {
    const strays = only.filter((name) => !all.some((fault) => isNamed(fault, name)));
    if (strays.length > 0) throw new Error(`There is no such planted fault: ${strays.join(', ')}`);
    return all.filter((fault) => only.some((name) => isNamed(fault, name)));
  }
  if (sample) {
    const seed = options.seed === undefined ? randomInt(2 ** 31) : Number(options.seed);
    const some = sampleOf(all, seed);
    console.log(`A sample of ${some.length} of ${all.length} planted faults, seed ${seed}`);
    return some;
  }
  if (!stale) return all;
  return all.filter(({ hash }) => verdictOf(earlier, hash) !== 'noticed');
}

/**
 * Works the faults off in copies side by side, those with the same tests together. What was found is kept at once,
 * so that a run that is interrupted can be finished with `--stale`.
 */
async function plantAll(): Promise<FaultResult[]> {
  const found: FaultResult[] = [];
  const waiting = groupsOf(faults);
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    waiting.splice(0);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const work = async (): Promise<void> => {
    const copy = copyWorkspace(root);
    const runner = new TestRunner(copy.root);
    try {
      for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
        for await (const result of plantFaults(group, runner)) {
          // Whoever interrupts us may have interrupted the tests as well.
          if (interrupted) break;
          found.push(result);
          console.log(lineOf(result));
          if (isEvidence) writeEvidence(root, mergeEvidence(earlier, all, found, run));
        }
      }
    } finally {
      runner.close();
      copy.remove();
    }
  };
  await Promise.all(Array.from({ length: Math.min(waiting.length, availableParallelism(), 4) }, work));
  return found;
}

function groupsOf(some: readonly PlantedFault[]): PlantedFault[][] {
  const groups = new Map<string, PlantedFault[]>();
  for (const fault of some) {
    const key = JSON.stringify([fault.project !== 'unit', fault.tests, fault.project]);
    groups.set(key, [...(groups.get(key) ?? []), fault]);
  }
  // Sorted, so that the quick ones come first, and the files of a package one after the other.
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function lineOf({ id, verdict, missed, ms }: FaultResult): string {
  const fault = all.find((candidate) => candidate.id === id);
  const which = missed.length === 0 ? '' : `  (${missed.join('; ')})`;
  const time = `${(ms / 1_000).toFixed(1).padStart(6)} s`;
  return `${verdict.padEnd(21)} ${time}  ${id}  ${fault?.clause ?? 'plain'}  ${fault?.file}${which}`;
}
