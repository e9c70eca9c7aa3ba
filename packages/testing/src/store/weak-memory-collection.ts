import {
  type Change,
  type ChangeResult,
  type CollectionShape,
  type DocumentCollection,
  type IndexQuery,
  type IndexValue,
  type Page,
  type Partition,
  type Random,
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
import type { Gate, MemoryDocument, MemoryDocuments } from './memory-documents.ts';

/** What a collection shares with its database. */
export interface WeakMemoryCollectionOptions {
  readonly documents: MemoryDocuments;
  readonly gate: Gate;
  readonly random: Random | undefined;
}

interface Candidate extends PagePosition {
  readonly document: MemoryDocument;
}

/** A collection of {@link createWeakMemoryDatabase}. */
export class WeakMemoryCollection<T, Index extends string> implements DocumentCollection<T, Index> {
  readonly #shape: CollectionShape<T, Index>;
  readonly #documents: MemoryDocuments;
  readonly #byKey: Map<string, MemoryDocument>;
  readonly #gate: Gate;
  readonly #random: Random | undefined;
  /** What each document's text holds, frozen through and through. */
  readonly #values = new WeakMap<MemoryDocument, T>();

  constructor(shape: CollectionShape<T, Index>, { documents, gate, random }: WeakMemoryCollectionOptions) {
    this.#shape = shape;
    this.#documents = documents;
    this.#gate = gate;
    this.#random = random;
    this.#byKey = documents.collections.get(shape.name) ?? new Map();
    documents.collections.set(shape.name, this.#byKey);
  }

  async load(partition: Partition, ids: readonly string[]): Promise<readonly (Stored<T> | null)[]> {
    const found: (Stored<T> | null)[] = [];
    for (const id of ids) {
      await this.#gate(this.#access('read', partition, id), () => {
        const document = this.#byKey.get(keyOf(partition, id));
        found.push(document === undefined ? null : this.#stored(document));
      });
    }
    return found;
  }

  async commit(partition: Partition, changes: readonly Change<T>[]): Promise<readonly ChangeResult[]> {
    checkChanges(changes);
    const prepared = changes.map((change, at) => ({
      at,
      change,
      text: change.op === 'remove' ? '' : this.#textOf(change.value),
    }));
    const results: ChangeResult[] = [];
    for (const { at, change, text } of shuffled(prepared, this.#random)) {
      await this.#gate(this.#access('write', partition, change.id), () => {
        results[at] = this.#apply(partition, change, text);
      });
    }
    return results;
  }

  async find(partition: Partition | null, query: IndexQuery<Index>): Promise<Page<T>> {
    checkQuery(this.#shape, query);
    const candidates = this.#candidates(partition, query);
    const page = candidates.slice(0, query.limit);
    const items: (Stored<T> & { readonly partition: Partition })[] = [];
    for (const { document } of page) {
      await this.#gate(this.#access('read', document.partition, document.id), () => {
        // A document that moved meanwhile may be missed, and would otherwise stand out of order.
        if (this.#byKey.get(keyOf(document.partition, document.id)) === document) {
          items.push({ ...this.#stored(document), partition: document.partition });
        }
      });
    }
    const end = page.at(-1);
    return { items, next: candidates.length > page.length && end ? writePagePosition(end) : null };
  }

  #apply(partition: Partition, change: Change<T>, text: string): ChangeResult {
    const key = keyOf(partition, change.id);
    const revision = this.#byKey.get(key)?.revision;
    const holds = change.op === 'insert' ? revision === undefined : revision === change.revision;
    if (!holds) return { ok: false };
    if (change.op === 'remove') {
      this.#byKey.delete(key);
      return { ok: true, revision: null };
    }
    this.#documents.revisions += 1;
    const next = `r${this.#documents.revisions}`;
    this.#byKey.set(key, { partition, id: change.id, revision: next, text });
    return { ok: true, revision: next };
  }

  #candidates(partition: Partition | null, query: IndexQuery<Index>): Candidate[] {
    const leading = leadingText(query.equals);
    const after = query.after === undefined ? null : readPagePosition(query.after);
    const candidates: Candidate[] = [];
    for (const document of this.#byKey.values()) {
      if (partition !== null && document.partition !== partition) continue;
      const entry = indexEntry(this.#shape, { index: query.index, value: this.#valueOf(document) });
      if (entry === null || !entry.leading.includes(leading)) continue;
      if (query.from !== undefined && compareValues(entry.last, query.from) < 0) continue;
      if (query.to !== undefined && compareValues(entry.last, query.to) > 0) continue;
      const candidate = { last: entry.last, id: document.id, partition: document.partition, document };
      if (after === null || comparePositions(candidate, after) > 0) candidates.push(candidate);
    }
    return candidates.sort(comparePositions);
  }

  #textOf(value: T): string {
    const text = writeDocument(this.#shape, value);
    for (const index of Object.keys(this.#shape.indexes) as Index[])
      indexEntry(this.#shape, { index, value });
    return text;
  }

  #valueOf(document: MemoryDocument): T {
    const known = this.#values.get(document);
    if (known !== undefined) return known;
    const value = deepFreeze(readDocument(this.#shape, document.text));
    this.#values.set(document, value);
    return value;
  }

  #stored(document: MemoryDocument): Stored<T> {
    return { id: document.id, revision: document.revision, value: this.#valueOf(document) };
  }

  #access(kind: 'read' | 'write', partition: Partition, id: string) {
    return { kind, collection: this.#shape.name, partition, id } as const;
  }
}

function keyOf(partition: Partition, id: string): string {
  return JSON.stringify([partition, id]);
}

function comparePositions(left: PagePosition, right: PagePosition): number {
  return (
    compareValues(left.last, right.last) ||
    compareValues(left.id, right.id) ||
    compareValues(left.partition, right.partition)
  );
}

/** Numbers by size and before strings, strings by code unit. */
function compareValues(left: IndexValue, right: IndexValue): number {
  if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) deepFreeze(each);
    Object.freeze(value);
  }
  return value;
}

function shuffled<Item>(items: readonly Item[], random: Random | undefined): readonly Item[] {
  if (random === undefined) return items;
  const rest = [...items];
  const order: Item[] = [];
  while (rest.length > 0) {
    const at = ((random.bytes(1)[0] ?? 0) * rest.length) >> 8;
    order.push(...rest.splice(at, 1));
  }
  return order;
}
