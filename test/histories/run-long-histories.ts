import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import type { historyWorlds } from './history-worlds.ts';
import { runHistories } from './run-histories.ts';

const HELP = `Tells random histories of one meeting as sent and in another order, and compares how they end.

  --count N     histories in all (100000)
  --minutes N   begins no more of them after this time (no limit)
  --seed N      the first seed (a fresh one, printed)
  --world NAME  ews or graph (each in turn)
  --processes N share the work (one for each core)
  --keep        writes docs/evidence/histories.json
  --help        this

Prints one JSON summary; ends with 1 when a history ended differently, and with the smallest such one on stderr.
`;
/** Histories under one seed, between two lines of progress. */
const STRETCH = 250;
/** Between the first seeds of two processes: more than one of them has stretches. */
const APART = 100_000;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: { count: text, minutes: text, seed: text, world: text, processes: text, keep: flag, help: flag },
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
      .default(() => randomInt(1, 2 ** 31 - 10_000_000)),
    world: worlds.optional(),
    processes: z.coerce.number().int().min(1).max(64).default(availableParallelism()),
  })
  .parse({
    count: values.count,
    minutes: values.minutes,
    seed: values.seed,
    world: values.world,
    processes: values.processes,
  });

const processes = Math.min(options.processes, options.count);

/** What one or several processes told. */
const toldSchema = z.object({
  histories: z.number(),
  told: z.record(z.string(), z.number()),
  failure: z.string().nullable(),
});
type Told = z.infer<typeof toldSchema>;

if (values.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const began = performance.now();
  const { seed } = options;
  const told = processes === 1 ? await tell() : together(await Promise.all(shares().map(tellElsewhere)));
  const seconds = Math.round((performance.now() - began) / 1_000);
  const evidence = { ...circumstances, seed, processes, ...told, seconds };
  process.stdout.write(`${JSON.stringify(evidence, null, 2)}\n`);
  if (values.keep) writeEvidence('histories', evidence);
  process.exitCode = told.failure === null ? 0 : 1;
}

async function tell(): Promise<Told> {
  const { count, minutes, seed } = options;
  const names = options.world ? [options.world] : worlds.options;
  const told: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  const began = performance.now();
  const elapsed = () => Math.round((performance.now() - began) / 1_000);
  const report = (line: string) => process.stderr.write(`${line}\n`);
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
  return { histories: done, told, failure };
}

/** The arguments of each process that has a share of the work. */
function shares(): string[][] {
  const { count, minutes, seed, world } = options;
  return Array.from({ length: processes }, (_, index) => [
    '--processes',
    '1',
    '--seed',
    String(seed + index * APART),
    '--count',
    String(Math.floor((count + index) / processes)),
    ...(Number.isFinite(minutes) ? ['--minutes', String(minutes)] : []),
    ...(world ? ['--world', world] : []),
  ]);
}

async function tellElsewhere(args: readonly string[]): Promise<Told> {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return toldSchema.parse(JSON.parse(await textOf(child.stdout)));
}

function together(shared: readonly Told[]): Told {
  const told: Record<string, number> = {};
  for (const share of shared)
    for (const [name, count] of Object.entries(share.told)) told[name] = (told[name] ?? 0) + count;
  return {
    histories: shared.reduce((sum, { histories }) => sum + histories, 0),
    told,
    failure: shared.find(({ failure }) => failure !== null)?.failure ?? null,
  };
}
