import { type CollectionShape, type Partition, readDocument, type Stored, writeDocument } from '@vmrkit/core';
import { fromOrderedText, indexEntry, toOrderedText } from '@vmrkit/core/store-adapter';
import { Double } from 'mongodb';

/**
 * A document as MongoDB keeps it. The value is JSON text, so that no key in it means anything to the server. What an
 * index needs stands beside it: `e_<index>` the leading values as JSON text, compared for equality (of an index of terms
 * a list of them), and `o_<index>` the one that orders; both are absent where the document is not in the index.
 */
export interface StoredDocument {
  /** JSON text of partition and id. */
  readonly _id: string;
  /** Partition and id as ordered text, to search and to sort by. */
  readonly p: string;
  readonly i: string;
  /** Revision. */
  readonly r: string;
  /** Value, as JSON text. */
  readonly v: string;
  /** The indexes that the fields beside were made for, see {@link coverage}. */
  readonly n: string;
  readonly [indexField: string]: unknown;
}

/** The primary key of a document. */
export function keyOf(partition: Partition, id: string): string {
  return JSON.stringify([partition, id]);
}

/** The fields that one index searches by and orders by. */
export function indexFields(index: string): { readonly leading: string; readonly last: string } {
  return { leading: `e_${index}`, last: `o_${index}` };
}

/** The names of indexes as one text, equal for equal sets. */
export function coverage(indexes: readonly string[]): string {
  return [...indexes].sort().join(',');
}

/** The names of {@link coverage}. */
export function coveredBy(text: string): readonly string[] {
  return text === '' ? [] : text.split(',');
}

/** What a document holds for the indexes of its shape. Throws `ERR_STORE_USAGE`. */
export function indexValues<T>(
  shape: CollectionShape<T>,
  value: T,
): Record<string, string | Double | readonly string[]> {
  const fields: Record<string, string | Double | readonly string[]> = {};
  for (const index of Object.keys(shape.indexes)) {
    const entry = indexEntry(shape, { index, value });
    if (entry === null) continue;
    const { leading, last } = indexFields(index);
    const [only = '', ...others] = entry.leading;
    fields[leading] = others.length === 0 ? only : entry.leading;
    fields[last] = orderedValue(entry.last);
  }
  return fields;
}

/** A value to order by, as it is kept: text whose bytes order as its code units, numbers of one type. */
export function orderedValue(value: string | number): string | Double {
  return typeof value === 'string' ? toOrderedText(value) : new Double(value);
}

/** Where, what and at which state a document is to be. */
export interface DocumentDraft<T> {
  readonly partition: Partition;
  readonly id: string;
  readonly revision: string;
  readonly value: T;
}

/** A document for MongoDB. Throws `ERR_STORE_USAGE` for what JSON or an index cannot hold. */
export function toStoredDocument<T>(shape: CollectionShape<T>, draft: DocumentDraft<T>): StoredDocument {
  return {
    _id: keyOf(draft.partition, draft.id),
    p: toOrderedText(draft.partition),
    i: toOrderedText(draft.id),
    r: draft.revision,
    v: writeDocument(shape, draft.value),
    n: coverage(Object.keys(shape.indexes)),
    ...indexValues(shape, draft.value),
  };
}

/** A document for the port. */
export function fromStoredDocument<T>(
  shape: CollectionShape<T>,
  document: StoredDocument,
): Stored<T> & { readonly partition: Partition } {
  return {
    id: fromOrderedText(document.i),
    partition: fromOrderedText(document.p),
    revision: document.r,
    value: readDocument(shape, document.v),
  };
}
