import { type CollectionShape, InvalidInputError, readDocument } from '@vmrkit/core';
import type { Collection } from 'mongodb';
import { coverage, coveredBy, indexFields, indexValues, type StoredDocument } from './stored-document.ts';

/** How many documents are brought up to date at a time. */
const BATCH = 100;

/**
 * Makes the indexes of a shape and sees to it that every document carries their fields. Documents that an older
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
  await collection.createIndex({ n: 1 }, { name: 'coverage' });
  for (const { name, key } of names.flatMap(descriptionsOf)) await collection.createIndex(key, { name });
  const seen: string[] = [];
  for (;;) {
    const document = await collection.findOne({ n: { $nin: seen } }, { projection: { n: 1 } });
    if (document === null) return;
    const already = coveredBy(document.n);
    if (names.some((name) => !already.includes(name))) await extend(collection, shape, document.n);
    seen.push(document.n);
  }
}

/** One order serves searches of a partition, the other those over all. */
function descriptionsOf(index: string): { readonly name: string; readonly key: Record<string, 1> }[] {
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
