import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { audienceOf, integrations } from '@vmrkit/example-demo';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { ExchangeWorld } from '../support/exchange-world.ts';
import { cpuSeconds, latency } from './measures.ts';

const USAGE = `npm run bench:panes -- [--starts N] [--per-minute N] [--people N] [--keep]

Opens N (1,000) panes at 1,000 a minute, of N (200) people in turns. Each start gets the pane's page, the files that the page
names, as a browser with an empty cache does, and the person's rooms by Exchange's token; every tenth person is not known and
begins a sign-in instead. A manager and an edge serve, with SQLite; this program and the simulated Exchange share the machine.
Ends with 1 when p95 is a second or more, or a start failed. JSON on stdout; --keep also writes docs/evidence/bench-panes.json.
`;

const MINUTE = 60_000;
const LIMIT_MS = 1_000;
const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: { help: flag, starts: text, 'per-minute': text, people: text, keep: flag },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const count = z.coerce.number().int().min(1);
const options = z
  .object({
    starts: count.default(1_000),
    'per-minute': count.default(1_000),
    people: count.max(1_000).default(200),
    keep: z.boolean(),
  })
  .parse(values);

const record = {
  general: { name: integrations.sales.name, enable_personal_vmrs: true },
  personal: { allow_new_users: true },
  // Nobody is sent there: a sign-in is begun and goes no further.
  sign_in: {
    provider: 'adfs',
    settings: {
      authorization_uri: 'http://127.0.0.1:9/adfs/oauth2/authorize',
      token_uri: 'http://127.0.0.1:9/adfs/oauth2/token',
      client_id: 'bench',
      resource_identifier: 'rooms',
    },
  },
};

const world = await ExchangeWorld.create();
const audience = audienceOf(integrations.sales);
let isGood = false;
try {
  await world.deployment.changeRecord(integrations.sales, record);
  const manager = await world.deployment.start('manager');
  const edge = await world.deployment.start('edge');
  const tokens = await peopleWithRooms(options.people);
  await start(tokens[0] ?? '');
  const before = [cpuSeconds(manager.pid), cpuSeconds(edge.pid)] as const;
  const begun = performance.now();
  const starts = await Promise.all(
    Array.from({ length: options.starts }, async (_, at) => {
      await sleep(Math.max(0, begun + (at * MINUTE) / options['per-minute'] - performance.now()));
      const began = performance.now();
      // A machine that is too slow for it refuses connections: that start failed.
      return start(tokens[at % tokens.length] ?? '').catch(() => {
        const ms = performance.now() - began;
        return { ok: false, ms, roomsMs: ms };
      });
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  const after = [cpuSeconds(manager.pid), cpuSeconds(edge.pid)] as const;
  const failed = starts.filter(({ ok }) => !ok).length;
  const startMs = latency(starts.map(({ ms }) => ms));
  const roomsMs = latency(starts.map((each) => each.roomsMs));
  const measured = {
    starts: options.starts,
    people: options.people,
    failed,
    startMs,
    roomsMs,
    startsPerMinute: Math.round((options.starts * 60) / seconds),
    cpuMsEach: {
      manager: Number((((after[0] - before[0]) * 1_000) / options.starts).toFixed(2)),
      edge: Number((((after[1] - before[1]) * 1_000) / options.starts).toFixed(2)),
    },
    limitMs: LIMIT_MS,
  };
  const result = { ...circumstances, ...measured };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (options.keep) writeEvidence('bench-panes', result);
  await Promise.all([edge.stop(), manager.stop()]);
  isGood = failed === 0 && startMs.p95 < LIMIT_MS;
} finally {
  await world.close();
}
process.exit(isGood ? 0 : 1);

/** Makes people with mailboxes and rooms, nine of ten known by their Exchange id; gives their tokens. */
async function peopleWithRooms(people: number): Promise<readonly string[]> {
  const users = ['email,display_name,msexchuid,amurl'];
  const rooms = ['name,owner_email,aliases,pin'];
  const tokens: string[] = [];
  for (let at = 0; at < people; at += 1) {
    const [name, email] = [`Person ${at}`, `person-${at}@corp.example`];
    await world.sandbox.createMailbox({ email, name, kind: 'user' });
    const token = await world.sandbox.identityToken({ mailbox: email, audience });
    const { appctx } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    rooms.push(`${name},${email},person-${at}@vc.example,4711${at}`);
    if (at % 10 !== 9) users.push(`${email},${name},${appctx.msexchuid},${appctx.amurl}`);
    tokens.push(token);
  }
  for (const [kind, table] of Object.entries({ user: users, room: rooms })) {
    const file = join(world.folder, `${kind}.csv`);
    await writeFile(file, table.join('\n'));
    await world.deployment.operate([kind, 'import', file, '--integration', integrations.sales.name]);
  }
  return tokens;
}

/** One start of a pane, from its page to its rooms. */
async function start(
  token: string,
): Promise<{ readonly ok: boolean; readonly ms: number; readonly roomsMs: number }> {
  const client = `${world.deployment.edgeUrl}/api/client/v2/msexchange_schedulers/${integrations.sales.id}`;
  const begun = performance.now();
  const page = await (await fetch(`${client}/pane`)).text();
  const names = [...page.matchAll(/(?:src|href)="pane\/assets\/([^"]+)"/g)].map(([, name]) => name);
  const files = await Promise.all(names.map((name) => fetch(`${client}/pane/assets/${name}`)));
  await Promise.all(files.map((file) => file.arrayBuffer()));
  const asked = performance.now();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const rooms = await fetch(`${client}/personal_vmrs`, { headers });
  const said = JSON.parse(await rooms.text());
  let isServed = rooms.ok && said.rooms.length === 1;
  if (said.code === 'ERR_PERSONAL_VMRS_SIGN_IN') {
    const sign = await fetch(`${client}/sign_ins`, { method: 'POST', headers, body: '{}' });
    isServed = typeof JSON.parse(await sign.text()).digits === 'string';
  }
  const now = performance.now();
  return {
    ok: isServed && names.length > 0 && files.every(({ ok }) => ok),
    ms: now - begun,
    roomsMs: now - asked,
  };
}
