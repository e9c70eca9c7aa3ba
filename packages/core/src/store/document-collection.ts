/** Names the part of the store a call may see: one tenant's id, or the deployment's own facts. */
export type Partition = string;

/** The partition of facts that are unique over all tenants: claims, number spaces, numbers. Never a tenant's id. */
export const DEPLOYMENT: Partition = '*';

/**
 * Identifies one state of one document. Opaque, drawn anew by the store at every write and never used twice,
 * not even after the document was removed and inserted again: so a revision seen is a state seen.
 */
export type Revision = string;

/** A document as it stands in the store. */
export interface Stored<T> {
  readonly id: string;
  readonly revision: Revision;
  readonly value: T;
}

/** One conditional write of one document. */
export type Change<T> =
  /** Succeeds when no document has this id. */
  | { readonly op: 'insert'; readonly id: string; readonly value: T }
  /** Succeeds when the document stands at `revision`. */
  | { readonly op: 'replace'; readonly id: string; readonly revision: Revision; readonly value: T }
  /** Succeeds when the document stands at `revision`. */
  | { readonly op: 'remove'; readonly id: string; readonly revision: Revision };

/** What became of one {@link Change}. */
export type ChangeResult =
  /** Durable now. `revision` is null after a removal. */
  | { readonly ok: true; readonly revision: Revision | null }
  /** The condition did not hold; nothing was written. */
  | { readonly ok: false };

/** A value that an index orders by: strings by code unit, numbers by size. */
export type IndexValue = string | number;

/** Where a document stands in an index of terms: under each of them, at one place of its order. */
export interface IndexTerms {
  /** Each is a leading value of its own; none: the document is not in that index. */
  readonly terms: readonly string[];
  /** The value that orders. */
  readonly last: IndexValue;
}

/** A document as JSON holds it, before anything is known of its fields. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Describes a collection to the stores: its name, its versions and its indexes. An index has leading values that a
 * search must name, and one last value that it orders by. An index whose values change gets a new name, so that the
 * stores build it anew.
 */
export interface CollectionShape<T, Index extends string = string> {
  readonly name: string;
  /** Its few calls tell who lives: they wait for no call of another collection. Left out: they may. */
  readonly urgent?: true;
  /**
   * What turns documents of version 1 into version 2, those into version 3 and so on: pure, and never changed once
   * released. Documents are written in the newest version and upgraded when they are read. Absent: there is version 1
   * alone.
   */
  readonly upgrades?: readonly ((old: JsonObject) => JsonObject)[];
  /**
   * For each index the values of a document: the leading ones, then the one that orders. Null: the document
   * is not in that index.
   */
  readonly indexes: { readonly [name in Index]: (value: T) => readonly IndexValue[] | IndexTerms | null };
  /** The indexes in which a document may stand more than once; they alone answer {@link IndexTerms}. */
  readonly termIndexes?: readonly NoInfer<Index>[];
}

/** A search along one index, ordered by its last value, then by id. */
export interface IndexQuery<Index extends string> {
  readonly index: Index;
  /** The leading values, all of them. */
  readonly equals: readonly IndexValue[];
  /** Lowest last value, inclusive. */
  readonly from?: IndexValue;
  /** Highest last value, inclusive. */
  readonly to?: IndexValue;
  /** Most documents to return, 1 to 1,000. */
  readonly limit: number;
  /** `next` of an earlier page of the same search. */
  readonly after?: string;
}

/** Documents found, and where to go on. */
export interface Page<T> {
  readonly items: readonly (Stored<T> & { readonly partition: Partition })[];
  /** Opaque; null when nothing follows. */
  readonly next: string | null;
}

/**
 * Documents of one kind, each written atomically and alone. There are no transactions over several documents:
 * whoever needs more builds it from compare-and-set (see `allocation/hold-claims.ts`). Values are plain JSON.
 * Every method rejects with UnavailableError `ERR_STORE_UNAVAILABLE` when the store cannot be reached; a write
 * may then have happened or not. Reading rejects with UnavailableError `ERR_STORE_VERSION` where it meets a document
 * that a newer version of the kit wrote.
 */
export interface DocumentCollection<T, Index extends string = string> {
  /** The documents with these ids as last committed, in the order asked; null where there is none. */
  load(partition: Partition, ids: readonly string[]): Promise<readonly (Stored<T> | null)[]>;
  /**
   * Tries each change on its own; results in the order given. What is reported as done survives a crash of
   * the process and of the machine. Two changes of one document in one call are refused (`ERR_STORE_USAGE`).
   */
  commit(partition: Partition, changes: readonly Change<T>[]): Promise<readonly ChangeResult[]>;
  /**
   * Searches one partition, or every one when `partition` is null, which is for the operator's own loops
   * only (I4). May miss what is committed while it runs; never returns a document twice in one page.
   */
  find(partition: Partition | null, query: IndexQuery<Index>): Promise<Page<T>>;
}
