import {
  cleanGlobalObjectId,
  DAY_MS,
  type Instant,
  type LocateResult,
  type OrganizerMeetingQuery,
  shift,
} from '@vmrkit/core';
import type { EwsCallOptions, EwsClient, ItemAnswer } from '../client/ews-client.ts';
import { identityOf, isOrganizersOwn, itemIdOf } from '../client/item-properties.ts';
import { meaningOf } from '../errors/response-codes.ts';
import { DEFAULT_PAUSE_MS } from '../errors/to-vmrkit-error.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../soap/xml-tree.ts';
import { chunks } from './chunks.ts';
import { findAllItems } from './find-all-items.ts';
import { meetingBytes } from './meeting-bytes.ts';
import { readItems } from './read-items.ts';
import { bodyOf } from './to-mailbox-message.ts';
import { patternStart, viewItems } from './view-calendar.ts';

/** Meetings asked for in one restriction. */
const BATCH = 20;

/** Finds meetings that the owner of a calendar organizes, never copies of others' meetings, and reads their bodies; results in order. */
export async function locateMeetings(
  client: EwsClient,
  queries: readonly OrganizerMeetingQuery[],
  options: EwsCallOptions,
): Promise<readonly LocateResult[]> {
  const whole = queries.filter(({ instance }) => instance === null);
  const entries = await Promise.all(chunks(whole, BATCH).map((batch) => entriesOf(client, batch, options)));
  return Promise.all(
    queries.map(async (query) => {
      const { instance } = query;
      if (instance === null) return match(entries.flat(), query);
      const ids = await instanceIds(client, { ...query, instance }, options);
      return match(await readItems(client, ids, { ...options, shape: 'meeting' }), query);
    }),
  );
}

/** The calendar's entries of meetings or series. */
async function entriesOf(
  client: EwsClient,
  queries: readonly OrganizerMeetingQuery[],
  options: EwsCallOptions,
): Promise<readonly ItemAnswer[]> {
  const meetings = [...new Set(queries.map(({ identity }) => meetingBytes(identity)))];
  const ids = await findAllItems(client, { folder: 'calendar', meetings }, options);
  return readItems(client, ids, { ...options, shape: 'meeting' });
}

/** An instance may have been moved away from its day; its pattern start is looked for around it, then widely. */
async function instanceIds(
  client: EwsClient,
  query: OrganizerMeetingQuery & { readonly instance: Instant },
  options: EwsCallOptions,
): Promise<readonly string[]> {
  const meeting = cleanGlobalObjectId(query.identity);
  for (const days of [1, 45]) {
    const around = {
      start: shift(query.instance, -days * DAY_MS),
      end: shift(query.instance, days * DAY_MS),
    };
    const items = await viewItems(client, around, options);
    const found = items.find((item) => {
      const identity = identityOf(item);
      return (
        identity !== null &&
        cleanGlobalObjectId(identity) === meeting &&
        patternStart(item) === query.instance
      );
    });
    const id = found && itemIdOf(found);
    if (id) return [id.id];
  }
  return [];
}

function attendeesOf(item: XmlElement): readonly string[] {
  const lists = ['RequiredAttendees', 'OptionalAttendees', 'Resources'];
  return lists.flatMap((list) =>
    childrenOf(childOf(item, list), 'Attendee').flatMap((attendee) => {
      const email = textOf(attendee, 'Mailbox', 'EmailAddress');
      return email ? [email] : [];
    }),
  );
}

function match(answers: readonly ItemAnswer[], { identity, organizer }: OrganizerMeetingQuery): LocateResult {
  const meeting = cleanGlobalObjectId(identity);
  for (const answer of answers) {
    if (answer.kind !== 'item') continue;
    const own = identityOf(answer.element);
    const id = itemIdOf(answer.element);
    if (!own || !id || cleanGlobalObjectId(own) !== meeting) continue;
    if (!isOrganizersOwn(answer.element)) continue;
    const attendees = attendeesOf(answer.element);
    return { kind: 'found', ref: { organizer, ...id }, body: bodyOf(answer.element), attendees };
  }
  // One that could not be read may be it.
  const hidden = answers.some((answer) => answer.kind === 'refused' && meaningOf(answer.code) !== 'gone');
  return hidden ? { kind: 'unavailable', retryAfterMs: DEFAULT_PAUSE_MS } : { kind: 'gone' };
}
