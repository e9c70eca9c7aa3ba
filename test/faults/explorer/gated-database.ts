import {
  type Change,
  type CollectionShape,
  type DocumentCollection,
  type DocumentDatabase,
  UnavailableError,
} from '@vmrkit/core';

/** A call of a store on its way. */
export interface GatedCall<Result> {
  /** The call and its collection, as `commit meetings`. */
  readonly name: string;
  /** What it writes; null: it reads. */
  readonly changes: readonly Change<unknown>[] | null;
  work(): Promise<Result>;
  /** Does the same over a connection that outlives the process. */
  workLate(): Promise<Result>;
}

/** Decides what becomes of a call. */
export type CallGate = <Result>(call: GatedCall<Result>) => Promise<Result>;

/** A database whose every call passes a gate; `outliving` is where calls go whose process has ended. */
export function gatedDatabase(
  database: DocumentDatabase,
  outliving: DocumentDatabase,
  gate: CallGate,
): DocumentDatabase {
  return {
    collection<T, Index extends string>(shape: CollectionShape<T, Index>): DocumentCollection<T, Index> {
      const [near, far] = [database.collection(shape), outliving.collection(shape)];
      const pass = <Result>(
        name: string,
        changes: readonly Change<T>[] | null,
        act: (collection: DocumentCollection<T, Index>) => Promise<Result>,
      ) => gate({ name: `${name} ${shape.name}`, changes, work: () => act(near), workLate: () => act(far) });
      return {
        load: (partition, ids) => pass('load', null, (collection) => collection.load(partition, ids)),
        commit: (partition, changes) =>
          pass('commit', changes, (collection) => collection.commit(partition, changes)),
        find: (partition, query) => pass('find', null, (collection) => collection.find(partition, query)),
      };
    },
    ping: () => database.ping(),
    close: () => database.close(),
  };
}

/** What a store that cannot be reached rejects with. */
export function storeAway(): UnavailableError {
  return new UnavailableError('The store is away.', { code: 'ERR_STORE_UNAVAILABLE' });
}
