import {
  type CollectionShape,
  type DocumentCollection,
  type DocumentDatabase,
  InvalidInputError,
  UnavailableError,
} from '@vmrkit/core';
import { type Collection, MongoClient } from 'mongodb';
import { durableCollection } from './durable-collection.ts';
import { buildIndexes } from './index-builder.ts';
import { MongoCollection } from './mongo-collection.ts';
import { contentsPage, heldCollections } from './mongo-contents.ts';
import { RunningCalls } from './running-calls.ts';
import type { StoredDocument } from './stored-document.ts';
import { toVmrKitError } from './to-vmrkit-error.ts';

/** Which database to use. */
export interface MongoDatabaseOptions {
  /** Connection string, `mongodb://` or `mongodb+srv://`; may hold credentials. */
  readonly url: string;
  /** Name of the database. */
  readonly database: string;
  /** How long a call looks for a server that may be written to. Default: 5,000 ms. */
  readonly selectionMs?: number;
  /** How long a call may take in all, once its collection is ready. Default: 10,000 ms. */
  readonly answerMs?: number;
}

/** Bounds of a call, in milliseconds. */
const SELECTION_MS = 5_000;
const ANSWER_MS = 10_000;
/**
 * Calls that are under way at a time. More would only wait in the server's own queue, in which an urgent one cannot pass
 * them. A connection string may say otherwise (`maxPoolSize`).
 */
const CALLS_AT_A_TIME = 32;
/** The same for urgent collections, beside the others. */
const URGENT_AT_A_TIME = 8;
/** How long a socket may be silent: as long as the making of an index may take. */
const SOCKET_MS = 600_000;

/**
 * A store on MongoDB: one MongoDB collection for each collection of the kit, single-document commands only, so that
 * replica sets and standalone servers serve alike. Connects with the first call. Throws InvalidInputError
 * `ERR_STORE_URL` when `url` cannot be read.
 *
 * @example
 * ```ts
 * const database = createMongoDatabase({ url: 'mongodb://db.example.com/?replicaSet=rs0', database: 'vmrkit' });
 * ```
 */
export function createMongoDatabase({
  url,
  database,
  selectionMs = SELECTION_MS,
  answerMs = ANSWER_MS,
}: MongoDatabaseOptions): DocumentDatabase {
  const isSized = /[?&]maxPoolSize=/i.test(url);
  const others = linkOf(url, { selectionMs, ...(isSized ? {} : { callsAtATime: CALLS_AT_A_TIME }) });
  const urgent = linkOf(url, { selectionMs, callsAtATime: URGENT_AT_A_TIME });
  const ready = new Map<string, Promise<Collection<StoredDocument>>>();
  const calls = new RunningCalls();
  const call = <Result>(work: () => Promise<Result>) => calls.run(work);
  const prepare = async <T>(shape: CollectionShape<T>): Promise<Collection<StoredDocument>> => {
    const client = await (shape.urgent ? urgent : others).connected();
    const collection = durableCollection(client.db(database), shape.name);
    await buildIndexes(collection, shape);
    return collection;
  };
  return {
    collection<T, Index extends string>(shape: CollectionShape<T, Index>): DocumentCollection<T, Index> {
      const key = JSON.stringify([shape.name, Object.keys(shape.indexes)]);
      const prepared = () => {
        const known = ready.get(key);
        if (known !== undefined) return known;
        const preparing = prepare(shape);
        ready.set(key, preparing);
        // A failure is not remembered: the next call tries again.
        preparing.catch(() => ready.delete(key));
        return preparing;
      };
      const collection = new MongoCollection(shape, { ready: prepared, answerMs });
      // Making an index may take long; whatever is asked of a collection that is ready may not.
      const ask = <Result>(work: () => Promise<Result>) =>
        call(async () => {
          // What is asked takes its values now, however late the collection is ready.
          const answer = work();
          answer.catch(() => undefined);
          await prepared();
          return withinTime(answer, answerMs);
        });
      return {
        load: (partition, ids) => ask(() => collection.load(partition, ids)),
        commit: (partition, changes) => ask(() => collection.commit(partition, changes)),
        find: (partition, query) => ask(() => collection.find(partition, query)),
      };
    },
    contents: {
      // Over a large collection either may take long.
      collections: () => call(async () => heldCollections((await others.connected()).db(database))),
      page: (shape, query) =>
        call(async () => contentsPage((await others.connected()).db(database), shape, query)),
    },
    ping: () =>
      call(async () => {
        const client = await others.connected();
        await withinTime(client.db(database).command({ ping: 1 }), answerMs);
      }),
    close: () =>
      calls.close(async () => {
        await Promise.all([others.close(), urgent.close()]);
      }),
  };
}

/**
 * Whether the database holds anything. Changes nothing. Rejects with UnavailableError `ERR_STORE_UNAVAILABLE` when no
 * server answers, with InvalidInputError `ERR_STORE_URL`.
 */
export async function probeMongoDatabase({
  url,
  database,
  selectionMs = SELECTION_MS,
}: MongoDatabaseOptions): Promise<'present' | 'absent'> {
  const link = linkOf(url, { selectionMs });
  try {
    const client = await link.connected();
    const known = await client.db(database).listCollections({}, { nameOnly: true }).toArray();
    return known.length > 0 ? 'present' : 'absent';
  } catch (error) {
    throw toVmrKitError(error);
  } finally {
    await link.close();
  }
}

/** Rejects with UnavailableError `ERR_STORE_UNAVAILABLE` when the answer is late; what was asked may happen later. */
async function withinTime<Result>(answer: Promise<Result>, answerMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new UnavailableError(`MongoDB did not answer within ${answerMs} ms.`, {
            code: 'ERR_STORE_UNAVAILABLE',
          }),
        ),
      answerMs,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface LinkOptions {
  readonly selectionMs: number;
  /** Left out: as the connection string or the driver has it. */
  readonly callsAtATime?: number;
}

/** Connections of their own to the servers; the first call makes them. */
function linkOf(url: string, options: LinkOptions) {
  const client = clientOf(url, options);
  let connected = false;
  return {
    connected: async (): Promise<MongoClient> => {
      // After a first failure the driver tries no more by itself; after a first success it always does.
      if (!connected) await client.connect();
      connected = true;
      return client;
    },
    close: () => client.close(),
  };
}

function clientOf(url: string, { selectionMs, callsAtATime }: LinkOptions): MongoClient {
  try {
    return new MongoClient(url, {
      appName: 'vmrkit',
      // Each write is one compare-and-set, which the server repeats under one number: it happens once.
      retryWrites: true,
      retryReads: true,
      serverSelectionTimeoutMS: selectionMs,
      connectTimeoutMS: selectionMs,
      socketTimeoutMS: SOCKET_MS,
      waitQueueTimeoutMS: ANSWER_MS,
      ...(callsAtATime === undefined ? {} : { maxPoolSize: callsAtATime }),
    });
  } catch {
    // No cause: the driver's errors may quote the connection string with its password.
    throw new InvalidInputError('The connection string of MongoDB cannot be read.', {
      code: 'ERR_STORE_URL',
    });
  }
}
