import type { DocumentCollection, Partition, Revision, Stored } from './document-collection.ts';

/** Names one document of a collection. */
export interface DocumentRef {
  readonly partition: Partition;
  readonly id: string;
}

/** The document, or null. */
export async function loadOne<T>(
  collection: DocumentCollection<T>,
  { partition, id }: DocumentRef,
): Promise<Stored<T> | null> {
  const [document] = await collection.load(partition, [id]);
  return document ?? null;
}

/** Writes a document where none is; false when there is one. */
export async function insertOne<T>(
  collection: DocumentCollection<T>,
  write: DocumentRef & { readonly value: T },
): Promise<boolean> {
  const [result] = await collection.commit(write.partition, [
    { op: 'insert', id: write.id, value: write.value },
  ]);
  return result?.ok ?? false;
}

/** Replaces the document that stands at `revision`; false when it does not. */
export async function replaceOne<T>(
  collection: DocumentCollection<T>,
  write: DocumentRef & { readonly revision: Revision; readonly value: T },
): Promise<boolean> {
  const { partition, id, revision, value } = write;
  const [result] = await collection.commit(partition, [{ op: 'replace', id, revision, value }]);
  return result?.ok ?? false;
}
