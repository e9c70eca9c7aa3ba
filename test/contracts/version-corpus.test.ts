import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentDatabase, readDocument } from '@vmrkit/core';
import { moveStore, storeShapes } from '@vmrkit/core/composition';
import { createMongoDatabase } from '@vmrkit/store-mongodb';
import { createSqliteDatabase } from '@vmrkit/store-sqlite';
import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { indexEntry } from '../../packages/core/src/store/store-usage.ts';
import { dropDatabase } from '../../packages/store-mongodb/src/drop-database.fixture.ts';

/** A document as an earlier version of the kit wrote it. */
interface EarlierDocument {
  readonly collection: string;
  readonly partition: string;
  readonly id: string;
  /** JSON. */
  readonly text: string;
}

const corpus = new URL(
  '../../packages/core/src/collections/earlier-documents.fixture.jsonl',
  import.meta.url,
);
const documents = (await readFile(corpus, 'utf8'))
  .trim()
  .split('\n')
  .map((line): EarlierDocument => JSON.parse(line));
const shapes = storeShapes();
const of = (collection: string) => documents.filter((each) => each.collection === collection);

/** A place for documents: opened as often as need be, removed in the end. */
interface Place {
  open(): Promise<DocumentDatabase>;
  remove(): Promise<void>;
}

async function inMemory(): Promise<Place> {
  const memory = createWeakMemoryDatabase();
  return { open: async () => memory.connect(), remove: async () => undefined };
}

async function onSqlite(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'vmrkit-corpus-'));
  return {
    open: () => createSqliteDatabase({ file: join(folder, 'store.db') }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const url = process.env.VMRKIT_TEST_MONGODB_URL ?? '';

async function onMongo(): Promise<Place> {
  const database = `vmrkit_test_${randomUUID().slice(0, 8)}`;
  return {
    open: async () => createMongoDatabase({ url, database }),
    remove: () => dropDatabase(url, database),
  };
}

const stores: readonly (readonly [name: string, place: () => Promise<Place>, isThere: boolean])[] = [
  ['memory', inMemory, true],
  ['SQLite', onSqlite, true],
  ['MongoDB', onMongo, url !== ''],
];

async function within(place: Place, use: (database: DocumentDatabase) => Promise<void>): Promise<void> {
  const database = await place.open();
  await use(database).finally(() => database.close());
}

/** Writes the corpus as the versions did that knew no index of today. */
async function writeCorpus(database: DocumentDatabase): Promise<void> {
  for (const { name } of shapes) {
    const bare = database.collection<unknown, never>({ name, indexes: {} });
    for (const partition of new Set(of(name).map((each) => each.partition))) {
      const own = of(name).filter((each) => each.partition === partition);
      const changes = own.map(({ id, text }) => ({ op: 'insert' as const, id, value: JSON.parse(text) }));
      const results = await bare.commit(partition, changes);
      expect(results.every(({ ok }) => ok)).toBe(true);
    }
  }
}

/** Every document is read upgraded, and found where its indexes say; once more after it was written again. */
async function checkCorpus(database: DocumentDatabase): Promise<void> {
  for (const shape of shapes) {
    const collection = database.collection(shape);
    for (const { partition, id, text } of of(shape.name)) {
      const value = readDocument(shape, text);
      const [read] = await collection.load(partition, [id]);
      expect(read?.value, `${shape.name} ${id}`).toEqual(value);
      for (const index of Object.keys(shape.indexes)) {
        const entry = indexEntry(shape, { index, value });
        if (entry === null) continue;
        for (const leading of entry.leading) {
          const query = { index, equals: JSON.parse(leading), from: entry.last, to: entry.last };
          const { items } = await collection.find(partition, { ...query, limit: 100 });
          const found = items.map((item) => item.id);
          expect(found, `${shape.name} by ${index}`).toContain(id);
        }
      }
      const change = { op: 'replace', id, revision: read?.revision ?? '', value } as const;
      expect(await collection.commit(partition, [change])).toMatchObject([{ ok: true }]);
      const [again] = await collection.load(partition, [id]);
      expect(again?.value, `${shape.name} ${id}`).toEqual(value);
    }
  }
}

describe.each(stores)('[S2.14c] documents of all earlier versions on %s', (_, placeOf, isThere) => {
  const reason = 'VMRKIT_TEST_MONGODB_URL names no server; tools/start-test-mongodb.sh starts one';

  test('are read, found by indexes that came later, and written', async (context) => {
    if (!isThere) return context.skip(reason);
    const place = await placeOf();
    await within(place, writeCorpus);
    await within(place, checkCorpus);
    await place.remove();
  });

  test('are moved there from SQLite', async (context) => {
    if (!isThere) return context.skip(reason);
    const [from, to] = [await onSqlite(), await placeOf()];
    await within(from, writeCorpus);
    await within(from, async (source) => {
      await within(to, async (target) => {
        const { signal } = new AbortController();
        const events = moveStore({ source, target, shapes, deploymentId: 'd', signal });
        let documentsMoved = 0;
        for await (const event of events) if (event.kind === 'progress') documentsMoved = event.documents;
        expect(documentsMoved).toBe(documents.length);
        await checkCorpus(target);
      });
    });
    await Promise.all([from.remove(), to.remove()]);
  });
});
