import { randomUUID } from 'node:crypto';
import type {
  Change,
  ChangeResult,
  CollectionShape,
  DocumentCollection,
  IndexQuery,
  Page,
  Partition,
  Stored,
} from '@vmrkit/core';
import {
  checkChanges,
  checkQuery,
  fromOrderedText,
  leadingText,
  readPagePosition,
  toOrderedText,
  writePagePosition,
} from '@vmrkit/core/store-adapter';
import { type Collection, type Filter, MongoBulkWriteError, type WriteError } from 'mongodb';
import {
  fromStoredDocument,
  indexFields,
  keyOf,
  orderedValue,
  type StoredDocument,
  toStoredDocument,
} from './stored-document.ts';

/** How many documents one query asks for by id. */
const IDS_PER_QUERY = 500;

/** The server's code for a primary key that is taken. */
const DUPLICATE_KEY = 11_000;

interface Insertion {
  /** Which change of the call it is. */
  readonly at: number;
  readonly document: StoredDocument;
}

interface Update {
  readonly at: number;
  /** The document at the revision that the change names. */
  readonly filter: { readonly _id: string; readonly r: string };
  /** Null: to be removed. */
  readonly document: StoredDocument | null;
}

/** What a collection works with. */
export interface MongoCollectionOptions {
  /** Resolves with the collection once its indexes are made. */
  readonly ready: () => Promise<Collection<StoredDocument>>;
  /** How long the server may work on one search. */
  readonly answerMs: number;
}

/** A collection of a MongoDB database. Errors are the driver's own; the database translates them. */
export class MongoCollection<T, Index extends string> implements DocumentCollection<T, Index> {
  readonly #shape: CollectionShape<T, Index>;
  readonly #ready: MongoCollectionOptions['ready'];
  readonly #answerMs: number;

  constructor(shape: CollectionShape<T, Index>, { ready, answerMs }: MongoCollectionOptions) {
    this.#shape = shape;
    this.#ready = ready;
    this.#answerMs = answerMs;
  }

  async load(partition: Partition, ids: readonly string[]): Promise<readonly (Stored<T> | null)[]> {
    const collection = await this.#ready();
    const keys = ids.map((id) => keyOf(partition, id));
    const found = new Map<string, StoredDocument>();
    for (let start = 0; start < keys.length; start += IDS_PER_QUERY) {
      const asked = keys.slice(start, start + IDS_PER_QUERY);
      for (const document of await collection.find({ _id: { $in: asked } }).toArray()) {
        found.set(document._id, document);
      }
    }
    return keys.map((key) => {
      const document = found.get(key);
      if (document === undefined) return null;
      const { id, revision, value } = fromStoredDocument(this.#shape, document);
      return { id, revision, value };
    });
  }

  async commit(partition: Partition, changes: readonly Change<T>[]): Promise<readonly ChangeResult[]> {
    checkChanges(changes);
    const insertions: Insertion[] = [];
    const updates: Update[] = [];
    for (const [at, change] of changes.entries()) {
      const document =
        change.op === 'remove'
          ? null
          : toStoredDocument<T>(this.#shape, {
              partition,
              id: change.id,
              revision: randomUUID(),
              value: change.value,
            });
      if (change.op !== 'insert') {
        updates.push({ at, filter: { _id: keyOf(partition, change.id), r: change.revision }, document });
      } else if (document !== null) {
        insertions.push({ at, document });
      }
    }
    const collection = await this.#ready();
    const results: ChangeResult[] = [];
    // All are waited for, also when one fails: a call that was answered has nothing under way.
    const outcomes = await Promise.allSettled([
      insertAll(collection, insertions, results),
      // A bulk write counts its matches together and does not say which: each of these is a command of its own.
      ...updates.map((update) => updateOne(collection, update, results)),
    ]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return results;
  }

  async find(partition: Partition | null, query: IndexQuery<Index>): Promise<Page<T>> {
    checkQuery(this.#shape, query);
    const { last } = indexFields(query.index);
    const filter = filterOf(partition, query);
    const collection = await this.#ready();
    const documents = await collection
      .find(filter)
      .sort(partition === null ? { [last]: 1, i: 1, p: 1 } : { [last]: 1, i: 1 })
      .limit(query.limit + 1)
      .maxTimeMS(this.#answerMs)
      .toArray();
    const page = documents.slice(0, query.limit);
    // A document that moves along the index while it is searched may be met twice.
    const once = new Map<string, StoredDocument>();
    for (const document of page) if (!once.has(document._id)) once.set(document._id, document);
    const items = [...once.values()].map((document) => fromStoredDocument(this.#shape, document));
    const end = page.at(-1);
    const next = documents.length > page.length && end !== undefined ? positionOf(end, last) : null;
    return { items, next };
  }
}

async function insertAll(
  collection: Collection<StoredDocument>,
  insertions: readonly Insertion[],
  results: ChangeResult[],
): Promise<void> {
  if (insertions.length === 0) return;
  const taken = new Set<number>();
  try {
    await collection.insertMany(
      insertions.map(({ document }) => document),
      { ordered: false },
    );
  } catch (error) {
    for (const position of takenKeys(error)) taken.add(position);
  }
  for (const [position, { at, document }] of insertions.entries()) {
    results[at] = taken.has(position) ? { ok: false } : { ok: true, revision: document.r };
  }
}

/** Which insertions failed because their key is taken; throws `error` when anything else went wrong. */
function takenKeys(error: unknown): readonly number[] {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined)
    throw error;
  const faults = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  if (faults.length === 0 || faults.some((fault) => !isOfPrimaryKey(fault))) throw error;
  return faults.map(({ index }) => index);
}

/** A key of a foreign unique index is taken: that says nothing about the document. Servers that name none have none. */
function isOfPrimaryKey({ code, err }: WriteError): boolean {
  if (code !== DUPLICATE_KEY) return false;
  const pattern: unknown = Reflect.get(err, 'keyPattern');
  return typeof pattern !== 'object' || pattern === null || Object.keys(pattern).join() === '_id';
}

async function updateOne(
  collection: Collection<StoredDocument>,
  { at, filter, document }: Update,
  results: ChangeResult[],
): Promise<void> {
  if (document === null) {
    const { deletedCount } = await collection.deleteOne(filter);
    results[at] = deletedCount === 1 ? { ok: true, revision: null } : { ok: false };
    return;
  }
  const { matchedCount } = await collection.replaceOne(filter, document);
  results[at] = matchedCount === 1 ? { ok: true, revision: document.r } : { ok: false };
}

function filterOf(partition: Partition | null, query: IndexQuery<string>): Filter<StoredDocument> {
  const { leading, last } = indexFields(query.index);
  const conditions: Filter<StoredDocument>[] = [{ [leading]: leadingText(query.equals) }];
  if (partition !== null) conditions.push({ p: toOrderedText(partition) });
  if (query.from !== undefined) conditions.push({ [last]: { $gte: orderedValue(query.from) } });
  if (query.to !== undefined) conditions.push({ [last]: { $lte: orderedValue(query.to) } });
  if (query.after !== undefined) {
    const after = readPagePosition(query.after);
    const value = orderedValue(after.last);
    const i = toOrderedText(after.id);
    conditions.push(
      // Says nothing new, but bounds the search of the index.
      { [last]: { $gte: value } },
      {
        $or: [
          { [last]: { $gt: value } },
          { [last]: value, i: { $gt: i } },
          { [last]: value, i, p: { $gt: toOrderedText(after.partition) } },
        ],
      },
    );
  }
  return { $and: conditions };
}

function positionOf(document: StoredDocument, lastField: string): string {
  const last = document[lastField];
  return writePagePosition({
    last: typeof last === 'string' ? fromOrderedText(last) : Number(last),
    id: fromOrderedText(document.i),
    partition: fromOrderedText(document.p),
  });
}
