import { type CollectionShape, InvalidInputError, readDocument, UnavailableError } from '@vmrkit/core';
import { type IndexEntry, indexEntry, toOrderedText } from '@vmrkit/core/store-adapter';
import type { SqliteValue } from './sqlite-driver.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** A collection as the file knows it. */
export interface CatalogueEntry<Index extends string> {
  /** Its number in `documents.collection`. */
  readonly collection: number;
  /** The number in `index_entries.index_id` of each index. */
  readonly indexes: ReadonlyMap<Index, number>;
}

/** Tells an index of terms from others, by its table. */
export function entryTable(shape: CollectionShape<never>, index: string): 'index_entries' | 'term_entries' {
  return (shape.termIndexes ?? []).includes(index) ? 'term_entries' : 'index_entries';
}

/** The document that index entries point at. */
export interface DocumentKey {
  readonly key: number;
  readonly partition: string;
  readonly id: string;
}

/** How many documents are read at a time while an index is built. */
const BATCH = 200;

/** Knows the collections of one file and makes their indexes. */
export class IndexCatalogue {
  readonly #file: SqliteFile;
  readonly #ready = new Map<string, CatalogueEntry<string>>();

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  /**
   * The collection of this shape, with every index of the shape covering every document. Indexes that the shape no
   * longer has are dropped, since nobody would keep them right. Throws `ERR_STORE_USAGE` when the collection was
   * opened with other indexes before.
   */
  open<T, Index extends string>(shape: CollectionShape<T, Index>): CatalogueEntry<Index> {
    const names = Object.keys(shape.indexes) as Index[];
    const known = this.#ready.get(shape.name) as CatalogueEntry<Index> | undefined;
    const entry = known ?? this.#file.transaction(() => this.#prepare(shape, names));
    if (entry.indexes.size !== names.length || names.some((name) => !entry.indexes.has(name))) {
      throw new InvalidInputError('The collection is open with other indexes.', { code: 'ERR_STORE_USAGE' });
    }
    this.#ready.set(shape.name, entry);
    return entry;
  }

  /** Puts a document where an index has it now; `entry` null: nowhere. */
  write(index: number, document: DocumentKey, entry: IndexEntry | null): void {
    if (entry === null) {
      this.#file.run('DELETE FROM index_entries WHERE document = ? AND index_id = ?', document.key, index);
      return;
    }
    const last = typeof entry.last === 'string' ? toOrderedText(entry.last) : entry.last;
    this.#file.run(
      `INSERT INTO index_entries (document, index_id, leading, last, id, partition) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET leading = excluded.leading, last = excluded.last
       WHERE leading IS NOT excluded.leading OR last IS NOT excluded.last`,
      document.key,
      index,
      entry.leading[0] ?? '',
      last,
      document.id,
      document.partition,
    );
  }

  /** Puts a document under its terms as they are now; `entry` null: under none. */
  writeTerms(index: number, document: DocumentKey, entry: IndexEntry | null): void {
    const standing = this.#file.all<{ leading: string; last: string | number }>(
      'SELECT leading, last FROM term_entries WHERE document = ? AND index_id = ?',
      document.key,
      index,
    );
    const wanted = new Set(entry?.leading);
    const last = typeof entry?.last === 'string' ? toOrderedText(entry.last) : (entry?.last ?? 0);
    for (const { leading, last: stood } of standing) {
      if (wanted.has(leading) && stood === last) wanted.delete(leading);
      else {
        const sql = 'DELETE FROM term_entries WHERE document = ? AND index_id = ? AND leading = ?';
        this.#file.run(sql, document.key, index, leading);
      }
    }
    for (const leading of wanted) {
      this.#file.run(
        'INSERT INTO term_entries (document, index_id, leading, last, id, partition) VALUES (?, ?, ?, ?, ?, ?)',
        document.key,
        index,
        leading,
        last,
        document.id,
        document.partition,
      );
    }
  }

  #prepare<T, Index extends string>(
    shape: CollectionShape<T, Index>,
    names: readonly Index[],
  ): CatalogueEntry<Index> {
    this.#file.run('INSERT INTO collections (name) VALUES (?) ON CONFLICT DO NOTHING', shape.name);
    const { id: collection } = this.#row('SELECT id FROM collections WHERE name = ?', shape.name);
    for (const { id, name } of this.#file.all<{ id: number; name: string }>(
      'SELECT id, name FROM indexes WHERE collection = ?',
      collection,
    )) {
      if (!Object.hasOwn(shape.indexes, name)) this.#drop(id);
    }
    const indexes = new Map(names.map((name) => [name, this.#index(shape, { collection, name })]));
    return { collection, indexes };
  }

  #index<T, Index extends string>(
    shape: CollectionShape<T, Index>,
    { collection, name }: { readonly collection: number; readonly name: Index },
  ): number {
    const find = 'SELECT id FROM indexes WHERE collection = ? AND name = ?';
    const known = this.#file.get<{ id: number }>(find, collection, name);
    if (known !== null) return known.id;
    this.#file.run('INSERT INTO indexes (collection, name) VALUES (?, ?)', collection, name);
    const { id } = this.#row(find, collection, name);
    let documents: (DocumentKey & { readonly value: string })[];
    let after = 0;
    do {
      documents = this.#file.all(
        'SELECT key, partition, id, value FROM documents WHERE collection = ? AND key > ? ORDER BY key LIMIT ?',
        collection,
        after,
        BATCH,
      );
      for (const document of documents) {
        const entry = indexEntry(shape, { index: name, value: readDocument(shape, document.value) });
        if (entryTable(shape, name) === 'term_entries') this.writeTerms(id, document, entry);
        else this.write(id, document, entry);
      }
      after = documents.at(-1)?.key ?? after;
    } while (documents.length === BATCH);
    return id;
  }

  #drop(index: number): void {
    this.#file.run('DELETE FROM index_entries WHERE index_id = ?', index);
    this.#file.run('DELETE FROM term_entries WHERE index_id = ?', index);
    this.#file.run('DELETE FROM indexes WHERE id = ?', index);
  }

  #row(sql: string, ...values: SqliteValue[]): { readonly id: number } {
    const row = this.#file.get<{ id: number }>(sql, ...values);
    if (row === null) {
      throw new UnavailableError('The database file lost a row.', { code: 'ERR_STORE_UNAVAILABLE' });
    }
    return row;
  }
}
