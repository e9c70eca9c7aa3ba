import { parseArgs } from 'node:util';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { measureRecovery } from './recover-meetings.ts';

const USAGE = `npm run bench:recovery -- [--meetings N] [--keep]

Recovers N accepted meetings (10,000 unless given) of a simulated Exchange over EWS, one in a hundred with
new aliases and an update to all attendees, then maintains a calendar with as many meetings that are over.
JSON on stdout; --keep also writes docs/evidence/bench-recovery.json.
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    meetings: { type: 'string', default: '10000' },
    keep: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(USAGE);
else {
  const meetings = z.coerce.number().int().min(100).max(100_000).parse(values.meetings);
  const measured = await measureRecovery(meetings, (line) => process.stderr.write(`${line}\n`));
  const result = { ...circumstances, ...measured };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (values.keep) writeEvidence('bench-recovery', result);
  const whole = measured.restored + measured.renewed === meetings && measured.failed === 0;
  process.exitCode = whole && measured.recovery.callsPerMeeting < 1 ? 0 : 1;
}
