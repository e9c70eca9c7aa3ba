import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { CollectionShape, DocumentCollection } from '@vmrkit/core';
import { bundledDriver, createSqliteDatabase, nodeDriver, type SqliteDriver } from '../src/index.ts';

/** A document of about the size of a meeting, in two indexes. */
interface Meeting {
  readonly tenant: string;
  readonly at: number;
  readonly body: string;
}

type MeetingIndex = 'byTime' | 'byTenantAndTime';

const shape: CollectionShape<Meeting, MeetingIndex> = {
  name: 'meetings',
  indexes: { byTime: ({ at }) => [at], byTenantAndTime: ({ tenant, at }) => [tenant, at] },
};

const DOCUMENTS = 100_000;
const COMMIT_MS = 3_000;
const body = 'x'.repeat(2_000);

function meeting(at: number): Meeting {
  return { tenant: `tenant-${at % 10}`, at, body };
}

/** Times of `work`, in milliseconds: the median and the 99th percentile. */
async function timed(times: number, work: (turn: number) => Promise<unknown>) {
  const taken: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const start = performance.now();
    await work(turn);
    taken.push(performance.now() - start);
  }
  taken.sort((left, right) => left - right);
  const at = (share: number) => Number((taken[Math.floor(taken.length * share)] ?? 0).toFixed(3));
  return { p50_ms: at(0.5), p99_ms: at(0.99) };
}

/** Commits of one new document each, by so many writers at a time, in one second. */
async function commitsPerSecond(meetings: DocumentCollection<Meeting, MeetingIndex>, writers: number) {
  const start = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let turn = 0; performance.now() - start < COMMIT_MS; turn += 1) {
        const id = `${writers}-${writer}-${turn}`;
        await meetings.commit('bench', [{ op: 'insert', id, value: meeting(turn) }]);
        done += 1;
      }
    }),
  );
  return Math.round((done * 1_000) / (performance.now() - start));
}

async function fill(meetings: DocumentCollection<Meeting, MeetingIndex>): Promise<number> {
  const start = performance.now();
  for (let at = 0; at < DOCUMENTS; at += 1_000) {
    const changes = Array.from(
      { length: 1_000 },
      (_, more) => ({ op: 'insert', id: `m${at + more}`, value: meeting(at + more) }) as const,
    );
    await meetings.commit('filled', changes);
  }
  return Math.round(performance.now() - start);
}

async function benchmark(driver: SqliteDriver, directory: string) {
  const database = await createSqliteDatabase({ file: join(directory, `${driver.name}.db`), driver });
  const meetings = database.collection(shape);
  const commits: Record<string, number> = {};
  for (const writers of [1, 8, 64, 256]) {
    commits[`writers_${writers}`] = await commitsPerSecond(meetings, writers);
  }
  const filled_ms = await fill(meetings);
  const spread = (turn: number) => (turn * 7_919) % DOCUMENTS;
  const result = {
    driver: driver.name,
    commits_per_second: commits,
    documents: DOCUMENTS,
    filled_ms,
    load_one: await timed(2_000, (turn) => meetings.load('filled', [`m${spread(turn)}`])),
    find_10_in_partition: await timed(2_000, (turn) =>
      meetings.find('filled', {
        index: 'byTenantAndTime',
        equals: [`tenant-${turn % 10}`],
        from: spread(turn),
        limit: 10,
      }),
    ),
    find_100_over_all: await timed(500, (turn) =>
      meetings.find(null, { index: 'byTime', equals: [], from: spread(turn), limit: 100 }),
    ),
    backup: await timed(1, () => database.backup(join(directory, `${driver.name}.backup`))),
  };
  await database.close();
  return result;
}

/** What the disk itself takes for 4 KiB, the floor of any single commit. */
async function diskSync(directory: string) {
  const handle = openSync(join(directory, 'sync'), 'w');
  const page = Buffer.alloc(4_096);
  const times = await timed(200, async () => {
    writeSync(handle, page);
    fsyncSync(handle);
  });
  closeSync(handle);
  return times;
}

const directory = await mkdtemp(join(process.argv[2] ?? process.cwd(), 'store-bench-'));
try {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const drivers = major > 22 || (major === 22 && minor >= 13) ? [bundledDriver, nodeDriver] : [bundledDriver];
  const results = [];
  const fsync_4k = await diskSync(directory);
  for (const driver of drivers) results.push(await benchmark(driver, directory));
  const report = { node: process.versions.node, cpus: cpus().length, fsync_4k, results };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} finally {
  await rm(directory, { recursive: true });
}
