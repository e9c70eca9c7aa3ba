import type { ItemRef, ReadResult } from '@vmrkit/core';
import type { EwsCallOptions, EwsClient, ItemAnswer } from '../client/ews-client.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import { meaningOf } from '../errors/response-codes.ts';
import { chunks } from './chunks.ts';
import { toMailboxMessage } from './to-mailbox-message.ts';

/** Items a call: the documented advice (page mailbox-synchronization-and-ews-in-exchange). */
const BATCH = 10;

/** Reads messages. A batch that one of its messages spoils is taken apart and read singly. */
export async function readMessages(
  client: EwsClient,
  refs: readonly ItemRef[],
  options: EwsCallOptions,
): Promise<readonly ReadResult[]> {
  const batches = await Promise.all(chunks(refs, BATCH).map((batch) => readBatch(client, batch, options)));
  return batches.flat();
}

async function readBatch(
  client: EwsClient,
  refs: readonly ItemRef[],
  options: EwsCallOptions,
): Promise<readonly ReadResult[]> {
  try {
    const answers = await client.getItems(
      refs.map((ref) => ref.id),
      'message',
      options,
    );
    return refs.map((ref, place) => toResult(answers[place], ref));
  } catch (error) {
    if (!(error instanceof EwsFailure) || !isOfItems(error)) throw error;
    if (refs.length === 1) return [{ kind: 'unreadable', reason: error.reason }];
    const singles = await Promise.all(refs.map((ref) => readBatch(client, [ref], options)));
    return singles.flat();
  }
}

/** Whether what was asked for may be why the call failed, and not the way to the server. */
function isOfItems(failure: EwsFailure): boolean {
  if (failure.kind === 'malformed' || failure.kind === 'too-large') return true;
  if (failure.kind !== 'response') return false;
  return !['not-allowed', 'no-mailbox'].includes(meaningOf(failure.reason));
}

function toResult(answer: ItemAnswer | undefined, ref: ItemRef): ReadResult {
  if (answer?.kind === 'item') return toMailboxMessage(answer.element, ref);
  const code = answer?.code ?? 'ErrorInternalServerError';
  const meaning = meaningOf(code);
  if (meaning === 'gone') return { kind: 'gone' };
  if (meaning === 'throttled') throw new EwsFailure('throttled', { maySent: false, responseCode: code });
  if (meaning === 'not-allowed') throw new EwsFailure('response', { maySent: false, responseCode: code });
  return { kind: 'unreadable', reason: code };
}
