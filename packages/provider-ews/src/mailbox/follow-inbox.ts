import type { ChangeBatch, Clock, SenderHint } from '@vmrkit/core';
import type { EwsClient, SyncPage } from '../client/ews-client.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import { isCursorLost } from '../errors/response-codes.ts';
import type { InboxWatch } from '../streaming/inbox-watch.ts';
import { InboxBacklog } from './inbox-backlog.ts';

/** How an inbox is followed. */
export interface FollowInboxOptions {
  /** Whose mail is told first where much came at once; in order without it. */
  readonly first?: ((sender: SenderHint) => boolean) | undefined;
  readonly clock: Clock;
  readonly watch: InboxWatch;
  readonly signal: AbortSignal;
  /** Longest time between two syncs while a stream tells of news. */
  readonly syncIntervalMs: number;
  /** The same while none does. */
  readonly syncWithoutStreamMs: number;
}

/** Messages a batch; as many as `read` takes. */
const BATCH = 100;
/** Changes a sync, where they are looked over before they are told. */
const LOOK_AHEAD = 500;
/** Messages that wait in memory at most. */
const BACKLOG = 50_000;
const GATHER_MS = 25;

/** Syncs by cursor, at once when the stream tells of something and at the latest after the interval. */
export async function* followInbox(
  client: EwsClient,
  cursor: string | null,
  options: FollowInboxOptions,
): AsyncIterable<ChangeBatch> {
  const { clock, watch, signal } = options;
  let state = cursor;
  let replayed = false;
  let looked = false;
  let moved = false;
  while (!signal.aborted) {
    let page: SyncPage;
    try {
      page = await client.syncInbox(state, BATCH, { signal });
    } catch (error) {
      if (signal.aborted) return;
      if (state === null || !isLost(error)) throw error;
      state = null;
      replayed = true;
      continue;
    }
    if (!page.last && state !== null && !replayed && options.first !== undefined) {
      state = yield* tellByLanes(client, page, { ...options, first: options.first, state });
      moved = true;
      continue;
    }
    moved ||= page.state !== state;
    state = page.state;
    // What came may stand on the next page; the first look is told of also when nothing did.
    if (page.items.length > 0 || (page.last && (moved || !looked))) {
      moved = false;
      yield { refs: page.items.map(({ id }) => ({ id })), cursor: page.state, replayed };
    }
    looked = true;
    if (!page.last) continue;
    replayed = false;
    const longest = watch.live ? options.syncIntervalMs : options.syncWithoutStreamMs;
    await watch.wait(longest, { clock, gatherMs: GATHER_MS, signal });
  }
}

/**
 * Very much came at once: all of it is looked over, those that go first are told, then the others in small batches with
 * a look for news before each. Gives the state from which to go on. A lost state rejects; the pages told so far stand.
 */
async function* tellByLanes(
  client: EwsClient,
  page: SyncPage,
  {
    first,
    state: begun,
    signal,
  }: FollowInboxOptions & {
    readonly first: NonNullable<FollowInboxOptions['first']>;
    readonly state: string;
  },
): AsyncGenerator<ChangeBatch, string, undefined> {
  const backlog = new InboxBacklog(begun, ({ sender }) => first(sender));
  backlog.add(page);
  let { state, last } = page;
  let size = page.items.length;
  while (!signal.aborted) {
    while (!last && size < BACKLOG) {
      const next = await client.syncInbox(state, LOOK_AHEAD, { signal });
      backlog.add(next);
      ({ state, last } = next);
      size += next.items.length;
    }
    if (backlog.isEmpty) return state;
    const { refs, cursor } = backlog.take();
    size -= refs.length;
    yield { refs, cursor, replayed: false };
    last = false;
  }
  return state;
}

function isLost(error: unknown): boolean {
  return error instanceof EwsFailure && error.kind === 'response' && isCursorLost(error.reason);
}
