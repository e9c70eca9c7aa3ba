import { type CollectionShape, type DocumentDatabase, UnavailableError } from '@vmrkit/core';
import { assert, expect } from 'vitest';
import type { ContractCheck } from '../../contract-check.ts';
import { insertNotes, type Note, noteAt, noteShape, notesOf } from './note.ts';
import type { OpenedDatabase } from './opened-database.ts';

/** Opening, closing, opening again, and indexes that come later. */
export const lifeClauses: readonly ContractCheck<OpenedDatabase>[] = [
  {
    title: 'opening and closing: answers a ping while open',
    run: async ({ database }) => {
      await expect(database.ping()).resolves.toBeUndefined();
    },
  },
  {
    title: 'opening and closing: gives one collection to all who ask for it',
    run: async ({ database }) => {
      await insertNotes(notesOf(database), 'one', { a: { text: 'a', due: 1 } });
      expect((await noteAt(notesOf(database), 'one', 'a')).value.text).toBe('a');
      const { items } = await notesOf(database).find('one', { index: 'byDue', equals: [], limit: 1 });
      expect(items).toHaveLength(1);
    },
  },
  {
    title: 'opening and closing: finishes what was asked before it closes',
    run: async ({ database, reopen }) => {
      const notes = notesOf(database);
      const asked = Array.from({ length: 20 }, (_, at) =>
        notes.commit('one', [{ op: 'insert', id: `n${at}`, value: { text: 't' } }]),
      );
      await database.close();
      expect((await Promise.all(asked)).every(([result]) => result?.ok)).toBe(true);
      if (reopen === undefined) return;
      const again = await notesOf(await reopen()).load('one', ['n0', 'n19']);
      expect(again.every((note) => note !== null)).toBe(true);
    },
  },
  {
    title: 'opening and closing: rejects what is asked later, and closes twice without harm',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await database.close();
      await database.close();
      const later = [
        database.ping(),
        notes.load('one', ['a']),
        notes.commit('one', [{ op: 'insert', id: 'a', value: { text: 'a' } }]),
        notes.find('one', { index: 'byDue', equals: [], limit: 1 }),
      ];
      for (const call of later) {
        const error = await call.then(
          () => null,
          (reason: unknown) => reason,
        );
        expect(UnavailableError.is(error)).toBe(true);
        expect(error).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
      }
    },
  },
  {
    title: 'opening and closing: keeps documents, revisions and indexes',
    run: async ({ database, reopen }, context) => {
      if (reopen === undefined) return context.skip('these documents do not outlive their connection');
      const [first] = await insertNotes(notesOf(database), 'one', { a: { text: 'a', due: 2 } });
      assert(first);
      const again = notesOf(await reopen());
      expect(await noteAt(again, 'one', 'a')).toEqual({
        id: 'a',
        revision: first,
        value: { text: 'a', due: 2 },
      });
      const { items } = await again.find('one', { index: 'byDue', equals: [], limit: 9 });
      expect(items).toHaveLength(1);
      const removal = { op: 'remove', id: 'a', revision: first } as const;
      expect(await again.commit('one', [removal])).toEqual([{ ok: true, revision: null }]);
      const [second] = await insertNotes(again, 'one', { a: { text: 'a' } });
      expect(second).not.toBe(first);
    },
  },
  {
    title: 'an index that comes later: covers the documents that are there',
    run: async ({ database, reopen }, context) => {
      if (reopen === undefined) return context.skip('these documents do not outlive their connection');
      const values: Record<string, Note> = {};
      for (let at = 0; at < 260; at += 1) values[`n${at}`] = { text: 't', due: at };
      await insertNotes(oldNotes(database), 'one', values);
      await insertNotes(oldNotes(database), 'two', { other: { text: 't', due: 0.5 } });
      const notes = notesOf(await reopen());
      const { items } = await notes.find(null, { index: 'byDue', equals: [], limit: 1_000 });
      expect(items).toHaveLength(261);
      expect(items.slice(0, 3).map(({ id }) => id)).toEqual(['n0', 'other', 'n1']);
    },
  },
  {
    title: 'an index that comes later: covers what an older version wrote between two runs of the newer one',
    run: async ({ database, reopen }, context) => {
      if (reopen === undefined) return context.skip('these documents do not outlive their connection');
      await insertNotes(notesOf(database), 'one', { a: { text: 'a', due: 1 }, b: { text: 'b', due: 2 } });
      const old = oldNotes(await reopen());
      const { revision } = await noteAt(old, 'one', 'a');
      await old.commit('one', [{ op: 'replace', id: 'a', revision, value: { text: 'a', due: 7 } }]);
      await insertNotes(old, 'one', { c: { text: 'c', due: 5 } });
      const notes = notesOf(await reopen());
      const { items } = await notes.find('one', { index: 'byDue', equals: [], limit: 9 });
      expect(items.map(({ id, value }) => [id, value.due])).toEqual([
        ['b', 2],
        ['c', 5],
        ['a', 7],
      ]);
    },
  },
];

/** The notes as a version knew them that had no indexes yet. */
function oldNotes(database: DocumentDatabase): ReturnType<typeof notesOf> {
  const shape: CollectionShape<Note, never> = { name: noteShape.name, indexes: {} };
  return database.collection(shape) as ReturnType<typeof notesOf>;
}
