import { assert, expect } from 'vitest';
import type { ContractCheck } from '../../contract-check.ts';
import { insertNotes, type Note, noteAt, notesOf } from './note.ts';
import type { OpenedDatabase } from './opened-database.ts';

const WRITERS = 50;

/** What holds while many write at once. */
export const raceClauses: readonly ContractCheck<OpenedDatabase>[] = [
  {
    title: 'many writers: lets exactly one of 50 replace one state, each round',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', { counter: { text: '0' } });
      for (let round = 1; round <= 5; round += 1) {
        const { revision } = await noteAt(notes, 'one', 'counter');
        const results = await Promise.all(
          Array.from({ length: WRITERS }, (_, writer) =>
            notes.commit('one', [
              { op: 'replace', id: 'counter', revision, value: { text: String(round), writer } },
            ]),
          ),
        );
        const winners = results.flatMap(([result], writer) => (result?.ok ? [writer] : []));
        expect(winners).toHaveLength(1);
        expect((await noteAt(notes, 'one', 'counter')).value).toEqual({
          text: String(round),
          writer: winners[0],
        });
      }
    },
  },
  {
    title: 'many writers: lets exactly one of 50 insert one id',
    run: async ({ database }) => {
      const notes = notesOf(database);
      const results = await Promise.all(
        Array.from({ length: WRITERS }, (_, writer) =>
          notes.commit('one', [{ op: 'insert', id: 'claim', value: { text: String(writer) } }]),
        ),
      );
      const winners = results.flatMap(([result], writer) => (result?.ok ? [String(writer)] : []));
      expect(winners).toEqual([(await noteAt(notes, 'one', 'claim')).value.text]);
    },
  },
  {
    title: 'many writers: loses no increment of writers that read and try again',
    run: async ({ database }) => {
      const notes = notesOf(database);
      await insertNotes(notes, 'one', { counter: { text: 'n', count: 0 } });
      const increment = async (): Promise<void> => {
        for (;;) {
          const { revision, value } = await noteAt(notes, 'one', 'counter');
          const next: Note = { ...value, count: Number(value.count) + 1 };
          const [result] = await notes.commit('one', [
            { op: 'replace', id: 'counter', revision, value: next },
          ]);
          if (result?.ok) return;
        }
      };
      await Promise.all(Array.from({ length: 12 }, increment));
      expect((await noteAt(notes, 'one', 'counter')).value.count).toBe(12);
    },
  },
  {
    title: 'many writers: removes or replaces one state, never both',
    run: async ({ database }) => {
      const notes = notesOf(database);
      for (let round = 0; round < 10; round += 1) {
        const id = `note${round}`;
        const [revision] = await insertNotes(notes, 'one', { [id]: { text: 'before' } });
        assert(revision);
        const [[removed], [replaced]] = await Promise.all([
          notes.commit('one', [{ op: 'remove', id, revision }]),
          notes.commit('one', [{ op: 'replace', id, revision, value: { text: 'after' } }]),
        ]);
        assert(removed && replaced);
        expect(removed.ok).toBe(!replaced.ok);
        const [left] = await notes.load('one', [id]);
        expect(left?.value.text ?? null).toBe(replaced.ok ? 'after' : null);
      }
    },
  },
];
