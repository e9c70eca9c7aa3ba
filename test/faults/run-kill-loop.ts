import { parseArgs } from 'node:util';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { runKillLoop } from './kill-loop.ts';

const number = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    kills: number,
    requests: number,
    seed: number,
    'second-answer': { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
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
  .parse(Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'keep')));

const { kills, requests, seed, 'second-answer': secondAnswer } = options;
const report = (line: string) => process.stderr.write(`${line}\n`);
const result = await runKillLoop({ kills, requests, seed, secondAnswer, report });
const evidence = { ...circumstances(), ...result };
process.stdout.write(`${JSON.stringify(evidence, null, 2)}\n`);
if (values.keep) writeEvidence(secondAnswer === 'allowed' ? 'kill-loop-doubles' : 'kill-loop', evidence);
const good =
  result.oneVmr === requests && result.unanswered + result.declined + result.vmrsWithoutRequest === 0;
process.exitCode = good && (secondAnswer === 'allowed' || result.answeredOnce === requests) ? 0 : 1;
