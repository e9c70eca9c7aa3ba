import type { DatabaseContents } from './database-contents.ts';
import type { CollectionShape, DocumentCollection } from './document-collection.ts';

/**
 * What a store adapter is: collections of versioned documents. It knows nothing of meetings; `openStore` lays the
 * kit's collections over it.
 */
export interface DocumentDatabase {
  /**
   * The collection of this shape, its indexes made ready before the first call on it resolves. An index that a
   * newer version of the kit adds covers the documents that are there already.
   */
  collection<T, Index extends string>(shape: CollectionShape<T, Index>): DocumentCollection<T, Index>;
  /** All that it holds; absent: this store cannot tell, and no deployment is moved to it or from it. */
  readonly contents?: DatabaseContents;
  /** Answers when the database does; rejects with UnavailableError otherwise. For `/readyz`. */
  ping(): Promise<void>;
  /** Waits for what was asked and lets go of files and sockets. Later calls reject. */
  close(): Promise<void>;
}
