import type {
  Change,
  ChangeResult,
  CollectionShape,
  DocumentCollection,
  DocumentDatabase,
  Stored,
} from '@vmrkit/core';
import { altered } from '../../faulty.fixture.ts';
import { withDatabase } from '../document-database-contract.ts';
import { createWeakMemoryDatabase } from '../weak-memory-database.ts';
import type { Note } from './note.ts';
import type { OpenedDatabase } from './opened-database.ts';

/** A collection of any shape. */
export type AnyCollection = DocumentCollection<Note, string>;
/** The shape of any collection. */
export type AnyShape = CollectionShape<Note, string>;

type Spoil = (opened: OpenedDatabase) => OpenedDatabase;

/** A sound database in memory. */
export const withSoundDatabase = withDatabase(async () => {
  const database = createWeakMemoryDatabase();
  let current = database;
  return {
    database,
    reopen: async () => {
      await current.close();
      current = current.connect();
      return current;
    },
  };
});

/** Spoils every connection to the documents. */
export function databases(change: (sound: DocumentDatabase) => Partial<DocumentDatabase>): Spoil {
  return ({ database, reopen, ...rest }) => ({
    ...rest,
    database: altered(database, change(database)),
    ...(reopen && {
      reopen: async () => {
        const again = await reopen();
        return altered(again, change(again));
      },
    }),
  });
}

/** Spoils every collection. */
export function collections(
  change: (sound: AnyCollection, shape: AnyShape) => Partial<AnyCollection>,
): Spoil {
  return databases((database) => ({
    collection: <T, Index extends string>(shape: CollectionShape<T, Index>) => {
      const sound = database.collection(shape);
      const changes = change(sound as unknown as AnyCollection, shape as unknown as AnyShape);
      return altered(sound, changes as unknown as Partial<typeof sound>);
    },
  }));
}

/** Opens collections of other shapes than asked for. */
export function shapes(change: (shape: AnyShape) => AnyShape): Spoil {
  return databases((database) => ({
    collection: <T, Index extends string>(shape: CollectionShape<T, Index>) =>
      database.collection(change(shape as unknown as AnyShape)) as unknown as DocumentCollection<T, Index>,
  }));
}

/** Writes other changes than given. */
export function writing(change: (changes: readonly Change<Note>[]) => readonly Change<Note>[]): Spoil {
  return collections((sound) => ({
    commit: (partition, changes) => sound.commit(partition, change(changes)),
  }));
}

/** Searches otherwise. */
export function finding(change: (find: AnyCollection['find']) => AnyCollection['find']): Spoil {
  return collections((sound) => ({
    find: change((partition, query) => sound.find(partition, query)),
  }));
}

/** Carries out one change at a time. */
export function oneByOne(
  carryOut: (sound: AnyCollection, partition: string, change: Change<Note>) => Promise<ChangeResult>,
): Spoil {
  return collections((sound) => ({
    commit: async (partition, changes) => {
      const results: ChangeResult[] = [];
      for (const change of changes) results.push(await carryOut(sound, partition, change));
      return results;
    },
  }));
}

/** The one result of one change. */
export async function single(
  sound: AnyCollection,
  partition: string,
  change: Change<Note>,
): Promise<ChangeResult> {
  const [result] = await sound.commit(partition, [change]);
  return result ?? { ok: false };
}

/** The document as it is now. */
export async function now(sound: AnyCollection, partition: string, id: string): Promise<Stored<Note> | null> {
  return (await sound.load(partition, [id]))[0] ?? null;
}
