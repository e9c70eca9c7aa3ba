import {
  type CollectionShape,
  type DocumentCollection,
  type DocumentDatabase,
  type Random,
  UnavailableError,
} from '@vmrkit/core';
import { CrashError } from './crash-error.ts';
import { memoryContents } from './memory-contents.ts';
import type { DocumentAccess, Gate, MemoryDocuments } from './memory-documents.ts';
import { WeakMemoryCollection } from './weak-memory-collection.ts';

/** How weakly a {@link createWeakMemoryDatabase} behaves. */
export interface WeakMemoryOptions {
  /**
   * Shuffles the changes of each commit and draws how long each access lets others run first. Without it changes are
   * tried in the order given and each access lets others run once.
   */
  readonly random?: Random;
  /** Awaited before each access to one document: whoever resolves it decides who goes next. */
  readonly step?: (access: DocumentAccess) => Promise<void>;
  /**
   * Asked before each access, and again after each write that was made but not yet reported. True stops the process
   * there: this call and every later one on the same connection rejects with {@link CrashError}; what was written
   * stays written.
   */
  readonly crash?: (moment: 'before' | 'after', access: DocumentAccess) => boolean;
}

/** One process's connection to documents in memory. */
export interface WeakMemoryDatabase extends DocumentDatabase {
  /** A further connection to the same documents: another process, or the same one started again. */
  connect(options?: WeakMemoryOptions): WeakMemoryDatabase;
  /** Documents of their own as these stand now: a backup. */
  copy(): WeakMemoryDatabase;
}

/**
 * The store at its weakest: a single document is written atomically and nothing else is. Between any two accesses
 * of one `load`, `commit` or `find` others may run, and the process may stop. Values are copied in and given out
 * frozen. Whatever holds on it holds on every store.
 */
export function createWeakMemoryDatabase(options: WeakMemoryOptions = {}): WeakMemoryDatabase {
  return connect({ collections: new Map(), revisions: 0 }, options);
}

function connect(documents: MemoryDocuments, options: WeakMemoryOptions): WeakMemoryDatabase {
  let state: 'open' | 'closed' | 'crashed' = 'open';
  const running = new Set<Promise<unknown>>();

  const alive = (): void => {
    if (state === 'crashed') throw new CrashError();
  };
  const crashAt = (moment: 'before' | 'after', access: DocumentAccess): void => {
    if (options.crash?.(moment, access)) state = 'crashed';
    alive();
  };
  const gate: Gate = async (access, act) => {
    await (options.step?.(access) ?? letOthersRun(options.random));
    alive();
    crashAt('before', access);
    act();
    if (access.kind === 'write') crashAt('after', access);
  };
  const call = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = (async () => {
      alive();
      if (state === 'closed') throw closed();
      return work();
    })();
    running.add(result);
    const settle = () => running.delete(result);
    result.then(settle, settle);
    return result;
  };

  return {
    collection<T, Index extends string>(shape: CollectionShape<T, Index>): DocumentCollection<T, Index> {
      const collection = new WeakMemoryCollection(shape, { documents, gate, random: options.random });
      return {
        load: (partition, ids) => call(() => collection.load(partition, ids)),
        commit: (partition, changes) => call(() => collection.commit(partition, changes)),
        find: (partition, query) => call(() => collection.find(partition, query)),
      };
    },
    contents: memoryContents(documents, call),
    ping: () => call(async () => undefined),
    close: async () => {
      if (state === 'open') state = 'closed';
      await Promise.allSettled([...running]);
    },
    connect: (others = {}) => connect(documents, others),
    copy: () => {
      const { collections, revisions } = documents;
      const copied = [...collections].map(([name, kept]) => [name, new Map(kept)] as const);
      return connect({ collections: new Map(copied), revisions }, {});
    },
  };
}

async function letOthersRun(random: Random | undefined): Promise<void> {
  const turns = random === undefined ? 1 : (random.bytes(1)[0] ?? 0) % 4;
  for (let turn = 0; turn < turns; turn += 1) await null;
}

function closed(): UnavailableError {
  return new UnavailableError('The database is closed.', { code: 'ERR_STORE_UNAVAILABLE' });
}
