import { expect } from 'vitest';
import type { ContractCheck } from '../../contract-check.ts';
import { insertNotes, type Note, noteAt, notesOf, readPages } from './note.ts';
import type { OpenedDatabase } from './opened-database.ts';

/** Names and texts as an attacker would choose them. */
const hostileTexts: readonly string[] = [
  '',
  ' ',
  "'",
  '"',
  "'); DROP TABLE notes; --",
  '%_?*',
  '\\',
  '\u0000',
  'a\u0000b',
  '\u0001',
  '$where',
  '$',
  'a.b.c',
  '.',
  '__proto__',
  'constructor',
  'toString',
  '["one","a"]',
  'é',
  'e\u0301',
  '\ud83d\ude00',
  '\ud83d',
  '\ude00\ud83d',
  '\ufffd',
  '\uffff',
  '\u2028',
  'x'.repeat(4_000),
];

/** What must come back exactly as it was given. */
export const hostileClauses: readonly ContractCheck<OpenedDatabase>[] = [
  {
    title: 'hostile input: keeps every id apart and as it is',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const inserts = hostileTexts.map((id) => ({ op: 'insert', id, value: { text: id, due: 1 } }) as const);
      const results = await notes.commit('one', inserts);
      expect(results.every(({ ok }) => ok)).toBe(true);
      const loaded = await notes.load('one', hostileTexts);
      expect(loaded.map((note) => note?.id)).toEqual(hostileTexts);
      expect(loaded.map((note) => note?.value.text)).toEqual(hostileTexts);
      const { items } = await notes.find('one', { index: 'byDue', equals: [], limit: 100 });
      expect(items.map(({ id }) => id)).toEqual([...hostileTexts].sort());
    },
  },
  {
    title: '[S1.6a] hostile input: keeps every partition apart',
    run: async ({ database }) => {
      const notes = notesOf(database);
      for (const partition of hostileTexts) await insertNotes(notes, partition, { a: { text: partition } });
      for (const partition of hostileTexts) {
        expect((await noteAt(notes, partition, 'a')).value.text).toBe(partition);
      }
      expect(await notes.load('one', ['a'])).toEqual([null]);
    },
  },
  {
    title: 'hostile input: does not confuse where the partition ends and the id begins',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'a', {
        'b/c': { text: '1' },
        'b","c': { text: '2' },
        'b\u0000c': { text: '3' },
      });
      expect(await notes.load('a/b', ['c'])).toEqual([null]);
      expect(await notes.load('a","b', ['c'])).toEqual([null]);
      expect(await notes.load('a\u0000b', ['c'])).toEqual([null]);
    },
  },
  {
    title: 'hostile input: finds by every leading value and along every last one',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const values = hostileTexts.map((text, at) => [`n${at}`, { text, owner: text, label: text }]);
      await insertNotes(notes, 'one', Object.fromEntries(values));
      for (const [at, text] of hostileTexts.entries()) {
        const query = {
          index: 'byOwnerAndLabel',
          equals: [text, text],
          from: text,
          to: text,
          limit: 9,
        } as const;
        expect((await notes.find('one', query)).items.map(({ id }) => id)).toEqual([`n${at}`]);
      }
    },
  },
  {
    title: 'hostile input: goes on after a page that ended with any of them',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const values = hostileTexts.map((text) => [text, { text: '', owner: 'x', label: text }]);
      await notes.commit(
        'one',
        values.map(([id, value]) => ({ op: 'insert', id: id as string, value: value as Note }) as const),
      );
      const pages = await readPages(notes, null, { index: 'byOwnerAndLabel', equals: ['x', ''], limit: 1 });
      const seen = pages.flatMap(({ items }) => items.map(({ id }) => id));
      expect(seen).toEqual([...hostileTexts].sort());
    },
  },
  {
    title: 'hostile input: keeps values as JSON has them, keys that databases treat as their own included',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const json = `{"text":"t","$set":{"a.b":1,"$ref":"x"},"a.b":{".":[{"$gt":""}]},"":0,"__proto__":{"polluted":true},
        "constructor":{"prototype":{}},"_id":"mine","deep":[[[[{"é\\u0000":"\\ud83d"}]]]],"n":[0,-1.5,1e300,9007199254740991],
        "null":null,"yes":true,"big":"${'y'.repeat(1_000)}"}`;
      const value = JSON.parse(json) as Note;
      await insertNotes(notes, 'one', { a: value });
      const loaded = (await noteAt(notes, 'one', 'a')).value;
      expect(JSON.stringify(loaded)).toBe(JSON.stringify(value));
      expect(Object.getPrototypeOf(loaded)).toBe(Object.prototype);
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    },
  },
  {
    title: 'hostile input: keeps a value of one megabyte',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const text = 'ü"\\\u{1f600}x'.repeat(150_000);
      await insertNotes(notes, 'one', { a: { text, due: 1 } });
      expect((await noteAt(notes, 'one', 'a')).value.text === text).toBe(true);
      const { items } = await notes.find('one', { index: 'byDue', equals: [], limit: 1 });
      expect(items[0]?.value.text === text).toBe(true);
    },
  },
  ...(
    [
      ['undefined', undefined],
      ['a function', () => 0],
      ['a number without end', { text: 't', big: 1n }],
    ] as const
  ).map(([name, value]) => ({
    title: `hostile input: refuses ${name} for a value, and writes nothing`,
    run: async ({ database }: OpenedDatabase) => {
      const notes = notesOf(database);
      const commit = notes.commit('one', [
        { op: 'insert', id: 'good', value: { text: 'good' } },
        { op: 'insert', id: 'bad', value: value as unknown as Note },
      ]);
      await expect(commit).rejects.toMatchObject({ code: 'ERR_STORE_USAGE' });
      expect(await notes.load('one', ['good', 'bad'])).toEqual([null, null]);
    },
  })),
  ...[Number.NaN, Number.POSITIVE_INFINITY].map((due) => ({
    title: `hostile input: refuses ${due} for an index value`,
    run: async ({ database }: OpenedDatabase) => {
      const notes = notesOf(database);
      const value = { text: 't', due };
      await expect(notes.commit('one', [{ op: 'insert', id: 'a', value }])).rejects.toMatchObject({
        code: 'ERR_STORE_USAGE',
      });
      await expect(
        notes.find('one', { index: 'byDue', equals: [], from: due, limit: 1 }),
      ).rejects.toMatchObject({ code: 'ERR_STORE_USAGE' });
    },
  })),
];
