import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { parseArgs } from 'node:util';
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
const BULK = 1_000;
const store = openStore(await createSqliteDatabase({ file: values.file, driver: bundledDriver }));
await fill(Number(values.conferences));

const bare = express();
bare.disable('x-powered-by');
bare.use(express.json());
bare.post('/', async (request, response) => {
  const [claim] = await store.claims.load(DEPLOYMENT, [aliasClaim(request.body.alias)]);
  response.json({ result: claim ? 'join' : 'unknown' });
});

const clock = { now: () => instant(Date.now()), monotonicMs: () => performance.now() };
const logger = createPinoLogger('info');
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
          logger,
        }),
    },
  ],
  parts,
);
process.stdout.write(`${JSON.stringify({ bare: await serve(bare), ours: await serve(ours.public) })}\n`);

async function serve(app: RequestListener): Promise<number> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function fill(count: number): Promise<void> {
  const meeting = live();
  const { conference, schedule } = meeting;
  if (conference === null || schedule === null) throw new TypeError('A live meeting has both.');
  const at = Date.now();
  const first = { start: instant(at - MINUTE_MS), end: instant(at + 600 * MINUTE_MS) };
  for (let from = 0; from < count; from += BULK) {
    const places = Array.from({ length: Math.min(BULK, count - from) }, (_, more) => from + more);
    await store.meetings.commit(
      meeting.tenantId,
      places.map((place) => ({
        op: 'insert',
        id: `bench:${place}`,
        value: {
          ...meeting,
          schedule: { ...schedule, first },
          conference: {
            ...conference,
            id: `c-${place}`,
            alias: `${place}@vmr.example`,
            numericAlias: `${place}`,
          },
        },
      })),
    );
    await store.claims.commit(
      DEPLOYMENT,
      places.map((place) => ({
        op: 'insert',
        id: aliasClaim(`${place}@vmr.example`),
        value: {
          tenantId: meeting.tenantId,
          owner: { kind: 'meeting', id: `bench:${place}` },
          meetingKey: `bench:${place}` as MeetingKey,
          reviewAt: instant(at + 600 * MINUTE_MS),
        },
      })),
    );
  }
}
