import type { CollectionShape, ContentsQuery, HeldCollection, Page } from '@vmrkit/core';
import type { Db } from 'mongodb';
import { durableCollection } from './durable-collection.ts';
import { fromStoredDocument } from './stored-document.ts';

/** The collections of a database that hold documents, the server's own left out. */
export async function heldCollections(db: Db): Promise<readonly HeldCollection[]> {
  const known = await db.listCollections({}, { nameOnly: true }).toArray();
  const names = known.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
  const held: HeldCollection[] = [];
  for (const name of names.sort()) {
    const documents = await durableCollection(db, name).countDocuments({});
    if (documents > 0) held.push({ name, documents });
  }
  return held;
}

/** Documents of a collection by their primary key. Makes no index. */
export async function contentsPage<T>(
  db: Db,
  shape: CollectionShape<T>,
  { limit, after }: ContentsQuery,
): Promise<Page<T>> {
  const documents = await durableCollection(db, shape.name)
    .find(after === undefined ? {} : { _id: { $gt: decodeURIComponent(after) } })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .toArray();
  const page = documents.slice(0, limit);
  const end = page.at(-1);
  return {
    items: page.map((document) => fromStoredDocument(shape, document)),
    next: documents.length > limit && end !== undefined ? encodeURIComponent(end._id) : null,
  };
}
