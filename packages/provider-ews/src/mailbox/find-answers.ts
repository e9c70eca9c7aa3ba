import { type AnswerSubject, cleanGlobalObjectId, type FoundAnswer, instant, SECOND_MS } from '@vmrkit/core';
import type { EwsCallOptions, EwsClient, EwsFolder } from '../client/ews-client.ts';
import { identityOf, instanceOf, timeOf } from '../client/item-properties.ts';
import { textOf, type XmlElement } from '../soap/xml-tree.ts';
import { chunks } from './chunks.ts';
import { findAllItems } from './find-all-items.ts';
import { meetingBytes } from './meeting-bytes.ts';

/** Meetings asked for in one restriction. */
const BATCH = 20;
const LOOK_BATCH = 100;

/**
 * Looks for the traces of answers: first the copies in Sent Items, which name verdict, instance and time; then, for
 * acceptances, the calendar entry that an answer leaves.
 */
export async function findAnswers(
  client: EwsClient,
  subjects: readonly AnswerSubject[],
  options: EwsCallOptions,
): Promise<readonly (FoundAnswer | null)[]> {
  const found: (FoundAnswer | null)[] = [];
  for (const batch of chunks(subjects, BATCH)) found.push(...(await findBatch(client, batch, options)));
  return found;
}

async function findBatch(
  client: EwsClient,
  subjects: readonly AnswerSubject[],
  options: EwsCallOptions,
): Promise<readonly (FoundAnswer | null)[]> {
  const sent = await itemsAbout(client, subjects, { folder: 'sentitems', ...options });
  const first = subjects.map((subject) => match(sent, subject, sentAnswer));
  if (first.every((answer) => answer !== null)) return first;
  const open = subjects.filter((_, place) => first[place] === null);
  const entries = await itemsAbout(client, open, { folder: 'calendar', ...options });
  return subjects.map((subject, place) => first[place] ?? match(entries, subject, entryAnswer));
}

/** Items of a folder that are about one of the meetings. */
async function itemsAbout(
  client: EwsClient,
  subjects: readonly AnswerSubject[],
  { folder, ...options }: EwsCallOptions & { readonly folder: EwsFolder },
): Promise<readonly XmlElement[]> {
  const meetings = [...new Set(subjects.map(({ identity }) => meetingBytes(identity)))];
  const since = Math.min(...subjects.map(secondOfReceipt));
  const sentAfter = folder === 'sentitems' ? { sentAfter: instant(since) } : {};
  const ids = await findAllItems(client, { folder, meetings, ...sentAfter }, options);
  const items: XmlElement[] = [];
  for (const batch of chunks(ids, LOOK_BATCH)) {
    const answers = await client.getItems(batch, 'answer', options);
    items.push(...answers.flatMap((answer) => (answer.kind === 'item' ? [answer.element] : [])));
  }
  return items;
}

function match(
  items: readonly XmlElement[],
  subject: AnswerSubject,
  read: (item: XmlElement) => FoundAnswer | null,
): FoundAnswer | null {
  const meeting = cleanGlobalObjectId(subject.identity);
  let newest: FoundAnswer | null = null;
  for (const item of items) {
    const identity = identityOf(item);
    if (!identity || cleanGlobalObjectId(identity) !== meeting) continue;
    if (instanceOf(item) !== subject.instance) continue;
    const answer = read(item);
    if (!answer || answer.at < secondOfReceipt(subject)) continue;
    if (!newest || answer.at > newest.at) newest = answer;
  }
  return newest;
}

/** Times of one server, some of which are told in whole seconds. */
function secondOfReceipt(subject: AnswerSubject): number {
  return Math.floor(subject.receivedAt / SECOND_MS) * SECOND_MS;
}

function sentAnswer(item: XmlElement): FoundAnswer | null {
  const kind = /^IPM\.Schedule\.Meeting\.Resp\.(Pos|Neg)/i.exec(textOf(item, 'ItemClass') ?? '')?.[1];
  const at = timeOf(item, 'DateTimeSent') ?? timeOf(item, 'DateTimeCreated');
  if (kind === undefined || at === null) return null;
  return { verdict: kind.toLowerCase() === 'pos' ? 'accept' : 'decline', at };
}

function entryAnswer(item: XmlElement): FoundAnswer | null {
  const response = textOf(item, 'MyResponseType');
  const at = timeOf(item, 'AppointmentReplyTime');
  if (at === null || (response !== 'Accept' && response !== 'Decline')) return null;
  return { verdict: response === 'Accept' ? 'accept' : 'decline', at };
}
