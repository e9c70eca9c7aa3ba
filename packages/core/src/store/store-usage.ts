import { InvalidInputError } from '../errors/vmrkit-error.ts';
import type { Change, CollectionShape, IndexQuery, IndexValue, Partition } from './document-collection.ts';

/** Most documents that one page of a search holds. */
const MOST_PER_PAGE = 1_000;

/** For store adapters: throws `ERR_STORE_USAGE` when two changes name one document. */
export function checkChanges(changes: readonly Change<unknown>[]): void {
  const ids = new Set<string>();
  for (const { id } of changes) {
    if (ids.has(id)) throw usage('One call changes one document twice.');
    ids.add(id);
  }
}

/** For store adapters: throws `ERR_STORE_USAGE` on an unknown index, a limit out of bounds or a value that has no order. */
export function checkQuery(shape: CollectionShape<never>, query: IndexQuery<string>): void {
  if (!Object.hasOwn(shape.indexes, query.index)) throw usage('The collection has no such index.');
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MOST_PER_PAGE) {
    throw usage(`A page holds 1 to ${MOST_PER_PAGE} documents.`);
  }
  for (const value of [...query.equals, query.from ?? 0, query.to ?? 0]) checkIndexValue(value);
}

/** Where a document stands in one index. */
export interface IndexEntry {
  /** JSON text of the leading values: equal exactly when they are. One, or in an index of terms one for each. */
  readonly leading: readonly string[];
  /** The value that orders. */
  readonly last: IndexValue;
}

/** For store adapters: where `value` stands in the named index; null when it does not. Throws `ERR_STORE_USAGE`. */
export function indexEntry<T, Index extends string>(
  shape: CollectionShape<T, Index>,
  named: { readonly index: Index; readonly value: T },
): IndexEntry | null {
  const values = shape.indexes[named.index](named.value);
  if (values === null) return null;
  const hasTerms = 'terms' in values;
  if (hasTerms !== (shape.termIndexes ?? []).includes(named.index)) {
    throw usage('Terms are for the indexes that are declared for them.');
  }
  if (hasTerms) {
    const { terms, last } = values;
    for (const each of [...terms, last]) checkIndexValue(each);
    return terms.length === 0
      ? null
      : { leading: [...new Set(terms)].map((term) => leadingText([term])), last };
  }
  const last = values.at(-1);
  if (last === undefined) throw usage('An index needs at least the value that orders.');
  for (const each of values) checkIndexValue(each);
  return { leading: [leadingText(values.slice(0, -1))], last };
}

/** For store adapters: the form in which leading values are compared, as in {@link IndexEntry.leading}. */
export function leadingText(values: readonly IndexValue[]): string {
  return JSON.stringify(values);
}

/** After which document a page begins. */
export interface PagePosition {
  readonly last: IndexValue;
  readonly id: string;
  readonly partition: Partition;
}

/** For store adapters: a position as the opaque text of `Page.next`. */
export function writePagePosition({ last, id, partition }: PagePosition): string {
  return encodeURIComponent(JSON.stringify([last, id, partition]));
}

/** For store adapters: reads {@link writePagePosition}'s text. Throws `ERR_STORE_USAGE` for anything else. */
export function readPagePosition(after: string): PagePosition {
  let position: unknown;
  try {
    position = JSON.parse(decodeURIComponent(after));
  } catch (cause) {
    throw usage('Not the end of an earlier page.', cause);
  }
  if (!Array.isArray(position)) throw usage('Not the end of an earlier page.');
  const [last, id, partition]: unknown[] = position;
  if (
    (typeof last !== 'string' && typeof last !== 'number') ||
    typeof id !== 'string' ||
    typeof partition !== 'string'
  ) {
    throw usage('Not the end of an earlier page.');
  }
  return { last, id, partition };
}

function checkIndexValue(value: unknown): void {
  if (typeof value !== 'string' && !Number.isFinite(value)) {
    throw usage('An index value is a string or a finite number.');
  }
}

function usage(message: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(message, { code: 'ERR_STORE_USAGE', cause });
}
