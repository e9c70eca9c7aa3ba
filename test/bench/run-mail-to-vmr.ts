import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtFile } from '@vmrkit/example-demo';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { ExchangeWorld } from '../support/exchange-world.ts';
import { measureSharedAccount, type SharedAccountResult } from './common-account.ts';
import { measureRate, measureThroughput } from './mail-to-vmr.ts';
import { selfTimes } from './self-times.ts';

const USAGE = `npm run bench:mail -- [--slow N] [--fast N] [--through N] [--keep] | --integrations N,N,...

Sends requests over EWS streaming: N (60) at 30 a minute, N (120) at 120 a minute, and N (3,000) at once through one
mailbox; then a third of these under a profiler. Ends with 1 when at 30 a minute p95 from mail to VMR is a second or more.
JSON on stdout; --keep also writes docs/evidence/bench-mail.json.

With --integrations: instead of all that, so many integrations of one service account, run by run; how long their answers
take, and how often Exchange is called while no mail comes. Ends with 1 when p95 is a second or more, or Exchange refused
the account anything.
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: { help: flag, slow: text, fast: text, through: text, integrations: text, keep: flag },
});
const count = z.coerce.number().int().min(1);
const optionsSchema = z.object({
  slow: count.default(60),
  fast: count.default(120),
  through: count.default(3_000),
  integrations: z
    .string()
    .transform((list): unknown[] => list.split(','))
    .pipe(z.array(count))
    .optional(),
  keep: z.boolean(),
});

if (values.help) process.stdout.write(USAGE);
else await measure(optionsSchema.parse(values));

async function measure({ integrations, ...options }: z.infer<typeof optionsSchema>): Promise<void> {
  if (integrations === undefined) await measureMail(options);
  else await measureIntegrations(integrations);
}

async function measureIntegrations(counts: readonly number[]): Promise<void> {
  const runs = [];
  for (const count of counts) runs.push(await measureSharedAccount(count));
  process.stdout.write(`${JSON.stringify({ ...circumstances, runs }, null, 2)}\n`);
  const isGood = ({ mailToAnswerMs, refused }: SharedAccountResult) =>
    mailToAnswerMs.p95 < 1_000 && refused.calls + refused.streams === 0;
  process.exitCode = runs.every(isGood) ? 0 : 1;
}

async function measureMail({
  slow,
  fast,
  through,
  keep,
}: Omit<z.infer<typeof optionsSchema>, 'integrations'>): Promise<void> {
  const rates = await measureRates([
    [slow, 30],
    [fast, 120],
  ]);
  const profiles = mkdtempSync(join(tmpdir(), 'vmrkit-profile-'));
  const throughput = await run(through, []);
  const profiled = await run(Math.ceil(through / 3), ['--cpu-prof', '--cpu-prof-dir', profiles]);
  const secondsInManager = selfTimes(profiles);
  rmSync(profiles, { recursive: true });
  const result = { ...circumstances, rates, throughput, profiled: { ...profiled, secondsInManager } };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (keep) writeEvidence('bench-mail', result);
  const atThirty = rates[0]?.mailToVmrMs.p95 ?? Number.POSITIVE_INFINITY;
  process.exitCode = atThirty < 1_000 ? 0 : 1;
}

/** A manager and an edge under requests at these rates a minute, one after the other. */
async function measureRates(wanted: readonly (readonly [requests: number, requestsPerMinute: number])[]) {
  const world = await ExchangeWorld.create();
  const servers = [await world.deployment.start('manager'), await world.deployment.start('edge')];
  const rates = [];
  for (const [requests, requestsPerMinute] of wanted)
    rates.push(await measureRate(world, { requests, requestsPerMinute }));
  await Promise.all(servers.map((server) => server.stop()));
  await world.close();
  return rates;
}

/** One mailbox, as fast as possible, with these options for the manager's Node. */
async function run(requests: number, nodeOptions: readonly string[]) {
  const crowded = await ExchangeWorld.create({
    program: [...nodeOptions, builtFile('@vmrkit/server', 'cli.js'), 'serve'],
  });
  const measured = await measureThroughput(crowded, requests);
  await crowded.close();
  return measured;
}
