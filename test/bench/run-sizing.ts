import { parseArgs } from 'node:util';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { type IdleResult, measureIdle } from './idle-integrations.ts';

const USAGE = `npm run bench:sizing -- [--integrations 1,100,1000] [--keep]

Starts \`vmrkit serve\` for so many integrations, one mailbox each, over EWS to a simulated Exchange, and
measures what it takes while nothing happens: time to start, memory, processor time. JSON on stdout; --keep
also writes docs/evidence/bench-sizing.json.
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    integrations: { type: 'string', default: '1,100,1000' },
    keep: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(USAGE);
else {
  const counts = z.array(z.coerce.number().int().min(1).max(2_000)).parse(values.integrations.split(','));
  const idle: IdleResult[] = [];
  for (const count of counts) {
    idle.push(await measureIdle(count));
    process.stderr.write(`${JSON.stringify(idle.at(-1))}\n`);
  }
  const result = { ...circumstances, idle };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (values.keep) writeEvidence('bench-sizing', result);
}
