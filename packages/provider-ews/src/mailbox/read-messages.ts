import type { ItemRef, ReadResult } from '@vmrkit/core';
import type { EwsCallOptions, EwsClient, ItemAnswer } from '../client/ews-client.ts';
import { peopleOf } from '../client/person.ts';
import { EwsFailure } from '../errors/ews-failure.ts';
import { meaningOf } from '../errors/response-codes.ts';
import { type FindPeopleOptions, findPeople } from './find-people.ts';
import type { FreshRequests } from './fresh-requests.ts';
import { readItems } from './read-items.ts';
import { toMailboxMessage } from './to-mailbox-message.ts';

/** What messages are read with. */
export interface ReadMessagesOptions extends FindPeopleOptions {
  readonly fresh: FreshRequests;
}

/** Reads messages; results in the order asked. */
export async function readMessages(
  client: EwsClient,
  refs: readonly ItemRef[],
  { directory, fresh, ...options }: ReadMessagesOptions,
): Promise<readonly ReadResult[]> {
  const ids = refs.map(({ id }) => id);
  const answers = await readMessageItems(client, ids, options);
  const denied = answers.every(
    (answer) => answer.kind === 'refused' && meaningOf(answer.code) === 'not-allowed',
  );
  if (denied && answers[0]?.kind === 'refused') {
    throw new EwsFailure('response', { maySent: false, responseCode: answers[0].code });
  }
  const items = answers.flatMap((answer) => (answer.kind === 'item' ? [answer.element] : []));
  for (const item of items) fresh.note(item);
  // Nobody is looked up for mail that is about no meeting.
  const meetings = items.filter(({ name }) => name !== 'Message');
  const found = await findPeople(client, meetings, { ...options, directory });
  const people = new Map(meetings.map((item, place) => [item, found[place]]));
  return refs.map((ref, place) => {
    const answer = answers[place];
    if (answer?.kind !== 'item') return refused(answer?.code ?? 'ErrorInternalServerError');
    const { element, bodyUnreadable = false } = answer;
    return toMailboxMessage(element, {
      ref,
      people: people.get(element) ?? peopleOf(element, element),
      bodyUnreadable,
    });
  });
}

/** An item with its body, or without one that the server cannot convert. */
type MessageAnswer = ItemAnswer & { readonly bodyUnreadable?: boolean };

async function readMessageItems(
  client: EwsClient,
  ids: readonly string[],
  options: EwsCallOptions,
): Promise<readonly MessageAnswer[]> {
  const answers = await readItems(client, ids, { ...options, shape: 'message' });
  const spoiled = ids.filter((_, place) => isSpoiled(answers[place]));
  if (spoiled.length === 0) return answers;
  const bare = await readItems(client, spoiled, { ...options, shape: 'message-without-body' });
  const byId = new Map(spoiled.map((id, place) => [id, bare[place]]));
  return ids.flatMap((id, place): readonly MessageAnswer[] => {
    const answer = answers[place];
    const other = byId.get(id);
    if (other !== undefined) return [{ ...other, bodyUnreadable: true }];
    return answer === undefined ? [] : [answer];
  });
}

function isSpoiled(answer: ItemAnswer | undefined): boolean {
  return answer?.kind === 'refused' && meaningOf(answer.code) === 'body-unreadable';
}

function refused(code: string): ReadResult {
  const meaning = meaningOf(code);
  if (meaning === 'gone') return { kind: 'gone' };
  if (meaning === 'throttled') throw new EwsFailure('throttled', { maySent: false, responseCode: code });
  return { kind: 'unreadable', reason: code };
}
