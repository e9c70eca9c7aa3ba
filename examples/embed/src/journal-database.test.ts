import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentDatabaseContract } from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { JournalDatabase } from './journal-database.ts';

documentDatabaseContract('[S11.2b] journal of the example', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vmrkit-journal-'));
  const file = join(folder, 'journal.jsonl');
  let database = await JournalDatabase.open(file);
  return {
    database,
    reopen: async () => {
      await database.close();
      database = await JournalDatabase.open(file);
      return database;
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
});

it('leaves out what a crash cut off, and what is outdated', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vmrkit-journal-'));
  const file = join(folder, 'journal.jsonl');
  const shape = { name: 'notes', indexes: {} };
  const first = await JournalDatabase.open(file);
  const [made] = await first.collection(shape).commit('one', [{ op: 'insert', id: 'a', value: { n: 1 } }]);
  const revision = made?.ok ? (made.revision ?? '') : '';
  await first.collection(shape).commit('one', [{ op: 'replace', id: 'a', revision, value: { n: 2 } }]);
  await first.close();
  await appendFile(file, '{"collection":"notes","partition":"one","id":"b"');
  const second = await JournalDatabase.open(file);
  const loaded = await second.collection<{ n: number }, never>(shape).load('one', ['a', 'b']);
  expect(loaded.map((stored) => stored?.value ?? null)).toEqual([{ n: 2 }, null]);
  expect((await readFile(file, 'utf8')).match(/\n/g)).toHaveLength(1);
  await second.close();
  await rm(folder, { recursive: true, force: true });
});
