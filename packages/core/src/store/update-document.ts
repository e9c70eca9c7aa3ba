import { ConflictError } from '../errors/vmrkit-error.ts';
import type { DocumentCollection, Stored } from './document-collection.ts';
import { type DocumentRef, loadOne } from './document-steps.ts';

/** How {@link updateDocument} goes about it. */
export interface UpdateOptions<T> {
  /** How often the change is made when others write the document meanwhile. */
  readonly tries: number;
  /** What the document is, for the message: `reservation`. */
  readonly what: string;
  /** Code of the ConflictError after the last try. */
  readonly code: `ERR_${string}`;
  /** The document as it was read before: then the first try loads nothing. */
  readonly found?: Stored<T>;
}

/** What stands after an update; `stored` is null where there is no document. */
export interface Updated<T> {
  readonly stored: Stored<T> | null;
  /** Whether this update wrote it; false where the change left it alone. */
  readonly written: boolean;
}

/**
 * Changes one document: loads it, asks `change` for its new value (null: leave it as it is) and commits that at the
 * revision that was seen, again from the start when another write came between. A document that is not there is given
 * to `change` as null, and what that returns is inserted. Rejects with ConflictError of the code given when others keep
 * writing, and with what `change` throws.
 */
export async function updateDocument<T>(
  collection: DocumentCollection<T>,
  ref: DocumentRef,
  change: (value: T | null) => T | null,
  { tries, what, code, found }: UpdateOptions<T>,
): Promise<Updated<T>> {
  const { partition, id } = ref;
  let stored = found ?? (await loadOne(collection, ref));
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const value = change(stored?.value ?? null);
    if (value === null) return { stored, written: false };
    const [result] = await collection.commit(partition, [
      stored === null ? { op: 'insert', id, value } : { op: 'replace', id, revision: stored.revision, value },
    ]);
    if (result?.ok && result.revision !== null) {
      return { stored: { id, revision: result.revision, value }, written: true };
    }
    stored = await loadOne(collection, ref);
  }
  throw new ConflictError(`Others keep writing this ${what}.`, { code });
}
