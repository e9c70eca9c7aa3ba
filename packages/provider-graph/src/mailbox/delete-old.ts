import { type DeletionFilter, type DeletionProgress, formatInstant, type Instant } from '@vmrkit/core';
import type { GraphCall, GraphCallOptions } from '../client/graph-client.ts';
import { meaningOf } from '../errors/error-meaning.ts';
import { isSeries, lastEndOf } from './accepted-meetings.ts';
import { type GraphEvent, messageSchema } from './entities.ts';
import type { MailboxContext } from './mailbox-context.ts';
import { intervalOf, zoneOf } from './times.ts';
import { EVENT_FACTS, eventQuery, parsedEvents } from './view-calendar.ts';

const PAGE = 100;

/** What is deleted, and by whose leave. */
export interface DeleteOldOptions extends GraphCallOptions {
  readonly before: Instant;
  readonly filter: DeletionFilter;
}

interface OldItem {
  readonly id: string;
  readonly messageId: string;
  readonly path: string;
}

/** Inbox items received before the limit. */
export function deleteOldMail(
  { client }: MailboxContext,
  { before, filter, ...options }: DeleteOldOptions,
): AsyncIterable<DeletionProgress> {
  const query = [
    `$filter=${encodeURIComponent(`receivedDateTime lt ${formatInstant(before)}`)}`,
    '$orderby=receivedDateTime&$select=id,internetMessageId',
  ].join('&');
  const pages = listed(async (skip) => {
    const path = `${client.user}/mailFolders/inbox/messages?${query}&$top=${PAGE}&$skip=${skip}`;
    const { value } = await client.page(path, options);
    const items = value.flatMap((entry): readonly OldItem[] => {
      const message = messageSchema.safeParse(entry);
      if (!message.success) return [];
      const { id, internetMessageId } = message.data;
      const messageId = internetMessageId?.trim() || `item:${id}`;
      return [{ id, messageId, path: `${client.user}/messages/${encodeURIComponent(id)}` }];
    });
    return { items, length: value.length };
  });
  return deleteOld(pages, { client, filter, twice: true, ...options });
}

/** Calendar items that ended before the limit: a series with its last instance. */
export function deleteOldMeetings(
  context: MailboxContext,
  { before, filter, ...options }: DeleteOldOptions,
): AsyncIterable<DeletionProgress> {
  const { client } = context;
  const pages = listed(async (skip) => {
    const { value } = await client.page(
      `${client.user}/events?$orderby=start/dateTime&${eventQuery(EVENT_FACTS, PAGE)}&$skip=${skip}`,
      options,
    );
    const items: OldItem[] = [];
    for (const event of parsedEvents(value)) {
      if (!(await isOver(context, event, { before, options }))) continue;
      const path = `${client.user}/events/${encodeURIComponent(event.id)}`;
      items.push({ id: event.id, messageId: `item:${event.id}`, path });
    }
    return { items, length: value.length };
  });
  return deleteOld(pages, { client, filter, twice: false, ...options });
}

async function isOver(
  context: MailboxContext,
  event: GraphEvent,
  { before, options }: { readonly before: Instant; readonly options: GraphCallOptions },
): Promise<boolean> {
  const zone = zoneOf(event, null);
  const interval = intervalOf(event, { zone });
  if (!interval || interval.end >= before) return false;
  if (!isSeries(event)) return true;
  const end = await lastEndOf(context, event, { interval, zone: zone.iana, options });
  return end !== null && end < before;
}

interface Listing {
  readonly items: readonly OldItem[];
  /** Entries of the page, old or not. */
  readonly length: number;
}

/** Pages of a list from which items go while it is read: what went moves the next page's place back. */
async function* listed(
  page: (skip: number) => Promise<Listing>,
): AsyncGenerator<Listing & { readonly last: boolean }, void, number | undefined> {
  for (let skip = 0, last = false; !last; ) {
    const listing = await page(skip);
    last = listing.length < PAGE;
    const gone = (yield { ...listing, last }) ?? 0;
    skip += listing.length - gone;
  }
}

async function* deleteOld(
  pages: AsyncGenerator<Listing & { readonly last: boolean }, void, number | undefined>,
  {
    client,
    filter,
    twice,
    ...options
  }: Pick<MailboxContext, 'client'> &
    GraphCallOptions &
    Pick<DeleteOldOptions, 'filter'> & { readonly twice: boolean },
): AsyncIterable<DeletionProgress> {
  let deleted = 0;
  let kept = 0;
  for (let next = await pages.next(); !next.done; ) {
    const { items, last } = next.value;
    const asked = items.map(({ id, messageId }) => ({ ref: { id }, messageId }));
    const leave = items.length === 0 ? [] : await filter(asked);
    const going = items.filter((_, place) => leave[place] === true);
    const calls = going.map(({ path }): GraphCall => ({ method: 'DELETE', path }));
    const outcomes = calls.length === 0 ? [] : await client.batch(calls, options);
    // The first deletion moves a message into Deleted Items, under the same id.
    if (twice && calls.length > 0) await client.batch(calls, options);
    let gone = 0;
    for (const outcome of outcomes) {
      if (outcome.ok || meaningOf(outcome.failure) === 'gone') gone += 1;
      else if (outcome.failure.kind !== 'response') throw outcome.failure;
    }
    deleted += gone;
    kept += items.length - going.length;
    yield { deleted, kept, done: last };
    next = await pages.next(gone);
  }
}
