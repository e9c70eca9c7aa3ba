import { parseArgs } from 'node:util';
import {
  canBefall,
  type FaultName,
  type FlowName,
  faultFlows,
  faults,
  samplePoints,
  type TryFaultOptions,
  tryFault,
} from '@vmrkit/testing';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { type Cell, faultTable } from './fault-table.ts';

const flowNames = Object.keys(faultFlows) as FlowName[];
const faultNames = Object.keys(faults) as FaultName[];

const { values } = parseArgs({
  options: {
    flow: { type: 'string', multiple: true, default: [] },
    fault: { type: 'string', multiple: true, default: [] },
    points: { type: 'string' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(help());
} else {
  const number = z.coerce.number().int().min(1);
  const seed = number.parse(values.seed);
  const choose =
    values.points === undefined ? {} : { choose: samplePoints(number.parse(values.points), seed) };
  const flows = chosen(values.flow, flowNames, 'flow');
  const kinds = chosen(values.fault, faultNames, 'fault');
  process.exitCode = flows === null || kinds === null ? 2 : await tryAll(flows, kinds, choose);
}

/** Tries everything asked for, prints the table, and keeps a full run as evidence; 1 if anything went wrong. */
async function tryAll(
  flows: readonly FlowName[],
  kinds: readonly FaultName[],
  options: TryFaultOptions,
): Promise<number> {
  const began = performance.now();
  const cells: Cell[] = [];
  for (const flow of flows) {
    for (const fault of kinds) {
      if (!canBefall(faults[fault], faultFlows[flow])) continue;
      let tried = 0;
      const onPoint = () => {
        tried += 1;
        if (process.stderr.isTTY) process.stderr.write(`\r${flow} ${fault} ${tried}\u001b[K`);
      };
      const result = await tryFault(faultFlows[flow], faults[fault], { ...options, onPoint });
      cells.push({ flow, fault, ...result });
      const { ok, tried: of } = result;
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
      process.stderr.write(`${flow} ${fault}: ${ok} of ${of}${ok < of ? ' BAD' : ''}\n`);
    }
  }
  process.stdout.write(faultTable(cells));
  const sum = (count: (cell: Cell) => number) => cells.reduce((total, cell) => total + count(cell), 0);
  const totals = {
    seconds: Math.round((performance.now() - began) / 1_000),
    points: sum(({ points }) => points),
    tried: sum(({ tried }) => tried),
    ok: sum(({ ok }) => ok),
    doubledWhereAllowed: sum(({ doubled }) => doubled),
    worstDelaySeconds: Math.max(...cells.map(({ worstDelayMs }) => worstDelayMs / 1_000)),
  };
  const full = flows.length === flowNames.length && kinds.length === faultNames.length;
  if (full) writeEvidence('faults', { ...circumstances(), ...totals, cells });
  return cells.some(({ bad }) => bad.length > 0) ? 1 : 0;
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
  return `npm run faults -- [--flow NAME]... [--fault NAME]... [--points N [--seed N]]

Runs each flow once for each point of its way, with the fault striking there, and compares what can be seen in the end
with an undisturbed run. Prints a table; exit code 1 if any point ended otherwise, 2 for an unknown name.
--points tries at most so many points of each flow and fault, drawn by --seed. A run of everything is written to
docs/evidence/faults.json.

Flows:
${lines(flowNames.map((name) => [name, faultFlows[name].title]))}

Faults:
${lines(faultNames.map((name) => [name, faults[name].about]))}
`;
}
