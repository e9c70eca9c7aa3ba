import type { ItemRef, ReadResult } from '@vmrkit/core';
import type { EwsCallOptions, EwsClient, ItemAnswer } from '../client/ews-client.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import { meaningOf } from '../errors/response-codes.ts';
import { readItems } from './read-items.ts';
import { toMailboxMessage } from './to-mailbox-message.ts';

/** Reads messages; results in the order asked. */
export async function readMessages(
  client: EwsClient,
  refs: readonly ItemRef[],
  options: EwsCallOptions,
): Promise<readonly ReadResult[]> {
  const ids = refs.map(({ id }) => id);
  const answers = await readItems(client, ids, { ...options, shape: 'message' });
  const denied = answers.every(
    (answer) => answer.kind === 'refused' && meaningOf(answer.code) === 'not-allowed',
  );
  if (denied && answers[0]?.kind === 'refused') {
    throw new EwsFailure('response', { maySent: false, responseCode: answers[0].code });
  }
  return refs.map((ref, place) => toResult(answers[place], ref));
}

function toResult(answer: ItemAnswer | undefined, ref: ItemRef): ReadResult {
  if (answer?.kind === 'item') return toMailboxMessage(answer.element, ref);
  const code = answer?.code ?? 'ErrorInternalServerError';
  const meaning = meaningOf(code);
  if (meaning === 'gone') return { kind: 'gone' };
  if (meaning === 'throttled') throw new EwsFailure('throttled', { maySent: false, responseCode: code });
  return { kind: 'unreadable', reason: code };
}
