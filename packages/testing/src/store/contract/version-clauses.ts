import type { CollectionShape, DocumentCollection, JsonObject } from '@vmrkit/core';
import { assert, expect } from 'vitest';
import type { ContractCheck } from '../../contract-check.ts';
import type { OpenedDatabase } from './opened-database.ts';

/** A task as three versions of the kit knew it. */
interface FirstTask {
  readonly title: string;
  readonly day: number;
}
interface SecondTask {
  readonly name: string;
  readonly day: number;
}
interface ThirdTask extends SecondTask {
  readonly tags: readonly string[];
}

const renamed = ({ title, ...old }: JsonObject): JsonObject => ({ ...old, name: title });
const tagged = (old: JsonObject): JsonObject => ({ ...old, tags: [] });
const byDay = ({ day }: { readonly day: number }) => [day];

const first: CollectionShape<FirstTask, 'byDay'> = { name: 'tasks', indexes: { byDay } };
const second: CollectionShape<SecondTask, 'byDay'> = {
  name: 'tasks',
  upgrades: [renamed],
  indexes: { byDay },
};
const third: CollectionShape<ThirdTask, 'byDay'> = {
  name: 'tasks',
  upgrades: [renamed, tagged],
  indexes: { byDay },
};
/** The third version, searchable by what only upgraded documents have. */
const named: CollectionShape<ThirdTask, 'byDay' | 'byName'> = {
  ...third,
  indexes: { byDay, byName: ({ name }) => [name] },
};

const insert = async <T>(tasks: DocumentCollection<T, 'byDay'>, id: string, value: T) => {
  expect(await tasks.commit('one', [{ op: 'insert', id, value }])).toMatchObject([{ ok: true }]);
};
const anyDay = { index: 'byDay', equals: [], limit: 10 } as const;

/** Documents of earlier and of later versions of the kit. */
export const versionClauses: readonly ContractCheck<OpenedDatabase>[] = [
  {
    title:
      '[S2.14c] documents of versions: are upgraded when they are read, from whichever version wrote them',
    run: async ({ database }) => {
      await insert(database.collection(first), 'a', { title: 'Call', day: 1 });
      await insert(database.collection(second), 'b', { name: 'Write', day: 2 });
      await insert(database.collection(third), 'c', { name: 'Meet', day: 3, tags: ['x'] });
      const tasks = database.collection(third);
      const expected = [
        { name: 'Call', day: 1, tags: [] },
        { name: 'Write', day: 2, tags: [] },
        { name: 'Meet', day: 3, tags: ['x'] },
      ];
      const loaded = await tasks.load('one', ['a', 'b', 'c']);
      expect(loaded.map((each) => each?.value)).toEqual(expected);
      const { items } = await tasks.find(null, anyDay);
      expect(items.map(({ value }) => value)).toEqual(expected);
    },
  },
  {
    title:
      '[S2.14c] documents of versions: keep the revision when they are read, and are written in the newest version',
    run: async ({ database }) => {
      await insert(database.collection(first), 'a', { title: 'Call', day: 1 });
      const tasks = database.collection(second);
      const [read] = await tasks.load('one', ['a']);
      const [again] = await database.collection(first).load('one', ['a']);
      assert(read && again);
      expect(read.revision).toBe(again.revision);
      const { revision, value } = read;
      const change = { op: 'replace', id: 'a', revision, value: { ...value, day: 4 } } as const;
      expect(await tasks.commit('one', [change])).toMatchObject([{ ok: true }]);
      expect((await tasks.load('one', ['a']))[0]?.value).toEqual({ name: 'Call', day: 4 });
      await expect(database.collection(first).load('one', ['a'])).rejects.toMatchObject({
        code: 'ERR_STORE_VERSION',
      });
    },
  },
  {
    title: '[S2.14c] documents of versions: refuse what a newer version wrote, and leave it as it is',
    run: async ({ database }) => {
      await insert(database.collection(third), 'c', { name: 'Meet', day: 3, tags: ['x'] });
      await insert(database.collection(second), 'b', { name: 'Write', day: 2 });
      const older = database.collection(second);
      const refusal = {
        name: 'UnavailableError',
        code: 'ERR_STORE_VERSION',
        message: expect.stringMatching(/newer version.* tasks .*version 3, .*knows 2/),
      };
      await expect(older.load('one', ['c'])).rejects.toMatchObject(refusal);
      await expect(older.find('one', anyDay)).rejects.toMatchObject(refusal);
      expect((await older.load('one', ['b']))[0]?.value).toEqual({ name: 'Write', day: 2 });
      const [kept] = await database.collection(third).load('one', ['c']);
      expect(kept?.value).toEqual({ name: 'Meet', day: 3, tags: ['x'] });
    },
  },
  {
    title: '[S2.14c] documents of versions: are upgraded before an index that comes later takes them up',
    run: async ({ database, reopen }) => {
      if (reopen === undefined) return;
      await insert(database.collection(first), 'a', { title: 'Call', day: 1 });
      await insert(database.collection(second), 'b', { name: 'Answer', day: 2 });
      const tasks = (await reopen()).collection(named);
      const { items } = await tasks.find('one', { index: 'byName', equals: [], limit: 10 });
      expect(items.map(({ id, value }) => [id, value.name, value.tags])).toEqual([
        ['b', 'Answer', []],
        ['a', 'Call', []],
      ]);
    },
  },
  {
    title: 'documents of versions: refuse values that could not carry one',
    run: async ({ database }) => {
      const shape: CollectionShape<unknown, never> = { name: 'anything', upgrades: [renamed], indexes: {} };
      const anything = database.collection(shape);
      for (const value of [7, ['a'], null, { $version: 1 }]) {
        await expect(anything.commit('one', [{ op: 'insert', id: 'a', value }])).rejects.toMatchObject({
          code: 'ERR_STORE_USAGE',
        });
      }
    },
  },
];
