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
  indexEntry,
  leadingText,
  type PagePosition,
  readPagePosition,
  writePagePosition,
} from '@vmrkit/core/store-adapter';
import type { Decide } from './journal-database.ts';
import type { Documents, JournalDocument } from './journal-file.ts';

/** The journal as a collection sees it. */
interface Journal {
  read(): Documents;
  write<Result>(decide: Decide<Result>): Promise<Result>;
}

/** A collection of a journal. Searches look at every document: simple, and quick enough for some thousands. */
export class JournalCollection<T, Index extends string> implements DocumentCollection<T, Index> {
  readonly #shape: CollectionShape<T, Index>;
  readonly #journal: Journal;

  constructor(shape: CollectionShape<T, Index>, journal: Journal) {
    this.#shape = shape;
    this.#journal = journal;
  }

  async load(partition: Partition, ids: readonly string[]): Promise<readonly (Stored<T> | null)[]> {
    const documents = this.#journal.read();
    return ids.map((id) => {
      const document = documents.get({ collection: this.#shape.name, partition, id });
      return document && this.#stored(document);
    });
  }

  async commit(partition: Partition, changes: readonly Change<T>[]): Promise<readonly ChangeResult[]> {
    checkChanges(changes);
    // Written as text at once: the caller may change its values while the write waits.
    const wanted = changes.map((change) => this.#documentOf(partition, change));
    return this.#journal.write((present) => {
      const written = wanted.filter(({ document, expected }) => {
        return (present.get(document)?.revision ?? null) === expected;
      });
      const done = new Set(written.map(({ document }) => document));
      const results = wanted.map(
        ({ document }): ChangeResult =>
          done.has(document)
            ? { ok: true, revision: document.value === null ? null : document.revision }
            : { ok: false },
      );
      return { documents: [...done], result: results };
    });
  }

  async find(partition: Partition | null, query: IndexQuery<Index>): Promise<Page<T>> {
    checkQuery(this.#shape, query);
    const leading = leadingText(query.equals);
    const after = query.after === undefined ? null : readPagePosition(query.after);
    const found: (PagePosition & Stored<T>)[] = [];
    for (const document of this.#journal.read().of(this.#shape.name)) {
      if (partition !== null && document.partition !== partition) continue;
      const stored = this.#stored(document);
      const entry = indexEntry(this.#shape, { index: query.index, value: stored.value });
      if (entry === null || !entry.leading.includes(leading) || !isWithin(entry.last, query)) continue;
      const candidate = { ...stored, last: entry.last, partition: document.partition };
      if (after === null || comparePositions(candidate, after) > 0) found.push(candidate);
    }
    const page = found.sort(comparePositions).slice(0, query.limit);
    const end = page.at(-1);
    return {
      items: page.map(({ last: _, ...item }) => item),
      next: found.length > page.length && end !== undefined ? writePagePosition(end) : null,
    };
  }

  #documentOf(
    partition: Partition,
    change: Change<T>,
  ): { readonly document: JournalDocument; readonly expected: string | null } {
    const at = { collection: this.#shape.name, partition, id: change.id, revision: randomUUID() };
    if (change.op === 'remove') return { document: { ...at, value: null }, expected: change.revision };
    const value = writeDocument(this.#shape, change.value);
    // What an index cannot order is refused before anything is written.
    for (const index of Object.keys(this.#shape.indexes) as Index[]) {
      indexEntry(this.#shape, { index, value: change.value });
    }
    const expected = change.op === 'insert' ? null : change.revision;
    return { document: { ...at, value }, expected };
  }

  #stored({ id, revision, value }: JournalDocument): Stored<T> {
    return { id, revision, value: readDocument(this.#shape, value ?? 'null') };
  }
}

function isWithin(last: IndexValue, { from, to }: Pick<IndexQuery<string>, 'from' | 'to'>): boolean {
  return (from === undefined || compare(last, from) >= 0) && (to === undefined || compare(last, to) <= 0);
}

function comparePositions(left: PagePosition, right: PagePosition): number {
  return (
    compare(left.last, right.last) || compare(left.id, right.id) || compare(left.partition, right.partition)
  );
}

/** Numbers by size and before strings, strings by code unit. */
function compare(left: IndexValue, right: IndexValue): number {
  if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
