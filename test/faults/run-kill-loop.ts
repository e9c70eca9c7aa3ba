import { parseArgs } from 'node:util';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { runKillLoop } from './kill-loop.ts';

const HELP = `Kills the server at random while meetings are requested, and counts what came of each request.

  --kills N             kills in all (200)
  --requests N          meeting requests in all (500)
  --seed N              of the moments and requests (a fresh one, printed)
  --second-answer KIND  what Exchange makes of a second answer to one message: not-found (default), out-of-date, allowed
  --keep                writes docs/evidence/kill-loop.json
  --help                this

Prints one JSON summary; ends with 0 only if each request came to one VMR and one answer.
`;

const number = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    kills: number,
    requests: number,
    seed: number,
    'second-answer': { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit();
}
const options = z
  .object({
    kills: z.coerce.number().int().min(1).default(200),
    requests: z.coerce.number().int().min(1).default(500),
    seed: z.coerce
      .number()
      .int()
      .default(() => Math.floor(Date.now() / 1_000) % 100_000),
    'second-answer': z.enum(['not-found', 'out-of-date', 'allowed']).default('not-found'),
  })
  .parse(Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'keep' && name !== 'help')));

const { kills, requests, seed, 'second-answer': secondAnswer } = options;
const report = (line: string) => process.stderr.write(`${line}\n`);
const result = await runKillLoop({ kills, requests, seed, secondAnswer, report });
const evidence = { ...circumstances, ...result };
process.stdout.write(`${JSON.stringify(evidence, null, 2)}\n`);
if (values.keep) writeEvidence(secondAnswer === 'allowed' ? 'kill-loop-doubles' : 'kill-loop', evidence);
const good =
  result.oneVmr === requests && result.unanswered + result.declined + result.vmrsWithoutRequest === 0;
process.exitCode = good && (secondAnswer === 'allowed' || result.answeredOnce === requests) ? 0 : 1;
