import { randomUUID } from 'node:crypto';
import {
  type Change,
  type ChangeResult,
  type CollectionShape,
  type DocumentCollection,
  type IndexQuery,
  type IndexValue,
  type Page,
  type Partition,
  readDocument,
  type Stored,
  writeDocument,
} from '@vmrkit/core';
import {
  checkChanges,
  checkQuery,
  fromOrderedText,
  type IndexEntry,
  indexEntry,
  leadingText,
  readPagePosition,
  toOrderedText,
  writePagePosition,
} from '@vmrkit/core/store-adapter';
import type { CommitQueue } from './commit-queue.ts';
import { type CatalogueEntry, entryTable, type IndexCatalogue } from './index-catalogue.ts';
import type { SqliteValue } from './sqlite-driver.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** What the collections of one database share. */
export interface SqliteCollectionOptions {
  readonly file: SqliteFile;
  readonly queue: CommitQueue;
  readonly catalogue: IndexCatalogue;
}

/** A change with everything worked out that does not need the database. */
type Prepared<Index extends string> =
  | { readonly op: 'remove'; readonly id: string; readonly expected: string }
  | {
      readonly op: 'insert' | 'replace';
      readonly id: string;
      readonly expected: string;
      readonly text: string;
      readonly entries: ReadonlyMap<Index, IndexEntry | null>;
    };

interface FoundRow {
  readonly last: IndexValue;
  readonly id: string;
  readonly partition: string;
  readonly revision: string;
  readonly value: string;
}

/** A collection in a {@link SqliteFile}. Ids and partitions are kept as ordered text, values as JSON text. */
export class SqliteCollection<T, Index extends string> implements DocumentCollection<T, Index> {
  readonly #shape: CollectionShape<T, Index>;
  readonly #indexNames: readonly Index[];
  readonly #file: SqliteFile;
  readonly #queue: CommitQueue;
  readonly #catalogue: IndexCatalogue;

  constructor(shape: CollectionShape<T, Index>, { file, queue, catalogue }: SqliteCollectionOptions) {
    this.#shape = shape;
    this.#indexNames = Object.keys(shape.indexes) as Index[];
    this.#file = file;
    this.#queue = queue;
    this.#catalogue = catalogue;
  }

  async load(partition: Partition, ids: readonly string[]): Promise<readonly (Stored<T> | null)[]> {
    const { collection } = this.#catalogue.open(this.#shape);
    const within = toOrderedText(partition);
    return ids.map((id) => {
      const row = this.#file.get<{ revision: string; value: string }>(
        'SELECT revision, value FROM documents WHERE collection = ? AND partition = ? AND id = ?',
        collection,
        within,
        toOrderedText(id),
      );
      return row && { id, revision: row.revision, value: readDocument(this.#shape, row.value) };
    });
  }

  async commit(partition: Partition, changes: readonly Change<T>[]): Promise<readonly ChangeResult[]> {
    checkChanges(changes);
    const prepared = changes.map((change) => this.#prepare(change));
    const entry = this.#catalogue.open(this.#shape);
    if (prepared.length === 0) return [];
    const within = toOrderedText(partition);
    return this.#queue.ask(() => prepared.map((change) => this.#apply(entry, within, change)));
  }

  async find(partition: Partition | null, query: IndexQuery<Index>): Promise<Page<T>> {
    checkQuery(this.#shape, query);
    const { indexes } = this.#catalogue.open(this.#shape);
    const { sql, values } = searchOf(
      { id: indexes.get(query.index) ?? 0, table: entryTable(this.#shape, query.index) },
      partition,
      query,
    );
    const rows = this.#file.all<FoundRow>(sql, ...values);
    const items = rows.slice(0, query.limit).map((row) => ({
      id: fromOrderedText(row.id),
      partition: fromOrderedText(row.partition),
      revision: row.revision,
      value: readDocument(this.#shape, row.value),
    }));
    const end = items.at(-1);
    const last = rows[items.length - 1]?.last;
    if (rows.length <= query.limit || end === undefined || last === undefined) return { items, next: null };
    return {
      items,
      next: writePagePosition({
        last: typeof last === 'string' ? fromOrderedText(last) : last,
        id: end.id,
        partition: end.partition,
      }),
    };
  }

  #prepare(change: Change<T>): Prepared<Index> {
    const id = toOrderedText(change.id);
    if (change.op === 'remove') return { op: 'remove', id, expected: change.revision };
    const { op, value } = change;
    return {
      op,
      id,
      expected: op === 'insert' ? '' : change.revision,
      text: writeDocument(this.#shape, value),
      entries: new Map(this.#indexNames.map((index) => [index, indexEntry(this.#shape, { index, value })])),
    };
  }

  #apply(
    { collection, indexes }: CatalogueEntry<Index>,
    partition: string,
    change: Prepared<Index>,
  ): ChangeResult {
    const { id, expected } = change;
    if (change.op === 'remove') {
      const sql =
        'DELETE FROM documents WHERE collection = ? AND partition = ? AND id = ? AND revision = ? RETURNING key';
      return this.#file.get(sql, collection, partition, id, expected) === null
        ? { ok: false }
        : { ok: true, revision: null };
    }
    const revision = randomUUID();
    const row =
      change.op === 'insert'
        ? this.#file.get<{ key: number }>(
            `INSERT INTO documents (collection, partition, id, revision, value) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING RETURNING key`,
            collection,
            partition,
            id,
            revision,
            change.text,
          )
        : this.#file.get<{ key: number }>(
            `UPDATE documents SET revision = ?, value = ?
             WHERE collection = ? AND partition = ? AND id = ? AND revision = ? RETURNING key`,
            revision,
            change.text,
            collection,
            partition,
            id,
            expected,
          );
    if (row === null) return { ok: false };
    for (const [name, entry] of change.entries) {
      const index = indexes.get(name);
      if (index === undefined || (change.op === 'insert' && entry === null)) continue;
      const document = { key: row.key, partition, id };
      if (entryTable(this.#shape, name) === 'term_entries')
        this.#catalogue.writeTerms(index, document, entry);
      else this.#catalogue.write(index, document, entry);
    }
    return { ok: true, revision };
  }
}

/** A search in SQL; asks for one document more than the page holds, to know whether something follows. */
function searchOf(
  index: { readonly id: number; readonly table: string },
  partition: Partition | null,
  query: IndexQuery<string>,
): { readonly sql: string; readonly values: readonly SqliteValue[] } {
  const conditions = ['e.index_id = ?', 'e.leading = ?'];
  const values: SqliteValue[] = [index.id, leadingText(query.equals)];
  const narrow = (condition: string, ...bound: IndexValue[]) => {
    conditions.push(condition);
    values.push(...bound.map((value) => (typeof value === 'string' ? toOrderedText(value) : value)));
  };
  if (partition !== null) narrow('e.partition = ?', partition);
  if (query.from !== undefined) narrow('e.last >= ?', query.from);
  if (query.to !== undefined) narrow('e.last <= ?', query.to);
  if (query.after !== undefined) {
    const after = readPagePosition(query.after);
    narrow('(e.last, e.id, e.partition) > (?, ?, ?)', after.last, after.id, after.partition);
  }
  const by = `${index.table}_${partition === null ? 'over_all' : 'in_partition'}`;
  const sql = `SELECT e.last, e.id, e.partition, d.revision, d.value
    FROM ${index.table} AS e INDEXED BY ${by} JOIN documents AS d ON d.key = e.document
    WHERE ${conditions.join(' AND ')} ORDER BY e.last, e.id, e.partition LIMIT ?`;
  return { sql, values: [...values, query.limit + 1] };
}
