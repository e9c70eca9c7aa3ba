import type { AcceptedMeeting, Instant } from '@vmrkit/core';
import type { EwsClient } from '../client/ews-client.ts';
import { identityOf, itemIdOf, sequenceOf, stampOf, timeOf } from '../client/item-properties.ts';
import type { Person } from '../client/person.ts';
import { textOf, type XmlElement } from '../soap/xml-tree.ts';
import { type FindPeopleOptions, findPeople } from './find-people.ts';
import { zoneOf } from './meeting-zone.ts';
import { readItems } from './read-items.ts';
import { bodyOf, isSeries, participant } from './to-mailbox-message.ts';

const PAGE = 100;

/** Walks the calendar's single meetings and series, oldest first, and reads those that were accepted and go on. */
export async function* acceptedMeetings(
  client: EwsClient,
  after: Instant,
  { directory, ...options }: FindPeopleOptions,
): AsyncIterable<readonly AcceptedMeeting[]> {
  for (let offset = 0, last = false; !last; ) {
    const page = await client.findItems({ folder: 'calendar', offset, limit: PAGE }, options);
    offset += page.ids.length;
    last = page.last || page.ids.length === 0;
    const facts = await client.getItems(page.ids, 'facts', options);
    const wanted = page.ids.filter((_, place) => {
      const answer = facts[place];
      return answer?.kind === 'item' && isAcceptedAfter(answer.element, after);
    });
    const answers = await readItems(client, wanted, { ...options, shape: 'meeting' });
    const items = answers.flatMap((answer) => (answer.kind === 'item' ? [answer.element] : []));
    const people = await findPeople(client, items, { ...options, directory });
    const meetings = items.flatMap((item, place) =>
      toAcceptedMeeting(item, people[place]?.organizer ?? null),
    );
    if (meetings.length > 0) yield meetings;
  }
}

/** End of the last instance, or of the single meeting; null: no end, or it is not told. */
export function lastEndOf(item: XmlElement): Instant | null {
  return isSeries(item) ? timeOf(item, 'LastOccurrence', 'End') : timeOf(item, 'End');
}

function isAcceptedAfter(item: XmlElement, after: Instant): boolean {
  if (textOf(item, 'MyResponseType') !== 'Accept' || textOf(item, 'IsCancelled') === 'true') return false;
  const start = timeOf(item, 'Start');
  if (start === null) return false;
  if (!isSeries(item)) return start > after;
  const last = timeOf(item, 'LastOccurrence', 'Start');
  return last === null || last > after;
}

function toAcceptedMeeting(item: XmlElement, organizer: Person | null): readonly AcceptedMeeting[] {
  const ref = itemIdOf(item);
  const identity = identityOf(item);
  const start = timeOf(item, 'Start');
  const end = timeOf(item, 'End');
  if (!ref || !identity || start === null || end === null) return [];
  return [
    {
      ref: { id: ref.id },
      identity,
      start,
      end,
      organizer: participant(organizer),
      subject: textOf(item, 'Subject') ?? '',
      body: bodyOf(item),
      zone: zoneOf(item),
      recurring: isSeries(item),
      lastEnd: lastEndOf(item),
      sequence: sequenceOf(item),
      stamp: stampOf(item),
    },
  ];
}
