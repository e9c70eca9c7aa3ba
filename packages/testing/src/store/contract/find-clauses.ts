import { assert, expect } from 'vitest';
import type { ContractCheck } from '../../contract-check.ts';
import { insertNotes, type Note, noteAt, notesOf, readPages } from './note.ts';
import type { OpenedDatabase } from './opened-database.ts';

/** What an index finds, and in which order. */
export const findClauses: readonly ContractCheck<OpenedDatabase>[] = [
  {
    title: 'find: orders by the last value, then by id',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', {
        d: { text: 'd', due: 10 },
        a: { text: 'a', due: 9 },
        c: { text: 'c', due: 10 },
        b: { text: 'b', due: 100 },
        e: { text: 'e', due: -1.5 },
        f: { text: 'f', due: 1_767_225_600_000 },
      });
      const { items, next } = await notes.find('one', { index: 'byDue', equals: [], limit: 10 });
      expect(items.map(({ id }) => id)).toEqual(['e', 'a', 'c', 'd', 'b', 'f']);
      expect(next).toBeNull();
    },
  },
  {
    title: 'find: gives each document whole, with its partition and revision',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const value: Note = { text: 'a', due: 1, list: [1, 'two', null, { three: true }] };
      const [revision] = await insertNotes(notes, 'one', { a: value });
      const { items } = await notes.find('one', { index: 'byDue', equals: [], limit: 1 });
      expect(items).toEqual([{ id: 'a', partition: 'one', revision, value }]);
    },
  },
  {
    title: 'find: orders strings by code unit',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const labels = ['', 'A', 'B', 'a', 'a b', 'a\u0000b', 'aa', 'ä', '\ud83d\ude00', '\uffee', '\ue000'];
      const values = labels.map((label, at) => [`n${at}`, { text: '', owner: 'x', label }]);
      await insertNotes(notes, 'one', Object.fromEntries(values));
      const query = { index: 'byOwnerAndLabel', equals: ['x', ''], limit: 100 } as const;
      const { items } = await notes.find('one', query);
      expect(items.map(({ value }) => value.label)).toEqual([...labels].sort());
      const some = await notes.find('one', { ...query, from: 'a', to: 'aa' });
      expect(some.items.map(({ value }) => value.label)).toEqual(['a', 'a\u0000b', 'a b', 'aa']);
    },
  },
  {
    title: 'find: finds by all leading values and nothing beside',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', {
        a: { text: 'x', owner: 'ann', label: '1', due: 1 },
        b: { text: 'y', owner: 'ann', label: '2', due: 2 },
        c: { text: 'x', owner: 'bob', label: '3', due: 3 },
        d: { text: 'x', owner: 'Ann', label: '4', due: 4 },
        e: { text: '', owner: 'annx', label: '5', due: 5 },
      });
      const labels = await notes.find('one', { index: 'byOwnerAndLabel', equals: ['ann', 'x'], limit: 9 });
      expect(labels.items.map(({ id }) => id)).toEqual(['a']);
      const dues = await notes.find('one', { index: 'byOwnerAndDue', equals: ['ann'], limit: 9 });
      expect(dues.items.map(({ id }) => id)).toEqual(['a', 'b']);
      const none = await notes.find('one', { index: 'byOwnerAndDue', equals: ['nobody'], limit: 9 });
      expect(none).toEqual({ items: [], next: null });
    },
  },
  {
    title: 'find: tells a number from the string that reads alike',
    run: async ({ database }) => {
      const mixed = database.collection<{ key: string | number }, 'byKey'>({
        name: 'mixed',
        indexes: { byKey: ({ key }) => [key, 0] },
      });
      await mixed.commit('one', [
        { op: 'insert', id: 'number', value: { key: 1 } },
        { op: 'insert', id: 'string', value: { key: '1' } },
      ]);
      const found = await mixed.find('one', { index: 'byKey', equals: ['1'], limit: 9 });
      expect(found.items.map(({ id }) => id)).toEqual(['string']);
    },
  },
  ...(
    [
      ['from', { from: 20 }, ['b', 'c', 'd']],
      ['to', { to: 20 }, ['a', 'b']],
      ['from and to', { from: 20, to: 30 }, ['b', 'c']],
      ['from equal to to', { from: 20, to: 20 }, ['b']],
      ['from above to', { from: 30, to: 20 }, []],
      ['what lies between', { from: 21, to: 29 }, []],
    ] as const
  ).map(([name, range, expected]) => ({
    title: `find: takes the ends of a range in: ${name}`,
    run: async ({ database }: OpenedDatabase) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', {
        a: { text: 'a', due: 10 },
        b: { text: 'b', due: 20 },
        c: { text: 'c', due: 30 },
        d: { text: 'd', due: 40 },
      });
      const { items } = await notes.find('one', { index: 'byDue', equals: [], limit: 9, ...range });
      expect(items.map(({ id }) => id)).toEqual(expected);
    },
  })),
  {
    title: 'find: leaves out what an index answers null for',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', {
        a: { text: 'a' },
        b: { text: 'b', due: 1 },
        c: { text: 'c', due: null },
      });
      const { items } = await notes.find('one', { index: 'byDue', equals: [], limit: 9 });
      expect(items.map(({ id }) => id)).toEqual(['b']);
    },
  },
  {
    title: 'find: moves documents with their values: into an index, within it, out of it, away',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const dues = async () => {
        const { items } = await notes.find('one', { index: 'byDue', equals: [], limit: 9 });
        return items.map(({ id, value }) => [id, value.due]);
      };
      const set = async (id: string, value: Note) => {
        const { revision } = await noteAt(notes, 'one', id);
        assert((await notes.commit('one', [{ op: 'replace', id, revision, value }]))[0]?.ok);
      };
      await insertNotes(notes, 'one', { a: { text: 'a' }, b: { text: 'b', due: 5 } });
      await set('a', { text: 'a', due: 1 });
      expect(await dues()).toEqual([
        ['a', 1],
        ['b', 5],
      ]);
      await set('a', { text: 'a', due: 9 });
      expect(await dues()).toEqual([
        ['b', 5],
        ['a', 9],
      ]);
      await set('b', { text: 'b' });
      expect(await dues()).toEqual([['a', 9]]);
      const { revision } = await noteAt(notes, 'one', 'a');
      await notes.commit('one', [{ op: 'remove', id: 'a', revision }]);
      expect(await dues()).toEqual([]);
    },
  },
  {
    title: 'find: does not index what was not written',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', { a: { text: 'a', due: 1 } });
      await notes.commit('one', [{ op: 'insert', id: 'a', value: { text: 'x', due: 2 } }]);
      await notes.commit('one', [
        { op: 'replace', id: 'a', revision: 'stale', value: { text: 'x', due: 3 } },
      ]);
      await notes.commit('one', [{ op: 'remove', id: 'a', revision: 'stale' }]);
      const { items } = await notes.find('one', { index: 'byDue', equals: [], limit: 9 });
      expect(items.map(({ value }) => value)).toEqual([{ text: 'a', due: 1 }]);
    },
  },
  {
    title: 'find: searches one partition, or every one',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', { a: { text: '1a', due: 3 }, b: { text: '1b', due: 1 } });
      await insertNotes(notes, 'two', { a: { text: '2a', due: 3 }, c: { text: '2c', due: 2 } });
      const one = await notes.find('one', { index: 'byDue', equals: [], limit: 9 });
      expect(one.items.map(({ value }) => value.text)).toEqual(['1b', '1a']);
      const none = await notes.find('three', { index: 'byDue', equals: [], limit: 9 });
      expect(none.items).toEqual([]);
      const all = await notes.find(null, { index: 'byDue', equals: [], limit: 9 });
      expect(all.items.map(({ partition, id }) => `${partition}/${id}`)).toEqual([
        'one/b',
        'two/c',
        'one/a',
        'two/a',
      ]);
    },
  },
  {
    title: 'find: finds a document under each of its terms, as they are now',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const [revision = ''] = await insertNotes(notes, 'one', {
        a: { text: 'a', tags: ['red', 'blue', 'red'], due: 2 },
        b: { text: 'b', tags: ['red'], due: 1 },
        c: { text: 'c', tags: [], due: 3 },
        d: { text: 'd', due: 4 },
      });
      await insertNotes(notes, 'two', { e: { text: 'e', tags: ['blue'], due: 0 } });
      const under = async (tag: string, partition: string | null = 'one') => {
        const pages = await readPages(notes, partition, { index: 'byTag', equals: [tag], limit: 1 });
        return pages.flatMap(({ items }) => items.map(({ id }) => id));
      };
      expect([await under('red'), await under('blue'), await under('blue', null)]).toEqual([
        ['b', 'a'],
        ['a'],
        ['e', 'a'],
      ]);
      const value = { text: 'a', tags: ['green', 'red'], due: 0 };
      await notes.commit('one', [{ op: 'replace', id: 'a', revision, value }]);
      expect([await under('red'), await under('blue'), await under('green')]).toEqual([
        ['a', 'b'],
        [],
        ['a'],
      ]);
      const { revision: newest } = await noteAt(notes, 'one', 'a');
      await notes.commit('one', [{ op: 'remove', id: 'a', revision: newest }]);
      expect([await under('red'), await under('green')]).toEqual([['b'], []]);
    },
  },
];
