import { type Change, InvalidInputError } from '@vmrkit/core';
import { assert, expect } from 'vitest';
import type { ContractCheck } from '../../contract-check.ts';
import { insertNotes, type Note, noteAt, notesOf } from './note.ts';
import type { OpenedDatabase } from './opened-database.ts';

/** Loading and the conditions of each change. */
export const commitClauses: readonly ContractCheck<OpenedDatabase>[] = [
  {
    title: 'load: answers in the order asked, null where there is none, an id asked twice twice',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', { a: { text: 'A' }, b: { text: 'B' }, c: { text: 'C' } });
      const loaded = await notes.load('one', ['c', 'none', 'a', 'c']);
      expect(loaded.map((note) => note?.value.text ?? null)).toEqual(['C', null, 'A', 'C']);
      expect(loaded.map((note) => note?.id ?? null)).toEqual(['c', null, 'a', 'c']);
    },
  },
  {
    title: 'load: answers nothing to nothing',
    run: async ({ database }) => {
      expect(await notesOf(database).load('one', [])).toEqual([]);
      expect(await notesOf(database).commit('one', [])).toEqual([]);
    },
  },
  {
    title: 'load: loads more ids than fit into one statement',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', { id1234: { text: 'here' } });
      const ids = Array.from({ length: 2_500 }, (_, at) => `id${at}`);
      const loaded = await notes.load('one', ids);
      expect(loaded).toHaveLength(2_500);
      expect(loaded.flatMap((note, at) => (note === null ? [] : [at]))).toEqual([1_234]);
    },
  },
  {
    title: '[S1.6a] load: keeps partitions apart',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', { same: { text: 'of one' } });
      const [revision] = await insertNotes(notes, 'two', { same: { text: 'of two' } });
      assert(revision);
      expect(await notes.load('three', ['same'])).toEqual([null]);
      expect(await notes.commit('one', [{ op: 'remove', id: 'same', revision }])).toEqual([{ ok: false }]);
      expect(await notes.commit('three', [{ op: 'remove', id: 'same', revision }])).toEqual([{ ok: false }]);
      expect((await noteAt(notes, 'one', 'same')).value.text).toBe('of one');
      expect((await noteAt(notes, 'two', 'same')).value.text).toBe('of two');
    },
  },
  {
    title: 'load: keeps collections apart',
    run: async ({ database }) => {
      await insertNotes(notesOf(database), 'one', { same: { text: 'note' } });
      const others = database.collection<Note, never>({ name: 'others', indexes: {} });
      expect(await others.load('one', ['same'])).toEqual([null]);
      expect(await others.commit('one', [{ op: 'insert', id: 'same', value: { text: 'o' } }])).toMatchObject([
        { ok: true },
      ]);
      expect((await noteAt(notesOf(database), 'one', 'same')).value.text).toBe('note');
    },
  },
  {
    title: 'load: copies values in and out',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const value = { text: 'as given', list: [{ deep: 1 }] };
      const committing = notes.commit('one', [{ op: 'insert', id: 'a', value }]);
      value.text = 'changed by the caller';
      value.list.push({ deep: 2 });
      await committing;
      const first = await noteAt(notes, 'one', 'a');
      Reflect.set(first.value, 'text', 'changed by a reader');
      expect((await noteAt(notes, 'one', 'a')).value).toEqual({ text: 'as given', list: [{ deep: 1 }] });
    },
  },
  {
    title: 'commit: inserts only where no document has the id',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const [revision] = await insertNotes(notes, 'one', { a: { text: 'first' } });
      expect(await notes.commit('one', [{ op: 'insert', id: 'a', value: { text: 'second' } }])).toEqual([
        { ok: false },
      ]);
      expect(await noteAt(notes, 'one', 'a')).toEqual({ id: 'a', revision, value: { text: 'first' } });
    },
  },
  {
    title: 'commit: replaces only the state it names',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const [first] = await insertNotes(notes, 'one', { a: { text: '1' } });
      assert(first);
      const [done] = await notes.commit('one', [
        { op: 'replace', id: 'a', revision: first, value: { text: '2' } },
      ]);
      assert(done?.ok && done.revision !== null);
      expect(done.revision).not.toBe(first);
      expect(await noteAt(notes, 'one', 'a')).toEqual({
        id: 'a',
        revision: done.revision,
        value: { text: '2' },
      });
      const late = await notes.commit('one', [
        { op: 'replace', id: 'a', revision: first, value: { text: '3' } },
      ]);
      expect(late).toEqual([{ ok: false }]);
      expect((await noteAt(notes, 'one', 'a')).value.text).toBe('2');
    },
  },
  {
    title: 'commit: replaces as a whole',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const [revision] = await insertNotes(notes, 'one', { a: { text: '1', due: 1, owner: 'x' } });
      assert(revision);
      await notes.commit('one', [{ op: 'replace', id: 'a', revision, value: { text: '2' } }]);
      expect((await noteAt(notes, 'one', 'a')).value).toEqual({ text: '2' });
    },
  },
  {
    title: 'commit: draws a new revision when a document is replaced by an equal one',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const [revision] = await insertNotes(notes, 'one', { a: { text: 'same' } });
      assert(revision);
      const touch: Change<Note> = { op: 'replace', id: 'a', revision, value: { text: 'same' } };
      expect(await notes.commit('one', [touch])).toMatchObject([{ ok: true }]);
      expect(await notes.commit('one', [touch])).toEqual([{ ok: false }]);
    },
  },
  {
    title: 'commit: removes only the state it names',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const [first] = await insertNotes(notes, 'one', { a: { text: '1' } });
      assert(first);
      await notes.commit('one', [{ op: 'replace', id: 'a', revision: first, value: { text: '2' } }]);
      expect(await notes.commit('one', [{ op: 'remove', id: 'a', revision: first }])).toEqual([
        { ok: false },
      ]);
      const { revision } = await noteAt(notes, 'one', 'a');
      expect(await notes.commit('one', [{ op: 'remove', id: 'a', revision }])).toEqual([
        { ok: true, revision: null },
      ]);
      expect(await notes.load('one', ['a'])).toEqual([null]);
      expect(await notes.commit('one', [{ op: 'remove', id: 'a', revision }])).toEqual([{ ok: false }]);
    },
  },
  {
    title: 'commit: neither replaces nor removes what is not there, and makes nothing of it',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const [revision] = await insertNotes(notes, 'one', { other: { text: 'o' } });
      assert(revision);
      const results = await notes.commit('one', [
        { op: 'replace', id: 'a', revision, value: { text: 'a' } },
        { op: 'remove', id: 'b', revision: 'r1' },
        { op: 'replace', id: 'c', revision: '', value: { text: 'c' } },
      ]);
      expect(results).toEqual([{ ok: false }, { ok: false }, { ok: false }]);
      expect(await notes.load('one', ['a', 'b', 'c'])).toEqual([null, null, null]);
    },
  },
  {
    title: 'commit: never uses a revision again, not even after removal and insertion',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const seen = new Set<string>();
      for (let round = 0; round < 20; round += 1) {
        const [inserted] = await insertNotes(notes, 'one', { a: { text: 'same' } });
        assert(inserted);
        const [replaced] = await notes.commit('one', [
          { op: 'replace', id: 'a', revision: inserted, value: { text: 'same' } },
        ]);
        assert(replaced?.ok && replaced.revision !== null);
        seen.add(inserted).add(replaced.revision);
        await notes.commit('one', [{ op: 'remove', id: 'a', revision: replaced.revision }]);
      }
      expect(seen.size).toBe(40);
      await insertNotes(notes, 'one', { a: { text: 'same' } });
      for (const revision of seen) {
        expect(await notes.commit('one', [{ op: 'remove', id: 'a', revision }])).toEqual([{ ok: false }]);
      }
    },
  },
  {
    title: 'commit: draws each document its own revision',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const [ofA, ofB] = await insertNotes(notes, 'one', { a: { text: 'a' }, b: { text: 'b' } });
      assert(ofA && ofB);
      expect(ofA).not.toBe(ofB);
      expect(await notes.commit('one', [{ op: 'remove', id: 'a', revision: ofB }])).toEqual([{ ok: false }]);
    },
  },
  {
    title: 'commit: tries each change on its own and answers in the order given',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const [ofA, ofB] = await insertNotes(notes, 'one', { a: { text: 'a' }, b: { text: 'b' } });
      assert(ofA && ofB);
      const results = await notes.commit('one', [
        { op: 'insert', id: 'a', value: { text: 'x' } },
        { op: 'remove', id: 'b', revision: ofB },
        { op: 'replace', id: 'none', revision: ofA, value: { text: 'x' } },
        { op: 'insert', id: 'c', value: { text: 'c' } },
      ]);
      expect(results.map((result) => result.ok)).toEqual([false, true, false, true]);
      const loaded = await notes.load('one', ['a', 'b', 'c', 'none']);
      expect(loaded.map((note) => note?.value.text ?? null)).toEqual(['a', null, 'c', null]);
      expect(results[3]).toEqual({ ok: true, revision: loaded[2]?.revision });
    },
  },
  {
    title: 'commit: refuses two changes of one document in one call, and does neither',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const refusal = notes.commit('one', [
        { op: 'insert', id: 'b', value: { text: '0' } },
        { op: 'insert', id: 'a', value: { text: '1' } },
        { op: 'insert', id: 'a', value: { text: '2' } },
      ]);
      await expect(refusal).rejects.toMatchObject({ code: 'ERR_STORE_USAGE' });
      await expect(refusal).rejects.toBeInstanceOf(InvalidInputError);
      expect(await notes.load('one', ['a', 'b'])).toEqual([null, null]);
    },
  },
];
