import { assert, expect } from 'vitest';
import type { ContractCheck } from '../../contract-check.ts';
import { insertNotes, type Note, type Notes, noteAt, notesOf, readPages } from './note.ts';
import type { OpenedDatabase } from './opened-database.ts';

/** Pages, their bounds, and what they show while documents change. */
export const pagingClauses: readonly ContractCheck<OpenedDatabase>[] = [
  {
    title: 'pages: cover a search once, in order, whatever the limit',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const values: Record<string, Note> = {};
      for (let at = 0; at < 23; at += 1)
        values[`n${at}`] = { text: 't', due: at % 4, owner: 'x', label: 'l' };
      await insertNotes(notes, 'one', values);
      await insertNotes(notes, 'two', values);
      const whole = await readAll(notes, { partition: 'one', limit: 1_000 });
      expect(whole).toHaveLength(23);
      for (const limit of [1, 2, 7, 22, 23, 24]) {
        expect(await readAll(notes, { partition: 'one', limit })).toEqual(whole);
      }
      const over = await readAll(notes, { partition: null, limit: 5 });
      expect(over).toHaveLength(46);
      expect(over).toEqual(await readAll(notes, { partition: null, limit: 1_000 }));
    },
  },
  {
    title: 'pages: end with null, also when the last one is full',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', { a: { text: 'a', due: 1 }, b: { text: 'b', due: 1 } });
      const first = await notes.find('one', { index: 'byDue', equals: [], limit: 1 });
      assert(first.next !== null);
      const second = await notes.find('one', { index: 'byDue', equals: [], limit: 1, after: first.next });
      expect(second.items.map(({ id }) => id)).toEqual(['b']);
      expect(second.next).toBeNull();
    },
  },
  {
    title: 'pages: keep to the range and the leading values',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const values: Record<string, Note> = {};
      for (let at = 0; at < 12; at += 1) {
        values[`x${at}`] = { text: 't', label: `l${at % 6}`, owner: at % 2 ? 'odd' : 'even' };
      }
      await insertNotes(notes, 'one', values);
      const pages = await readPages(notes, 'one', {
        index: 'byOwnerAndLabel',
        equals: ['even', 't'],
        from: 'l1',
        to: 'l3',
        limit: 1,
      });
      const ids = pages.flatMap(({ items }) => items.map(({ id }) => id));
      expect(ids).toEqual(['x2', 'x8']);
    },
  },
  {
    title: 'pages: go on where the last one ended while documents come, go and move',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const values: Record<string, Note> = {};
      for (let at = 10; at < 30; at += 1) values[`n${at}`] = { text: 't', due: at };
      await insertNotes(notes, 'one', values);
      const first = await notes.find('one', { index: 'byDue', equals: [], limit: 10 });
      assert(first.next !== null);
      const last = await noteAt(notes, 'one', 'n19');
      const ahead = await noteAt(notes, 'one', 'n25');
      const moved = await noteAt(notes, 'one', 'n22');
      await notes.commit('one', [
        { op: 'remove', id: 'n19', revision: last.revision },
        { op: 'remove', id: 'n25', revision: ahead.revision },
        { op: 'replace', id: 'n22', revision: moved.revision, value: { text: 't', due: 100 } },
        { op: 'insert', id: 'behind', value: { text: 't', due: 5 } },
        { op: 'insert', id: 'behind too', value: { text: 't', due: 6 } },
        { op: 'insert', id: 'ahead', value: { text: 't', due: 19.5 } },
      ]);
      const second = await notes.find('one', { index: 'byDue', equals: [], limit: 50, after: first.next });
      expect(second.items.map(({ id }) => id)).toEqual(
        'ahead n20 n21 n23 n24 n26 n27 n28 n29 n22'.split(' '),
      );
    },
  },
  {
    title: 'pages: hold no document twice while writers move it about',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const values: Record<string, Note> = {};
      for (let at = 0; at < 40; at += 1) values[`n${at}`] = { text: 't', due: at };
      await insertNotes(notes, 'one', values);
      let stopped = false;
      const mover = (async () => {
        for (let due = 0; !stopped; due = (due + 17) % 80) {
          const { revision } = await noteAt(notes, 'one', 'n20');
          await notes.commit('one', [{ op: 'replace', id: 'n20', revision, value: { text: 't', due } }]);
          await new Promise(setImmediate);
        }
      })();
      try {
        for (let round = 0; round < 20; round += 1) {
          const { items } = await notes.find('one', { index: 'byDue', equals: [], limit: 100 });
          expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
          const dues = items.map(({ value }) => value.due as number);
          expect(dues).toEqual([...dues].sort((left, right) => left - right));
          expect(items.filter(({ id }) => id !== 'n20')).toHaveLength(39);
        }
      } finally {
        stopped = true;
        await mover;
      }
    },
  },
  ...[0, -1, 1_001, 1.5, Number.NaN, Number.POSITIVE_INFINITY].map((limit) => ({
    title: `pages: refuse a limit of ${limit}`,
    run: async ({ database }: OpenedDatabase) => {
      await expect(
        notesOf(database).find('one', { index: 'byDue', equals: [], limit }),
      ).rejects.toMatchObject({
        code: 'ERR_STORE_USAGE',
      });
    },
  })),
  ...['', 'x', '%', '{}', '[]', '["a"]', '[1,2,3]', '[{"$gt":0},"a","one"]'].map((after) => ({
    title: `pages: refuse to go on after ${JSON.stringify(after)}, which no page ended with`,
    run: async ({ database }: OpenedDatabase) => {
      await expect(
        notesOf(database).find('one', { index: 'byDue', equals: [], limit: 1, after }),
      ).rejects.toMatchObject({ code: 'ERR_STORE_USAGE' });
    },
  })),
  {
    title: 'pages: are refused along an index that the collection has not',
    run: async ({ database }) => {
      const index = 'toString' as 'byDue';
      await expect(notesOf(database).find('one', { index, equals: [], limit: 1 })).rejects.toMatchObject({
        code: 'ERR_STORE_USAGE',
      });
    },
  },
];

async function readAll(
  notes: Notes,
  { partition, limit }: { readonly partition: string | null; readonly limit: number },
): Promise<readonly string[]> {
  const pages = await readPages(notes, partition, { index: 'byDue', equals: [], limit });
  for (const { items } of pages) expect(items.length).toBeLessThanOrEqual(limit);
  return pages.flatMap(({ items }) => items.map((item) => `${item.partition}/${item.id}`));
}
