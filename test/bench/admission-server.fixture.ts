import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { parseArgs } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import { DEPLOYMENT, instant, MINUTE_MS } from '@vmrkit/core';
import { admit, aliasClaim, type MeetingKey, openStore } from '@vmrkit/core/composition';
import { jsonJoinAdapter } from '@vmrkit/platform-json';
import { createPinoLogger } from '@vmrkit/server';
import { bundledDriver, createSqliteDatabase } from '@vmrkit/store-sqlite';
import express from 'express';
import { live, policy } from '../../packages/core/src/meetings/meeting.fixture.ts';
import { EventQueue } from '../../packages/server/src/admission-api/event-queue.ts';
import { servePlatforms } from '../../packages/server/src/admission-api/serve-platforms.ts';
import { sha256 } from '../../packages/server/src/http/bearer.ts';
import { appsOf, featureParts } from '../../packages/server/src/http/features.fixture.ts';
import { ServerMetrics } from '../../packages/server/src/operations-api/server-metrics.ts';
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

const bare = express();
bare.disable('x-powered-by');
bare.use(express.json());
bare.post('/', async (request, response) => {
  const [claim] = await store.claims.load(DEPLOYMENT, [aliasClaim(request.body.alias)]);
  response.json({ result: claim ? 'join' : 'unknown' });
});

const clock = { now: () => instant(Date.now()), monotonicMs: () => performance.now() };
const logger = createPinoLogger('info', new LogDestination(standardOutput()));
const parts = featureParts({ logger, metrics: new ServerMetrics() });
const deps = {
  store,
  policyOf: () => policy,
  sealer: { open: async () => '' },
  clock: { ...clock, sleep: async () => undefined },
};
const ours = await appsOf(
  [
    {
      name: 'admission',
      listeners: ['public'],
      roles: ['all'],
      open: async () =>
        servePlatforms({
          connections: [
            {
              name: 'bench',
              tenants: 'all',
              mayHearReason: true,
              credentials: { bearer_sha256: sha256(values.token) },
              adapter: jsonJoinAdapter,
            },
          ],
          admit: (question) => admit(question, deps),
          events: new EventQueue({ logger, take: async () => undefined }),
          metrics: parts.metrics,
        }),
    },
  ],
  parts,
);
process.once('SIGINT', () => process.exit());
process.stdout.write(`${JSON.stringify({ bare: await serve(bare), ours: await serve(ours.public) })}\n`);

async function serve(app: RequestListener): Promise<number> {
  const server = createServer(app).listen(0, '127.0.0.1');
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
