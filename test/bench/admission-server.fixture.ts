import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import { type AdmissionQuestion, DEPLOYMENT, instant, MINUTE_MS } from '@vmrkit/core';
import { admit, aliasClaim, type MeetingKey, openStore } from '@vmrkit/core/composition';
import { jsonJoinAdapter } from '@vmrkit/platform-json';
import type { VmrKit } from '@vmrkit/sdk';
import { createPinoLogger, createRouters, serverConfigSchema, shippedFeatures } from '@vmrkit/server';
import { bundledDriver, createSqliteDatabase } from '@vmrkit/store-sqlite';
import express, { type Express } from 'express';
import { live, policy } from '../../packages/core/src/meetings/meeting.fixture.ts';
import { LogDestination, standardOutput } from '../../packages/server/src/runtime/log-destination.ts';

/**
 * Serves admission as the server does, and a bare Express handler with one indexed read beside it, over one SQLite file
 * with so many conferences. Prints both addresses as JSON.
 */
const { values } = parseArgs({
  options: {
    file: { type: 'string', default: '' },
    conferences: { type: 'string', default: '1000' },
    token: { type: 'string', default: '' },
  },
});
/** Stands in the one conference that the store itself writes, for the number of each of its copies. */
const PATTERN = '7777777';
await fill(Number(values.conferences));
const store = openStore(await createSqliteDatabase({ file: values.file, driver: bundledDriver }));

const bare = createApp();
bare.use(express.json());
bare.post('/', async (request, response) => {
  const [claim] = await store.claims.load(DEPLOYMENT, [aliasClaim(request.body.alias)]);
  response.json({ result: claim ? 'join' : 'unknown' });
});

const clock = { now: () => instant(Date.now()), monotonicMs: () => performance.now() };
const deps = {
  store,
  policyOf: () => policy,
  sealer: { open: async () => '' },
  clock: { ...clock, sleep: async () => undefined },
};
const parts = new Map<string, object>([
  ['logger', createPinoLogger('info', new LogDestination(standardOutput()))],
  ['manager', { admit: (question: AdmissionQuestion) => admit(question, deps) }],
  ['plugins', { names: () => ['json'], create: async () => jsonJoinAdapter }],
  ['platformWatch', { servedBy: async () => undefined }],
  ['joinLinks', { usePlatforms: () => undefined }],
]);
const kit = { get: async (name: string) => parts.get(name) } as unknown as VmrKit;
const bearer = createHash('sha256').update(values.token).digest('hex');
const ours = await createRouters(kit, {
  features: shippedFeatures.filter(({ name }) => name === 'admission'),
  config: serverConfigSchema.parse({
    platforms: [
      {
        name: 'bench',
        adapter: 'json',
        tenants: 'all',
        may_hear_reason: true,
        credentials: { bearer_sha256: bearer },
      },
    ],
  }),
  managerSecret: null,
  takeAll: true,
});
process.once('SIGINT', () => process.exit());
const app = createApp().use(ours.public);
process.stdout.write(`${JSON.stringify({ bare: await serve(bare), ours: await serve(app) })}\n`);

/** Both have the settings that the server gives its application. */
function createApp(): Express {
  const made = express();
  for (const setting of ['x-powered-by', 'etag']) made.disable(setting);
  return made.set('query parser', 'simple');
}

async function serve(handler: Express): Promise<number> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** One conference as the store writes it, then so many copies by SQL: a million through the store would take an hour. */
async function fill(count: number): Promise<void> {
  const database = await createSqliteDatabase({ file: values.file, driver: bundledDriver });
  await writePattern(openStore(database));
  await database.close();
  const raw = new DatabaseSync(values.file);
  const renamed = (column: string) => `replace(${column}, '${PATTERN}', n)`;
  const numbers = `WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count - 1})`;
  const keyOfCopy = 'original.key * 10000000 + n';
  raw.exec(`PRAGMA synchronous = OFF; BEGIN;
    CREATE TEMP TABLE originals AS SELECT * FROM documents WHERE id LIKE '%${PATTERN}%';
    INSERT INTO documents (key, collection, partition, id, revision, value) ${numbers}
      SELECT ${keyOfCopy}, collection, partition, ${renamed('id')}, revision, ${renamed('value')}
      FROM originals AS original, numbers;
    INSERT INTO index_entries (document, index_id, leading, last, id, partition) ${numbers}
      SELECT ${keyOfCopy}, index_id, ${renamed('leading')}, last, ${renamed('entry.id')}, entry.partition
      FROM originals AS original JOIN index_entries AS entry ON entry.document = original.key, numbers;
    COMMIT`);
  raw.close();
}

async function writePattern({ meetings, claims }: ReturnType<typeof openStore>): Promise<void> {
  const meeting = live();
  const { conference, schedule, tenantId } = meeting;
  if (conference === null || schedule === null) throw new TypeError('A live meeting has both.');
  const at = Date.now();
  const first = { start: instant(at - MINUTE_MS), end: instant(at + 600 * MINUTE_MS) };
  const alias = `${PATTERN}@vmr.example`;
  const named = { ...conference, id: `c-${PATTERN}`, alias, numericAlias: PATTERN };
  const value = { ...meeting, schedule: { ...schedule, first }, conference: named };
  const meetingKey = `bench:${PATTERN}` as MeetingKey;
  const owner = { kind: 'meeting' as const, id: meetingKey };
  const claim = { tenantId, owner, meetingKey, reviewAt: first.end };
  await meetings.commit(tenantId, [{ op: 'insert', id: meetingKey, value }]);
  await claims.commit(DEPLOYMENT, [{ op: 'insert', id: aliasClaim(alias), value: claim }]);
}
