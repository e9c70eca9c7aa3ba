import type { Clock } from '@vmrkit/core';
import type { EwsItemId } from '../client/ews-client.ts';
import { itemIdOf } from '../client/item-properties.ts';
import type { XmlElement } from '../soap/xml-tree.ts';
import { isAnswered } from './is-answered.ts';

/** So long what was read is taken for what stands. */
const FRESH_MS = 10_000;
/** More than are answered in that time. */
const MOST = 2_000;

/**
 * Requests as they were just read: an answer that follows at once need not look at its request again. Each is given
 * out once, so what did not go out is looked at before it is tried again.
 */
export class FreshRequests {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #read = new Map<string, { readonly request: EwsItemId; readonly atMs: number }>();

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** An item was read just now; kept when it is a request that waits for an answer. */
  note(item: XmlElement): void {
    const request = item.name === 'MeetingRequest' && !isAnswered(item) ? itemIdOf(item) : null;
    if (!request) return;
    this.#read.delete(request.id);
    this.#read.set(request.id, { request, atMs: this.#clock.monotonicMs() });
    const [oldest] = this.#read.keys();
    if (this.#read.size > MOST && oldest !== undefined) this.#read.delete(oldest);
  }

  /** The request as it was read a moment ago; null when that is too long ago, or was asked for before. */
  take(id: string): EwsItemId | null {
    const known = this.#read.get(id);
    this.#read.delete(id);
    return known && this.#clock.monotonicMs() - known.atMs <= FRESH_MS ? known.request : null;
  }
}
