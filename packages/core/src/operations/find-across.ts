import { InvalidInputError } from '../errors/vmrkit-error.ts';
import type {
  DocumentCollection,
  IndexQuery,
  IndexValue,
  Page,
  Partition,
} from '../store/document-collection.ts';
import { readPagePosition } from '../store/store-usage.ts';

/** Most documents that are read at a time. */
const PAGE = 200;
/** Most documents that one page reads; it may then hold fewer than were asked for. */
const MOST_READ = 2_000;

/** One part of a list: what stands under these leading values of a partition. Null: of every partition. */
export interface ListPart {
  readonly partition: Partition | null;
  readonly equals: readonly IndexValue[];
}

/** A list over documents that were found along one index, part after part. */
export interface AcrossQuery<T, Kept extends Page<T>['items'][number], Index extends string>
  extends Pick<IndexQuery<Index>, 'index' | 'from' | 'to'> {
  /** The same in every page of a list. */
  readonly parts: readonly ListPart[];
  /** Which documents the list holds; left out: all. */
  readonly keep?: (found: Page<T>['items'][number]) => found is Kept;
  /** Most of a page. */
  readonly limit: number;
  /** `next` of the page before; null: the first. */
  readonly cursor: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** A page of such a list. */
export interface AcrossPage<Kept> {
  readonly items: readonly Kept[];
  /** Opaque; null when nothing follows. A page may hold fewer than were asked for before that. */
  readonly next: string | null;
}

/** Reads a page of a list. Rejects with InvalidInputError `ERR_LIST_CURSOR`, and as the store does. */
export async function findAcross<T, Kept extends Page<T>['items'][number], Index extends string>(
  documents: DocumentCollection<T, Index>,
  query: AcrossQuery<T, Kept, Index>,
): Promise<AcrossPage<Kept>> {
  const { parts, keep, limit, cursor, signal, index, from, to } = query;
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  let { place, after } = positionOf(cursor, parts.length);
  const items: Kept[] = [];
  for (let read = 0; place < parts.length; ) {
    signal?.throwIfAborted();
    if (items.length >= limit || read >= MOST_READ) return { items, next: cursorOf(place, after) };
    const { partition = null, equals = [] } = parts[place] ?? {};
    const narrowed = { index, equals, ...range, ...(after === '' ? {} : { after }) };
    const find = (most: number): Promise<Page<T>> => documents.find(partition, { ...narrowed, limit: most });
    const room = limit - items.length;
    const page = await find(keep === undefined ? Math.min(PAGE, room) : PAGE);
    const kept = page.items.flatMap((found, at) =>
      keep === undefined || keep(found) ? [{ found: found as Kept, at }] : [],
    );
    items.push(...kept.slice(0, room).map(({ found }) => found));
    read += page.items.length;
    const last = kept[room - 1];
    const isFull = last !== undefined && last.at < page.items.length - 1;
    // The list goes on behind the last one that it shows, which only the store can name.
    const { next } = isFull ? await find(last.at + 1) : page;
    if (next === null) place += 1;
    after = next ?? '';
  }
  return { items, next: null };
}

function cursorOf(place: number, after: string): string {
  return Buffer.from(JSON.stringify([place, after])).toString('base64url');
}

function positionOf(
  cursor: string | null,
  places: number,
): { readonly place: number; readonly after: string } {
  if (cursor === null) return { place: 0, after: '' };
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const [place, after]: unknown[] = Array.isArray(position) ? position : [];
    if (typeof after === 'string' && typeof place === 'number' && Number.isInteger(place)) {
      if (after !== '') readPagePosition(after);
      if (place >= 0 && place < places) return { place, after };
    }
  } catch {
    // Told of below, like any other text that is no cursor.
  }
  throw new InvalidInputError('This is not the cursor of an earlier page of the same list.', {
    code: 'ERR_LIST_CURSOR',
  });
}
