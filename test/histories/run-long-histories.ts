import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { historyWorlds } from '../../packages/testing/src/scheduling/random-histories/history-worlds.ts';
import { runHistories } from '../../packages/testing/src/scheduling/random-histories/run-histories.ts';
import { circumstances, writeEvidence } from '../support/evidence.ts';

const HELP = `Tells random histories of one meeting as sent and in another order, and compares how they end.

  --count N    histories in all (100000)
  --minutes N  begins no more of them after this time (no limit)
  --seed N     the first seed (a fresh one, printed)
  --world NAME ews or graph (each in turn)
  --keep       writes docs/evidence/histories.json
  --help       this

Prints one JSON summary; ends with 1 when a history ended differently, and with the smallest such one on stderr.
`;
/** Histories under one seed, between two lines of progress. */
const STRETCH = 250;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: { count: text, minutes: text, seed: text, world: text, keep: flag, help: flag },
});
const worlds = z.enum(['ews', 'graph'] satisfies (keyof typeof historyWorlds)[]);
const options = z
  .object({
    count: z.coerce.number().int().min(1).default(100_000),
    minutes: z.coerce.number().positive().default(Number.POSITIVE_INFINITY),
    seed: z.coerce
      .number()
      .int()
      .min(1)
      .default(() => randomInt(1, 2 ** 31 - 1_000_000)),
    world: worlds.optional(),
  })
  .parse({ count: values.count, minutes: values.minutes, seed: values.seed, world: values.world });

if (values.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const { count, minutes, seed } = options;
  const names = options.world ? [options.world] : worlds.options;
  const told: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  const elapsed = () => Math.round((performance.now() - began) / 1_000);
  const report = (line: string) => process.stderr.write(`${line}\n`);
  const began = performance.now();
  report(`Seed ${seed}.`);
  let failure: string | null = null;
  let done = 0;
  for (let stretch = 0; done < count && failure === null && elapsed() < minutes * 60; stretch += 1) {
    const name = names[stretch % names.length] ?? 'ews';
    const size = Math.min(STRETCH, count - done);
    try {
      await runHistories({ world: name, count: size, seed: seed + stretch });
      done += size;
      told[name] = (told[name] ?? 0) + size;
      report(`${done} of ${count}, ${elapsed()} s`);
    } catch (error) {
      failure = `Like ${name}, seed ${seed + stretch}.`;
      report(`${failure}\n${error instanceof Error ? `${error.message}\n${error.cause}` : error}`);
    }
  }
  const evidence = { ...circumstances(), seed, histories: done, told, seconds: elapsed(), failure };
  process.stdout.write(`${JSON.stringify(evidence, null, 2)}\n`);
  if (values.keep) writeEvidence('histories', evidence);
  process.exitCode = failure === null ? 0 : 1;
}
