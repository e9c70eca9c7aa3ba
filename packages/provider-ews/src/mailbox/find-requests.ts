import type { Reply } from '@vmrkit/core';
import type { EwsCallOptions, EwsClient, ItemAnswer } from '../client/ews-client.ts';
import { textOf } from '../soap/xml-tree.ts';
import { chunks } from './chunks.ts';
import { findAllItems } from './find-all-items.ts';
import { meetingBytes } from './meeting-bytes.ts';

/** Meetings asked for in one restriction. */
const BATCH = 20;
const LOOK_BATCH = 100;

/**
 * Requests of the inbox by their Message-ID, where their id says nothing here: the mailbox was reached by another protocol
 * before. By Message-ID; what is not there is left out.
 */
export async function findRequests(
  client: EwsClient,
  replies: readonly Reply[],
  options: EwsCallOptions,
): Promise<ReadonlyMap<string, ItemAnswer>> {
  const wanted = new Set(replies.map(({ messageId }) => messageId));
  const found = new Map<string, ItemAnswer>();
  for (const batch of chunks(replies, BATCH)) {
    const meetings = [...new Set(batch.map(({ identity }) => meetingBytes(identity)))];
    const ids = await findAllItems(client, { folder: 'inbox', meetings }, options);
    for (const some of chunks(ids, LOOK_BATCH)) {
      for (const answer of await client.getItems(some, 'facts', options)) {
        const messageId = answer.kind === 'item' ? textOf(answer.element, 'InternetMessageId')?.trim() : null;
        if (messageId && wanted.has(messageId)) found.set(messageId, answer);
      }
    }
  }
  return found;
}
