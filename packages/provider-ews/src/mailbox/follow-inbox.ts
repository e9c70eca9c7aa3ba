import type { ChangeBatch, Clock } from '@vmrkit/core';
import type { EwsClient, SyncPage } from '../client/ews-client.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import { isCursorLost } from '../errors/response-codes.ts';
import type { InboxWatch } from '../streaming/inbox-watch.ts';

/** How an inbox is followed. */
export interface FollowOptions {
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
const GATHER_MS = 25;

/** Syncs by cursor, at once when the stream tells of something and at the latest after the interval. */
export async function* followInbox(
  client: EwsClient,
  cursor: string | null,
  options: FollowOptions,
): AsyncIterable<ChangeBatch> {
  const { clock, watch, signal } = options;
  let state = cursor;
  let replayed = false;
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
    const moved = page.state !== state;
    state = page.state;
    if (page.ids.length > 0 || moved) {
      yield { refs: page.ids.map((id) => ({ id })), cursor: page.state, replayed };
    }
    if (!page.last) continue;
    replayed = false;
    const longest = watch.live ? options.syncIntervalMs : options.syncWithoutStreamMs;
    await watch.wait(longest, { clock, gatherMs: GATHER_MS, signal });
  }
}

function isLost(error: unknown): boolean {
  return error instanceof EwsFailure && error.kind === 'response' && isCursorLost(error.reason);
}
