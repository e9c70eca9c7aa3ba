import { describe } from 'vitest';
import { kitSees } from '../../faulty.fixture.ts';
import { createWeakMemoryDatabase } from '../weak-memory-database.ts';
import {
  collections,
  databases,
  finding,
  shapes,
  withSoundDatabase,
  writing,
} from './faulty-database.fixture.ts';
import { hostileClauses } from './hostile-clauses.ts';
import { lifeClauses } from './life-clauses.ts';
import type { Note } from './note.ts';

/** Writes other values than given. */
const values = (change: (value: Note) => Note) =>
  writing((changes) =>
    changes.map((each) => (each.op === 'remove' ? each : { ...each, value: change(each.value) })),
  );

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

describe('the contract of a document database: hostile input', () => {
  kitSees(
    hostileClauses,
    [
      {
        fault: 'takes ids that look alike for one',
        seenBy: 'keeps every id apart',
        spoil: writing((changes) => changes.map((each) => ({ ...each, id: each.id.normalize('NFC') }))),
      },
      {
        fault: 'takes partitions that look alike for one',
        seenBy: 'hostile input: keeps every partition apart',
        spoil: collections((sound) => ({
          load: (partition, ids) => sound.load(partition.normalize('NFC'), ids),
          commit: (partition, changes) => sound.commit(partition.normalize('NFC'), changes),
        })),
      },
      {
        fault: 'makes one key of partition and id',
        seenBy: 'where the partition ends and the id begins',
        spoil: collections((sound) => ({
          load: (partition, ids) =>
            sound.load(
              'all',
              ids.map((id) => `${partition}/${id}`),
            ),
          commit: (partition, changes) =>
            sound.commit(
              'all',
              changes.map((each) => ({ ...each, id: `${partition}/${each.id}` })),
            ),
        })),
      },
      {
        fault: 'searches for texts that look alike',
        seenBy: 'finds by every leading value',
        spoil: finding(
          (find) => (partition, query) =>
            find(partition, { ...query, equals: query.equals.map((each) => `${each}`.normalize('NFC')) }),
        ),
      },
      {
        fault: 'takes an empty id for the end of a search',
        seenBy: 'goes on after a page that ended with any',
        spoil: finding((find) => async (partition, query) => {
          const page = await find(partition, query);
          return page.items.at(-1)?.id ? page : { ...page, next: null };
        }),
      },
      {
        fault: 'drops keys that it treats as its own',
        seenBy: 'keeps values as JSON has them',
        spoil: values((value) =>
          JSON.parse(JSON.stringify(value), (key, each: unknown) => (key.startsWith('$') ? undefined : each)),
        ),
      },
      {
        fault: 'cuts long texts off',
        seenBy: 'keeps a value of one megabyte',
        spoil: values((value) => ({ ...value, text: value.text.slice(0, 65_535) })),
      },
      {
        fault: 'leaves out what it cannot write, and writes the rest',
        seenBy: 'for a value, and writes nothing',
        spoil: collections((sound) => ({
          commit: (partition, changes) =>
            sound.commit(
              partition,
              changes.filter((each) => each.op === 'remove' || isJson(each.value)),
            ),
        })),
      },
      {
        fault: 'indexes no numbers that are none',
        seenBy: 'for an index value',
        spoil: shapes((shape) => ({
          ...shape,
          indexes: { byDue: ({ due }) => (Number.isFinite(due) ? [due ?? 0] : null) },
        })),
      },
    ],
    withSoundDatabase,
  );
});

describe('the contract of a document database: opening and closing', () => {
  kitSees(
    lifeClauses,
    [
      {
        fault: 'is never there',
        seenBy: 'answers a ping',
        spoil: databases(() => ({ ping: () => Promise.reject(new Error('away')) })),
      },
      {
        fault: 'gives everybody a collection of their own',
        seenBy: 'gives one collection to all',
        spoil: (opened) => {
          let given = 0;
          return shapes((shape) => {
            given += 1;
            return { ...shape, name: `${shape.name}${given}` };
          })(opened);
        },
      },
      {
        fault: 'closes before it has done what was asked',
        seenBy: 'finishes what was asked before it closes',
        spoil: collections((sound) => ({
          commit: async (partition, changes) => {
            await new Promise(setImmediate);
            return sound.commit(partition, changes);
          },
        })),
      },
      {
        fault: 'goes on working once it is closed',
        seenBy: 'rejects what is asked later',
        spoil: databases(() => ({ close: async () => undefined })),
      },
      {
        fault: 'forgets everything when it is opened again',
        seenBy: 'keeps documents, revisions and indexes',
        spoil: (opened) => ({ ...opened, reopen: async () => createWeakMemoryDatabase() }),
      },
      {
        fault: 'indexes only what is written while it knows the index',
        seenBy: 'an index that comes later',
        spoil: (opened) => {
          const indexed = new Set<string>();
          return collections((sound, { indexes }) => ({
            commit: async (partition, changes) => {
              const results = await sound.commit(partition, changes);
              for (const result of results) {
                if (result.ok && result.revision && Object.keys(indexes).length > 0)
                  indexed.add(result.revision);
              }
              return results;
            },
            find: async (partition, query) => {
              const { items, next } = await sound.find(partition, query);
              return { items: items.filter(({ revision }) => indexed.has(revision)), next };
            },
          }))(opened);
        },
      },
    ],
    withSoundDatabase,
  );
});
