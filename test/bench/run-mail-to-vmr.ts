import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtFile } from '@vmrkit/example-demo';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { ExchangeWorld } from '../support/exchange-world.ts';
import { measureRate, measureThroughput } from './mail-to-vmr.ts';
import { selfTimes } from './self-times.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { slow: text, fast: text, through: text, keep: { type: 'boolean', default: false } },
});
const count = z.coerce.number().int().min(1);
const { slow, fast, through, keep } = z
  .object({
    slow: count.default(60),
    fast: count.default(120),
    through: count.default(3_000),
    keep: z.boolean(),
  })
  .parse(values);

const rates = [];
const world = await ExchangeWorld.create();
const servers = [await world.deployment.start('manager'), await world.deployment.start('edge')];
for (const [requests, requestsPerMinute] of [
  [slow, 30],
  [fast, 120],
] as const) {
  rates.push(await measureRate(world, { requests, requestsPerMinute }));
}
await Promise.all(servers.map((server) => server.stop()));
await world.close();

const profiles = mkdtempSync(join(tmpdir(), 'vmrkit-profile-'));
const throughput = await run([]);
const profiled = await run(['--cpu-prof', '--cpu-prof-dir', profiles]);
const secondsInManager = selfTimes(profiles);
rmSync(profiles, { recursive: true });

const result = { ...circumstances(), rates, throughput, profiled: { ...profiled, secondsInManager } };
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
if (keep) writeEvidence('bench-mail', result);
const atThirty = rates[0]?.mailToVmrMs.p95 ?? Number.POSITIVE_INFINITY;
process.exitCode = atThirty < 1_000 ? 0 : 1;

/** One mailbox, as fast as possible, with these options for the manager's Node. */
async function run(nodeOptions: readonly string[]) {
  const crowded = await ExchangeWorld.create({
    program: [...nodeOptions, builtFile('@vmrkit/server', 'cli.js'), 'serve'],
  });
  const measured = await measureThroughput(
    crowded,
    nodeOptions.length === 0 ? through : Math.ceil(through / 3),
  );
  await crowded.close();
  return measured;
}
