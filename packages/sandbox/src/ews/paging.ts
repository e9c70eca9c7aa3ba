import { ResponseCodeError } from './response-code-error.ts';
import { readInteger } from './schema-fault.ts';
import type { XmlNode } from './xml-node.ts';

/** A page of all that was found. */
export interface Page<T> {
  readonly page: readonly T[];
  /** The offset of the page that follows. */
  readonly next: number;
  readonly isLast: boolean;
}

/** The size of a page, which a view may lower. Throws ErrorInvalidPagingMaxRows. */
export function readPageSize(view: XmlNode | null, limit: number): number {
  const wanted = readInteger(view, 'MaxEntriesReturned') ?? limit;
  if (wanted < 1) throw new ResponseCodeError('ErrorInvalidPagingMaxRows', 'A page needs room for one item.');
  return Math.min(wanted, limit);
}

/** The part of all that an indexed view asks for. Throws ErrorInvalidIndexedPagingParameters. */
export function pageOf<T>(all: readonly T[], view: XmlNode | null, limit: number): Page<T> {
  const size = readPageSize(view, limit);
  const offset = readInteger(view, 'Offset') ?? 0;
  if (offset < 0) {
    throw new ResponseCodeError('ErrorInvalidIndexedPagingParameters', 'The offset is negative.');
  }
  const fromEnd = view?.attributes.BasePoint === 'End';
  const begin = fromEnd ? Math.max(0, all.length - offset - size) : offset;
  const page = all.slice(begin, fromEnd ? Math.max(0, all.length - offset) : begin + size);
  const next = offset + page.length;
  return { page, next, isLast: next >= all.length };
}
