import {
  type CollectionShape,
  type DocumentCollection,
  type DocumentDatabase,
  UnavailableError,
} from '@vmrkit/core';

/** A database that can be away. */
export interface AwayDatabase extends DocumentDatabase {
  away: boolean;
  /** Calls that failed while it was away. */
  readonly refused: number;
}

/** Wraps a database so that a test can take it away and bring it back. */
export function createAwayDatabase(database: DocumentDatabase): AwayDatabase {
  const state = { away: false, refused: 0 };
  const call = <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (!state.away) return work();
    state.refused += 1;
    return Promise.reject(new UnavailableError('The store is away.', { code: 'ERR_STORE_UNAVAILABLE' }));
  };
  return {
    collection<T, Index extends string>(shape: CollectionShape<T, Index>): DocumentCollection<T, Index> {
      const collection = database.collection(shape);
      return {
        load: (partition, ids) => call(() => collection.load(partition, ids)),
        commit: (partition, changes) => call(() => collection.commit(partition, changes)),
        find: (partition, query) => call(() => collection.find(partition, query)),
      };
    },
    ping: () => call(() => database.ping()),
    close: () => database.close(),
    get away() {
      return state.away;
    },
    set away(away) {
      state.away = away;
    },
    get refused() {
      return state.refused;
    },
  };
}
