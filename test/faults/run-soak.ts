import { parseArgs } from 'node:util';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { runSoak } from './soak.ts';

const HELP = `Two managers and two edges over one MongoDB, over EWS and Graph, under load and faults: managers killed and frozen, the
store away, Exchange throttling, clocks that are wrong. Needs VMRKIT_TEST_MONGODB_URL; tools/start-test-mongodb.sh starts one.

  --minutes N      of load and faults (20)
  --per-minute N   meeting requests a minute (40)
  --keep           writes docs/evidence/soak.json
  --help           this

Prints a ledger, a line a request with its VMR and its answers, and then one JSON summary. Ends with 0 only if nothing
was lost and nothing doubled.
`;

const number = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: { minutes: number, 'per-minute': number, keep: flag, help: flag },
});
const url = process.env.VMRKIT_TEST_MONGODB_URL ?? '';
if (values.help || url === '') {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}
const options = z
  .object({
    minutes: z.coerce.number().min(0.5).default(20),
    'per-minute': z.coerce.number().int().min(1).default(40),
  })
  .parse({ minutes: values.minutes, 'per-minute': values['per-minute'] });

const { minutes, 'per-minute': perMinute } = options;
const report = (line: string) => process.stderr.write(`${new Date().toISOString()} ${line}\n`);
const { lines, ...found } = await runSoak({ url, minutes, perMinute, report });
const result = { ...circumstances, minutes, perMinute, ...found };
process.stdout.write(`${lines.join('\n')}\n${JSON.stringify(result, null, 2)}\n`);
if (values.keep) writeEvidence('soak', result);
process.exit(found.isGood ? 0 : 1);
