import type { ItemRef } from '@vmrkit/core';
import type { SyncPage } from '../client/ews-client.ts';

/** Messages told together that may wait: few, so that what comes meanwhile is soon told. */
const SMALL = 50;
const LARGE = 100;

interface Waiting {
  readonly id: string;
  readonly page: Page;
}

interface Page {
  readonly state: string;
  left: number;
}

/**
 * What was synced and not told yet, in two lanes: what goes first, and what may wait. A page's state becomes the cursor
 * once all of that page and of those before it was told, so that a restart loses nothing.
 */
export class InboxBacklog {
  readonly #isFirst: (item: SyncPage['items'][number]) => boolean;
  readonly #first: Waiting[] = [];
  readonly #later: Waiting[] = [];
  readonly #pages: Page[] = [];
  #cursor: string;

  constructor(cursor: string, isFirst: (item: SyncPage['items'][number]) => boolean) {
    this.#cursor = cursor;
    this.#isFirst = isFirst;
  }

  get isEmpty(): boolean {
    return this.#first.length + this.#later.length === 0;
  }

  /** Takes a page in; those of one folder come in order. */
  add({ items, state }: SyncPage): void {
    const page = { state, left: items.length };
    this.#pages.push(page);
    for (const item of items) (this.#isFirst(item) ? this.#first : this.#later).push({ id: item.id, page });
  }

  /** The next to be told, and the cursor that holds once they were dealt with. */
  take(): { readonly refs: readonly ItemRef[]; readonly cursor: string } {
    const taken = this.#first.length > 0 ? this.#first.splice(0, LARGE) : this.#later.splice(0, SMALL);
    for (const { page } of taken) page.left -= 1;
    while (this.#pages[0]?.left === 0) this.#cursor = this.#pages.shift()?.state ?? this.#cursor;
    return { refs: taken.map(({ id }) => ({ id })), cursor: this.#cursor };
  }
}
