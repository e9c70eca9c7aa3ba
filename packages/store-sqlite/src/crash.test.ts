import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countedShape, LOOPS } from './counter-shape.test-process.ts';
import { createSqliteDatabase } from './sqlite-database.ts';

const KILLS = process.env.CI === 'true' ? 6 : 3;
const writer = fileURLToPath(new URL('./crash-writer.test-process.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

let directory: string;
let running: ChildProcess | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vmrkit-crash-'));
});

afterEach(async () => {
  running?.kill('SIGKILL');
  await rm(directory, { recursive: true });
});

/** Runs the writer, kills it `afterMs` after its first acknowledgement, and gives what it acknowledged. */
async function writeAndKill(file: string, afterMs: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--conditions=@vmrkit/source', '--import', 'tsx', writer, file], {
    cwd: root,
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.tests.json') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  let said = '';
  let complaint = '';
  const killed = once(child, 'close');
  child.stdout.on('data', (bytes: Buffer) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
    said += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    complaint += bytes.toString();
  });
  const [, signal] = await killed;
  expect([signal, complaint]).toEqual(['SIGKILL', '']);
  // What follows the last line break was cut off by the kill.
  return said.split('\n').slice(0, -1);
}

describe('a process that is killed', () => {
  it(`keeps what it acknowledged, over ${KILLS} kills of one file`, { timeout: 120_000 }, async () => {
    const file = join(directory, 'store.db');
    const acknowledged = new Map<string, string>();
    const counts = Array.from({ length: LOOPS }, () => 0);
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (const line of await writeAndKill(file, Math.random() * 120)) {
        const [loop = '', count = '', revision = ''] = line.split(' ');
        acknowledged.set(`${loop}-${count}`, revision);
        counts[Number(loop)] = Number(count);
      }
      const database = await createSqliteDatabase({ file });
      const counted = database.collection(countedShape);
      const stored = await counted.load('one', [...acknowledged.keys()]);
      expect(stored.map((document) => document?.revision)).toEqual([...acknowledged.values()]);
      for (const [loop, count] of counts.entries()) {
        const [counter] = await counted.load('one', [`counter-${loop}`]);
        expect(counter?.value.count).toBeGreaterThanOrEqual(count);
        const newest = await counted.find('one', {
          index: 'byLoop',
          equals: [loop],
          from: count,
          limit: 1_000,
        });
        expect(newest.items.length).toBeGreaterThanOrEqual(count === 0 ? 0 : 1);
      }
      await database.close();
      expectSound(file);
    }
    expect(acknowledged.size).toBeGreaterThan(KILLS);
  });
});

/** SQLite's own checks, and every document in its index once. */
function expectSound(file: string): void {
  const raw = new DatabaseSync(file);
  expect(raw.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(raw.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  expect(
    raw
      .prepare('SELECT count(*) AS n FROM documents WHERE key NOT IN (SELECT document FROM index_entries)')
      .get(),
  ).toEqual({ n: 0 });
  raw.close();
}
