import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { type FaultName, faults } from './explorer/fault.ts';
import { type FlowName, faultFlows } from './explorer/flows/flows.ts';
import { samplePoints } from './explorer/sample-points.ts';
import { canBefall, tryFault } from './explorer/try-fault.ts';
import { type Cell, faultTable } from './fault-table.ts';

const flowNames = Object.keys(faultFlows) as FlowName[];
const faultNames = Object.keys(faults) as FaultName[];

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    flow: { ...text, multiple: true, default: [] },
    fault: { ...text, multiple: true, default: [] },
    points: text,
    seed: { ...text, default: '1' },
    jobs: { ...text, default: String(availableParallelism()) },
    part: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const number = z.coerce.number().int().min(1);
const { points, seed, jobs } = z
  .object({ points: number.optional(), seed: number, jobs: number })
  .parse({ points: values.points, seed: values.seed, jobs: values.jobs });
const flows = chosen(values.flow, flowNames, 'flow');
const kinds = chosen(values.fault, faultNames, 'fault');

if (values.help) process.stdout.write(help());
else if (flows === null || kinds === null) process.exitCode = 2;
else if (values.part) for await (const cell of cellsOf(flows, kinds)) process.send?.(cell);
else process.exitCode = await tryAll(flows, kinds);

/** Tries everything asked for, prints the table, and keeps a run of all as evidence; 1 if anything went wrong. */
async function tryAll(someFlows: readonly FlowName[], someFaults: readonly FaultName[]): Promise<number> {
  const began = performance.now();
  const parts = Array.from({ length: Math.min(jobs, someFlows.length) }, (_, part) =>
    someFlows.filter((_flow, index) => index % jobs === part),
  );
  const found = (await Promise.all(parts.map((part) => inOwnProcess(part, someFaults)))).flat();
  const cells = someFlows.flatMap((flow) => found.filter((cell) => cell.flow === flow));
  process.stdout.write(faultTable(cells));
  const sum = (count: (cell: Cell) => number) => cells.reduce((total, cell) => total + count(cell), 0);
  const totals = {
    seed: points === undefined ? null : seed,
    points: sum((cell) => cell.points),
    tried: sum(({ tried }) => tried),
    ok: sum(({ ok }) => ok),
    doubledWhereAllowed: sum(({ doubled }) => doubled),
    worstDelaySeconds: Math.max(...cells.map(({ worstDelayMs }) => worstDelayMs / 1_000)),
    seconds: Math.round((performance.now() - began) / 1_000),
  };
  const all = someFlows.length === flowNames.length && someFaults.length === faultNames.length;
  if (all) writeEvidence('faults', { ...circumstances, ...totals, cells });
  return cells.some(({ bad }) => bad.length > 0) ? 1 : 0;
}

/** Tries some flows in a process of their own; rejects when it does not come to its end. */
function inOwnProcess(someFlows: readonly FlowName[], someFaults: readonly FaultName[]): Promise<Cell[]> {
  const cells: Cell[] = [];
  const child = fork(fileURLToPath(import.meta.url), [
    '--part',
    ...someFlows.flatMap((flow) => ['--flow', flow]),
    ...someFaults.flatMap((fault) => ['--fault', fault]),
    ...(points === undefined ? [] : ['--points', `${points}`, '--seed', `${seed}`]),
  ]);
  child.on('message', (message) => {
    const cell = message as Cell;
    cells.push(cell);
    const { flow, fault, ok, tried } = cell;
    process.stderr.write(`${flow}, ${fault}: ${ok} of ${tried}${ok < tried ? ' BAD' : ''}\n`);
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code) =>
      code === 0 ? resolve(cells) : reject(new Error(`Trying ${someFlows.join(', ')} ended with ${code}.`)),
    );
  });
}

async function* cellsOf(
  someFlows: readonly FlowName[],
  someFaults: readonly FaultName[],
): AsyncGenerator<Cell> {
  const options = points === undefined ? {} : { choose: samplePoints(points, seed) };
  for (const flow of someFlows) {
    for (const fault of someFaults) {
      if (!canBefall(faults[fault], faultFlows[flow])) continue;
      yield { flow, fault, ...(await tryFault(faultFlows[flow], faults[fault], options)) };
    }
  }
}

/** Null, and a word about it, when a name is unknown. */
function chosen<Name extends string>(
  asked: readonly string[],
  known: readonly Name[],
  what: string,
): readonly Name[] | null {
  const unknown = asked.filter((name) => !known.some((each) => each === name));
  if (unknown.length > 0) {
    process.stderr.write(`No ${what} is called ${unknown.join(', ')}; there are: ${known.join(', ')}.\n`);
    return null;
  }
  return asked.length === 0 ? known : known.filter((name) => asked.includes(name));
}

function help(): string {
  const lines = (entries: readonly (readonly [string, string])[]) =>
    entries.map(([name, about]) => `  ${name.padEnd(18)}${about}`).join('\n');
  return `npm run faults -- [--flow NAME]... [--fault NAME]... [--points N [--seed N]] [--jobs N]

Runs each flow once for each point of its way, with the fault striking there, and compares what can be seen in the end
with an undisturbed run. Prints a table; exit code 1 if any point ended otherwise, 2 for an unknown name.
--points tries at most so many points of each flow and fault, drawn by --seed; --jobs processes share the work. A run of everything is written to
docs/evidence/faults.json.

Flows:
${lines(flowNames.map((name) => [name, faultFlows[name].title]))}

Faults:
${lines(faultNames.map((name) => [name, faults[name].about]))}
`;
}
