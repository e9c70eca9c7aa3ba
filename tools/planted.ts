import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { copyWorkspace } from './copy-workspace.ts';
import { type FaultResult, plantFault, unsoundExpectations } from './plant-fault.ts';
import { type PlantedFault, readPlantedFaults, sampleOf, withFault } from './planted-faults.ts';

const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: { sample: { type: 'boolean' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const seed = options.seed === undefined ? randomInt(2 ** 31) : Number(options.seed);
const all = readPlantedFaults(root);
const full = !options.sample && options.only === undefined;
const faults = (options.sample ? sampleOf(all, seed) : all).filter(
  ({ id, clause }) => options.only === undefined || id.startsWith(options.only) || clause === options.only,
);
for (const fault of faults) withFault(fault, readFileSync(join(root, fault.file), 'utf8'));
if (options.sample) console.log(`A sample of ${faults.length} of ${all.length} planted faults, seed ${seed}`);

const copies = Array.from({ length: Math.min(faults.length, availableParallelism(), 4) }, () =>
  copyWorkspace(root),
);
try {
  process.exitCode = (await run()) ? 0 : 1;
} finally {
  for (const copy of copies) copy.remove();
}

/** Whether every fault was noticed by tests that pass without it. */
async function run(): Promise<boolean> {
  const [first] = copies;
  if (first === undefined) throw new Error('There is no such planted fault.');
  const unsound = await unsoundExpectations(faults, first.root);
  for (const expected of unsound) console.error(`does not pass where nothing is planted: ${expected}`);
  if (unsound.length > 0) return false;
  const results = await plantAll();
  const red = results.filter((result) => result.red).length;
  console.log(`${results.length} faults planted, ${red} noticed, ${results.length - red} not`);
  if (full) writeEvidence(results);
  return red === results.length;
}

/** Works the faults off in the copies side by side; results keep the order of the faults. */
async function plantAll(): Promise<FaultResult[]> {
  const done = new Map<PlantedFault, FaultResult>();
  const waiting = [...faults];
  const work = async (copy: string): Promise<void> => {
    for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift()) {
      const result = await plantFault(fault, copy);
      done.set(fault, result);
      console.log(describe(result));
    }
  };
  await Promise.all(copies.map((copy) => work(copy.root)));
  return faults.flatMap((fault) => done.get(fault) ?? []);
}

function describe({ id, clause, file, red, stillGreen, ms }: FaultResult): string {
  const missed = stillGreen.length === 0 ? '' : `  unnoticed by: ${stillGreen.join('; ')}`;
  return `${red ? 'red  ' : 'GREEN'}  ${String(ms).padStart(6)} ms  ${id}  ${clause ?? 'plain'}  ${file}${missed}`;
}

function writeEvidence(results: readonly FaultResult[]): void {
  const git = ['-c', 'safe.directory=*', 'describe', '--always', '--dirty', '--exclude=*'];
  const commit = execFileSync('git', git, { cwd: root, encoding: 'utf8' }).trim();
  const machine = `${availableParallelism()} cores, Node ${process.versions.node}, ${process.platform}`;
  const report = { commit, machine, faults: results.map(({ ms: _, ...result }) => result) };
  mkdirSync(join(root, 'docs/evidence'), { recursive: true });
  writeFileSync(join(root, 'docs/evidence/planted.json'), `${JSON.stringify(report, null, 2)}\n`);
}
