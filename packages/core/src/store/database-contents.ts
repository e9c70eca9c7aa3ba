import type { CollectionShape, Page } from './document-collection.ts';

/** A collection that holds documents, and how many. */
export interface HeldCollection {
  readonly name: string;
  readonly documents: number;
}

/** Where a page of {@link DatabaseContents.page} begins. */
export interface ContentsQuery {
  /** Most documents to return, 1 to 1,000. */
  readonly limit: number;
  /** `next` of the page before; absent: from the start. */
  readonly after?: string;
}

/**
 * All that a database holds, also what stands in no index: for moving a whole deployment to another store and for
 * comparing two. All reject as the database does.
 */
export interface DatabaseContents {
  /** Every collection that holds a document, known to the kit or not, by name. */
  collections(): Promise<readonly HeldCollection[]>;
  /**
   * Documents of a collection over all partitions, in an order of the store's own, each once while nothing changes.
   * Makes no index. Rejects with UnavailableError `ERR_STORE_VERSION` as reading does.
   */
  page<T>(shape: CollectionShape<T>, query: ContentsQuery): Promise<Page<T>>;
}
