import type { EwsCallOptions, EwsClient, ItemAnswer, ItemShape } from '../client/ews-client.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import { meaningOf } from '../errors/response-codes.ts';
import { chunks } from './chunks.ts';

/** Items a call: the documented advice (page mailbox-synchronization-and-ews-in-exchange). */
const BATCH = 10;

/**
 * Reads items with their bodies, in batches side by side; answers in order. A batch that one of its items spoils is
 * taken apart and read singly.
 */
export async function readItems(
  client: EwsClient,
  ids: readonly string[],
  options: EwsCallOptions & { readonly shape: ItemShape },
): Promise<readonly ItemAnswer[]> {
  const batches = await Promise.all(chunks(ids, BATCH).map((batch) => readBatch(client, batch, options)));
  return batches.flat();
}

async function readBatch(
  client: EwsClient,
  ids: readonly string[],
  { shape, ...options }: EwsCallOptions & { readonly shape: ItemShape },
): Promise<readonly ItemAnswer[]> {
  try {
    return await client.getItems(ids, shape, options);
  } catch (error) {
    if (!(error instanceof EwsFailure) || !isOfItems(error)) throw error;
    if (ids.length === 1) return [{ kind: 'refused', code: error.reason }];
    const singles = await Promise.all(ids.map((id) => readBatch(client, [id], { shape, ...options })));
    return singles.flat();
  }
}

/** Whether what was asked for may be why the call failed, and not the way to the server. */
function isOfItems(failure: EwsFailure): boolean {
  if (failure.kind === 'malformed' || failure.kind === 'too-large') return true;
  if (failure.kind !== 'response') return false;
  return !['not-allowed', 'no-mailbox'].includes(meaningOf(failure.reason));
}
