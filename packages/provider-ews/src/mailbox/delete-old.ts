import type { DeletionFilter, DeletionProgress, Instant } from '@vmrkit/core';
import type { EwsCallOptions, EwsClient, FindQuery } from '../client/ews-client.ts';
import { messageIdOf } from '../client/item-properties.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import { meaningOf } from '../errors/response-codes.ts';
import type { XmlElement } from '../soap/xml-tree.ts';
import { lastEndOf } from './accepted-meetings.ts';

const PAGE = 100;

/** What is deleted, and by whose leave. */
export interface DeleteOldOptions extends EwsCallOptions {
  readonly before: Instant;
  readonly filter: DeletionFilter;
}

/** Inbox items received before the limit. */
export function deleteOldMail(client: EwsClient, options: DeleteOldOptions): AsyncIterable<DeletionProgress> {
  const query = { folder: 'inbox', receivedBefore: options.before } as const;
  return deleteOld(client, { ...options, query, isOld: () => true });
}

/** Calendar items that ended before the limit: a series with its last instance. */
export function deleteOldMeetings(
  client: EwsClient,
  options: DeleteOldOptions,
): AsyncIterable<DeletionProgress> {
  const query = { folder: 'calendar', startsBefore: options.before } as const;
  const isOld = (item: XmlElement): boolean => {
    const end = lastEndOf(item);
    return end !== null && end < options.before;
  };
  return deleteOld(client, { ...options, query, isOld });
}

/** Goes through the pages; what stays moves the offset on, what goes does not. */
async function* deleteOld(
  client: EwsClient,
  {
    filter,
    query,
    isOld,
    before: _,
    ...options
  }: DeleteOldOptions & {
    readonly query: Pick<FindQuery, 'folder' | 'receivedBefore' | 'startsBefore'>;
    readonly isOld: (item: XmlElement) => boolean;
  },
): AsyncIterable<DeletionProgress> {
  let deleted = 0;
  let kept = 0;
  for (let offset = 0, last = false; !last; ) {
    const page = await client.findItems({ ...query, offset, limit: PAGE }, options);
    last = page.last || page.ids.length === 0;
    const facts = await client.getItems(page.ids, 'facts', options);
    const old = page.ids.flatMap((id, place) => {
      const answer = facts[place];
      if (answer?.kind !== 'item' || !isOld(answer.element)) return [];
      return [{ ref: { id }, messageId: messageIdOf(answer.element, id) }];
    });
    const leave = old.length === 0 ? [] : await filter(old);
    const going = old.filter((_item, place) => leave[place] === true).map((item) => item.ref.id);
    const codes = await client.deleteItems(going, options);
    const gone = codes.filter((code) => code === 'NoError' || meaningOf(code) === 'gone').length;
    const busy = codes.find((code) => meaningOf(code) === 'throttled');
    if (busy !== undefined) throw new EwsFailure('throttled', { maySent: false, responseCode: busy });
    deleted += gone;
    kept += old.length - going.length;
    offset += page.ids.length - gone;
    yield { deleted, kept, done: last };
  }
}
