import { type CollectionShape, type DatabaseContents, DEPLOYMENT, type Page } from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../../contract-check.ts';
import { insertNotes, type Note, noteShape, notesOf } from './note.ts';
import type { OpenedDatabase } from './opened-database.ts';

const bare: CollectionShape<Note> = { name: noteShape.name, indexes: {} };

async function everything(contents: DatabaseContents, limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: Page<Note> = await contents.page(bare, { limit, ...(after === '' ? {} : { after }) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    for (const { partition, id, value } of page.items) found.push(`${partition}/${id} ${value.text}`);
    after = page.next;
  }
  return found.sort();
}

/** What a store tells of all that it holds; left out by those that cannot. */
export const contentsClauses: readonly ContractCheck<OpenedDatabase>[] = [
  {
    title: 'contents: name the collections that hold documents, and only those',
    run: async ({ database }, context) => {
      const { contents } = database;
      if (contents === undefined) return context.skip('this store cannot tell what it holds');
      expect(await contents.collections()).toEqual([]);
      await insertNotes(notesOf(database), 'one', { a: { text: 'a' }, b: { text: 'b' } });
      const others = database.collection<string, never>({ name: 'others', indexes: {} });
      const [result] = await others.commit(DEPLOYMENT, [{ op: 'insert', id: 'x', value: 'x' }]);
      expect(await contents.collections()).toEqual([
        { name: noteShape.name, documents: 2 },
        { name: 'others', documents: 1 },
      ]);
      const revision = result?.ok ? (result.revision ?? '') : '';
      await others.commit(DEPLOYMENT, [{ op: 'remove', id: 'x', revision }]);
      expect((await contents.collections()).map(({ name }) => name)).toEqual([noteShape.name]);
    },
  },
  {
    title: 'contents: give every document once, of all partitions and in no index too, page by page',
    run: async ({ database }, context) => {
      const { contents } = database;
      if (contents === undefined) return context.skip('this store cannot tell what it holds');
      expect(await everything(contents, 2)).toEqual([]);
      const hostile = ['a', 'ä', '\u0000', '', '𝄞', '\ud800', '%41', '"', "'"];
      const values = Object.fromEntries(hostile.map((id, at) => [id, { text: `${at}` }]));
      for (const partition of [DEPLOYMENT, 'one', 'ÿ'])
        await insertNotes(notesOf(database), partition, values);
      const expected = [DEPLOYMENT, 'one', 'ÿ'].flatMap((partition) =>
        hostile.map((id, at) => `${partition}/${id} ${at}`),
      );
      for (const limit of [2, 1_000]) expect(await everything(contents, limit)).toEqual(expected.sort());
    },
  },
];
