import { type CollectionShape, InvalidInputError, readDocument, UnavailableError } from '@vmrkit/core';
import { type Collection, MongoServerError } from 'mongodb';
import { judgeIndexes, type NeededIndex, type PresentIndex } from './judge-indexes.ts';
import { coverage, coveredBy, indexFields, indexValues, type StoredDocument } from './stored-document.ts';

/** How many documents are brought up to date at a time. */
const BATCH = 100;

/** The server's codes for a name or fields that another index has, and for a collection that is not there. */
const INDEX_CONFLICTS: readonly unknown[] = [85, 86];
const NO_COLLECTION = 26;

/**
 * Makes the indexes of a shape, checks them, and sees to it that every document carries their fields. Rejects with
 * UnavailableError `ERR_STORE_INDEX` where others stand in their place, or do harm. Documents that an older
 * version wrote lack some; they get them under compare-and-set, their revisions untouched. What an older version
 * writes after this is found by the new indexes from the next start on.
 */
export async function buildIndexes<T>(
  collection: Collection<StoredDocument>,
  shape: CollectionShape<T>,
): Promise<void> {
  const names = Object.keys(shape.indexes);
  if (names.some((name) => !/^\w+$/.test(name))) {
    throw new InvalidInputError('The name of an index holds letters, digits and `_` only.', {
      code: 'ERR_STORE_USAGE',
    });
  }
  await makeIndexes(collection, [{ name: 'coverage', key: { n: 1 } }, ...names.flatMap(descriptionsOf)]);
  const seen: string[] = [];
  for (;;) {
    const document = await collection.findOne({ n: { $nin: seen } }, { projection: { n: 1 } });
    if (document === null) return;
    const already = coveredBy(document.n);
    if (names.some((name) => !already.includes(name))) await extend(collection, shape, document.n);
    seen.push(document.n);
  }
}

/** Makes those that are missing, and believes none before it was seen. */
async function makeIndexes(
  collection: Collection<StoredDocument>,
  needed: readonly NeededIndex[],
): Promise<void> {
  const { missing, faults } = judgeIndexes(await presentIndexes(collection), needed);
  if (faults.length > 0) throw unfit(collection, faults);
  if (missing.length === 0) return;
  for (const { name, key } of missing) {
    try {
      await collection.createIndex({ ...key }, { name });
    } catch (error) {
      if (!(error instanceof MongoServerError) || !INDEX_CONFLICTS.includes(error.code)) throw error;
      throw unfit(collection, [`the index "${name}" cannot be made: another one is over its fields`]);
    }
  }
  const made = judgeIndexes(await presentIndexes(collection), needed);
  const lacking = made.missing.map(({ name }) => `the index "${name}" is missing`);
  if (lacking.length + made.faults.length > 0) throw unfit(collection, [...lacking, ...made.faults]);
}

async function presentIndexes(collection: Collection<StoredDocument>): Promise<readonly PresentIndex[]> {
  try {
    return await collection.listIndexes().toArray();
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NO_COLLECTION) return [];
    throw error;
  }
}

function unfit({ collectionName }: Collection<StoredDocument>, faults: readonly string[]): UnavailableError {
  return new UnavailableError(
    `The indexes of the collection ${collectionName} do not fit: ${faults.join('; ')}.`,
    { code: 'ERR_STORE_INDEX' },
  );
}

/** One order serves searches of a partition, the other those over all. */
function descriptionsOf(index: string): NeededIndex[] {
  const { leading, last } = indexFields(index);
  return [
    { name: `${index}_in_partition`, key: { p: 1, [leading]: 1, [last]: 1, i: 1 } },
    { name: `${index}_over_all`, key: { [leading]: 1, [last]: 1, i: 1, p: 1 } },
  ];
}

async function extend<T>(
  collection: Collection<StoredDocument>,
  shape: CollectionShape<T>,
  covered: string,
): Promise<void> {
  const n = coverage([...new Set([...coveredBy(covered), ...Object.keys(shape.indexes)])]);
  for (;;) {
    const documents = await collection.find({ n: covered }).limit(BATCH).toArray();
    if (documents.length === 0) return;
    await Promise.all(
      documents.map(({ _id, r, v }) =>
        collection.updateOne({ _id, r }, { $set: { n, ...indexValues(shape, readDocument(shape, v)) } }),
      ),
    );
  }
}
