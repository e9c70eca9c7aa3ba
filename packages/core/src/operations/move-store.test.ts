import { createWeakMemoryDatabase, type WeakMemoryDatabase } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { type CollectionShape, DEPLOYMENT } from '../store/document-collection.ts';
import type { DocumentDatabase } from '../store/document-database.ts';
import { moveStore, refuseUnfinishedMove, type StoreMoveEvent } from './move-store.ts';

interface Note {
  readonly text: string;
}

const notes: CollectionShape<Note> = { name: 'notes', indexes: { text: ({ text }) => [text] } };
const tasks: CollectionShape<Note> = { name: 'tasks', indexes: {} };
const shapes = [notes, tasks] as readonly CollectionShape<never>[] as readonly CollectionShape<unknown>[];

async function filled(count = 450): Promise<WeakMemoryDatabase> {
  const database = createWeakMemoryDatabase();
  const changes = Array.from({ length: count }, (_, at) => ({
    op: 'insert' as const,
    id: `n${at}`,
    value: { text: `${at % 7}` },
  }));
  for (const tenant of ['one', 'two']) await database.collection(notes).commit(tenant, changes);
  await database.collection(tasks).commit(DEPLOYMENT, changes.slice(0, 3));
  return database;
}

const dump = async (database: DocumentDatabase) => {
  const found: string[] = [];
  for (const shape of shapes) {
    const page = await database.contents?.page(shape, { limit: 1_000 });
    for (const { partition, id, value } of page?.items ?? []) {
      found.push(JSON.stringify([shape.name, partition, id, value]));
    }
  }
  return found.sort();
};

async function move(
  source: DocumentDatabase,
  target: DocumentDatabase,
  { stopAfter = Number.POSITIVE_INFINITY, deploymentId = 'd1' } = {},
): Promise<readonly StoreMoveEvent[]> {
  const stop = new AbortController();
  const events: StoreMoveEvent[] = [];
  for await (const event of moveStore({ source, target, shapes, deploymentId, signal: stop.signal })) {
    events.push(event);
    if (events.length >= stopAfter) stop.abort(new TypeError('stopped'));
  }
  return events;
}

const [note] = [{ op: 'insert', id: 'a', value: { text: 'a' } }] as const;

describe('moving a store', () => {
  test('copies every document of every partition, tells how far it is and proves the copy', async () => {
    const [source, target] = [await filled(), createWeakMemoryDatabase()];
    const events = await move(source, target);
    expect(await dump(target)).toEqual(await dump(source));
    expect(events.at(-1)).toEqual({
      kind: 'finished',
      resumed: false,
      collections: [
        { collection: 'notes', documents: 900, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        { collection: 'tasks', documents: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ],
    });
    const copying = events.filter((event) => event.kind === 'progress' && event.stage === 'copying');
    expect(copying.map((event) => 'documents' in event && event.documents)).toEqual([
      200, 400, 600, 800, 900, 903,
    ]);
    expect(copying.every((event) => 'total' in event && event.total === 903)).toBe(true);
    const { items } = await target.collection(notes).find('two', { index: 'text', equals: [], limit: 1_000 });
    expect(items).toHaveLength(450);
    await expect(refuseUnfinishedMove(target)).resolves.toBeUndefined();
  });

  test('is stopped anywhere and goes on, with what changed in the source meanwhile', async () => {
    for (const stopAfter of [1, 3, 5, 6, 7]) {
      const [source, target] = [await filled(), createWeakMemoryDatabase()];
      await expect(move(source, target, { stopAfter })).rejects.toThrow('stopped');
      await expect(refuseUnfinishedMove(target)).rejects.toMatchObject({ code: 'ERR_STORE_MOVING' });
      const own = source.collection(notes);
      const [gone, changed] = await own.load('one', ['n1', 'n2']);
      await own.commit('one', [
        { op: 'remove', id: 'n1', revision: gone?.revision ?? '' },
        { op: 'replace', id: 'n2', revision: changed?.revision ?? '', value: { text: 'other' } },
        { ...note, id: 'new' },
      ]);
      expect((await move(source, target)).at(-1)).toMatchObject({ kind: 'finished', resumed: true });
      expect(await dump(target)).toEqual(await dump(source));
      await expect(refuseUnfinishedMove(target)).resolves.toBeUndefined();
    }
  });

  test('refuses a target that holds anything, and one that another deployment is being moved to', async () => {
    const source = await filled(3);
    const used = createWeakMemoryDatabase();
    await used.collection(notes).commit('one', [note]);
    const refusal = { code: 'ERR_STORE_MOVE_TARGET', message: expect.stringContaining('notes (1)') };
    await expect(move(source, used)).rejects.toMatchObject(refusal);
    expect(await dump(used)).toHaveLength(1);
    const begun = createWeakMemoryDatabase();
    await expect(move(source, begun, { stopAfter: 1 })).rejects.toThrow('stopped');
    await expect(move(source, begun, { deploymentId: 'd2' })).rejects.toMatchObject({
      code: 'ERR_STORE_MOVE_TARGET',
    });
    await move(source, begun);
    await expect(move(source, begun)).rejects.toMatchObject({ code: 'ERR_STORE_MOVE_TARGET' });
  });

  test('refuses a source with a collection that nobody knows, before anything is written', async () => {
    const [source, target] = [await filled(3), createWeakMemoryDatabase()];
    await source.collection({ ...notes, name: 'later' }).commit('one', [note]);
    const refusal = { code: 'ERR_STORE_MOVE_SOURCE', message: expect.stringContaining('later') };
    await expect(move(source, target)).rejects.toMatchObject(refusal);
    expect(await target.contents?.collections()).toEqual([]);
  });

  test('tells that the copy differs where a store loses or changes what it was given', async () => {
    const spoil = (value: Note) => ({ text: value.text === '5' ? '6' : value.text });
    for (const isLost of [true, false]) {
      const target = createWeakMemoryDatabase();
      const faulty: DocumentDatabase = {
        ...target,
        collection(shape) {
          const own = target.collection(shape);
          if (shape.name !== 'notes') return own;
          return {
            load: own.load.bind(own),
            find: own.find.bind(own),
            commit: (partition, changes) =>
              own.commit(
                partition,
                changes.flatMap((change): (typeof changes)[number][] => {
                  if (change.op === 'remove') return [change];
                  if (isLost) return change.id === 'n5' ? [] : [change];
                  return [{ ...change, value: spoil(change.value as Note) as typeof change.value }];
                }),
              ),
          };
        },
      };
      await expect(move(await filled(9), faulty)).rejects.toMatchObject({
        code: 'ERR_STORE_MOVE_CHECK',
        message: expect.stringContaining('notes'),
      });
    }
  });
});
