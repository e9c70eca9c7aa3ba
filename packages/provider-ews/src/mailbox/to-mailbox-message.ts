import type {
  AboutMeeting,
  ItemRef,
  MeetingRequest,
  MessageEnvelope,
  ModifiedOccurrence,
  Participant,
  ReadResult,
  SeriesFacts,
} from '@vmrkit/core';
import {
  articleNumberOf,
  extendedOf,
  identityOf,
  instanceOf,
  isForwarded,
  messageIdOf,
  sequenceOf,
  stampOf,
  timeOf,
} from '../client/item-properties.ts';
import { EXTENDED } from '../client/item-shapes.ts';
import type { People, Person } from '../client/person.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../soap/xml-tree.ts';
import { zoneOf } from './meeting-zone.ts';

/** What is known of an item besides its own elements. */
export interface AboutItem {
  readonly ref: ItemRef;
  readonly people: People;
  /** It was read without its body, which the server cannot convert. */
  readonly bodyUnreadable: boolean;
}

/** Makes a message of an item that was read; what lacks the needed facts is unreadable. */
export function toMailboxMessage(item: XmlElement, { ref, people, bodyUnreadable }: AboutItem): ReadResult {
  const receivedAt = timeOf(item, 'DateTimeReceived');
  if (receivedAt === null) return unreadable('no-time-of-receipt');
  const envelope: MessageEnvelope = {
    ref,
    messageId: messageIdOf(item, ref.id),
    receivedAt,
    subject: textOf(item, 'Subject') ?? '',
    body: bodyOf(item),
    bodyUnreadable,
    organizer: participant(people.organizer),
    organizerUnresolved: people.organizer !== null && people.organizer.email === null,
    sender: participant(people.sender),
    senderLookedUp: people.sender?.email != null && !people.sender.plain,
    senderAuthenticated: extendedOf(item, EXTENDED.authAs)?.toLowerCase() === 'internal',
    language: textOf(item, 'Culture')?.trim() || null,
  };
  if (item.name !== 'MeetingRequest' && item.name !== 'MeetingCancellation') {
    return { kind: 'message', message: { kind: 'other', ...envelope } };
  }
  const identity = identityOf(item);
  if (!identity) return unreadable('no-meeting-identity');
  const instance = instanceOf(item);
  if (instance === 'unknown') return unreadable('unknown-instance');
  const type = textOf(item, 'MeetingRequestType');
  const about: AboutMeeting = {
    ...envelope,
    identity,
    instance,
    sequence: sequenceOf(item),
    stamp: stampOf(item),
    articleNumber: articleNumberOf(item),
    outOfDate: textOf(item, 'IsOutOfDate') === 'true' || type === 'Outdated',
  };
  if (item.name === 'MeetingCancellation') {
    return { kind: 'message', message: { kind: 'cancellation', ...about } };
  }
  return request(item, about);
}

/** A person whose address is known; null for any other. */
export function participant(person: Person | null): Participant | null {
  return person === null || person.email === null ? null : { name: person.name, email: person.email };
}

/** A body as an item has it. */
export function bodyOf(item: XmlElement): { readonly type: 'html' | 'text'; readonly content: string } {
  const body = childOf(item, 'Body');
  return {
    type: body?.attributes.BodyType === 'Text' ? 'text' : 'html',
    content: body?.text ?? '',
  };
}

/** What an item tells of its series; null when it is none. */
function seriesOf(item: XmlElement): SeriesFacts | null {
  if (!isSeries(item)) return null;
  return {
    pattern: patternText(childOf(item, 'Recurrence')),
    lastEnd: timeOf(item, 'LastOccurrence', 'End'),
    modified: modifiedOf(item),
    deleted: childrenOf(childOf(item, 'DeletedOccurrences'), 'DeletedOccurrence').flatMap((deleted) => {
      const start = timeOf(deleted, 'Start');
      return start === null ? [] : [start];
    }),
  };
}

/** The instances of a series that differ from its pattern. */
export function modifiedOf(item: XmlElement): readonly ModifiedOccurrence[] {
  return childrenOf(childOf(item, 'ModifiedOccurrences'), 'Occurrence').flatMap(modifiedOccurrence);
}

/** The pattern as text, the same for the same pattern: names and values in the order of the schema. */
function patternText(element: XmlElement | null): string {
  if (element === null) return '';
  const inner = element.children.map(patternText).join(' ');
  return `${element.name}(${inner || element.text.trim()})`;
}

/** How many instances a pattern with a number has, or one that has daily instances until a day. */
function occurrencesOf(item: XmlElement): number | null {
  const recurrence = childOf(item, 'Recurrence');
  const count = Number(textOf(recurrence, 'NumberedRecurrence', 'NumberOfOccurrences') ?? Number.NaN);
  return Number.isInteger(count) ? count : null;
}

/** Whether an item is a series' master, or a request for one. */
export function isSeries(item: XmlElement): boolean {
  const type = textOf(item, 'CalendarItemType');
  return type === null ? childOf(item, 'Recurrence') !== null : type === 'RecurringMaster';
}

function request(item: XmlElement, about: AboutMeeting): ReadResult {
  const start = timeOf(item, 'Start');
  const end = timeOf(item, 'End');
  if (start === null || end === null || end < start) return unreadable('no-time');
  const message: MeetingRequest = {
    kind: 'request',
    ...about,
    delegateCopy: textOf(item, 'MeetingRequestType') === 'PrincipalWantsCopy',
    forwarded: isForwarded(item),
    location: textOf(item, 'Location')?.trim() ?? '',
    start,
    end,
    allDay: textOf(item, 'IsAllDayEvent') === 'true',
    zone: zoneOf(item),
    series: about.instance === null ? seriesOf(item) : null,
    occurrences: about.instance === null ? occurrencesOf(item) : null,
  };
  return { kind: 'message', message };
}

function modifiedOccurrence(element: XmlElement): readonly ModifiedOccurrence[] {
  const start = timeOf(element, 'Start');
  const end = timeOf(element, 'End');
  const originalStart = timeOf(element, 'OriginalStart');
  return start === null || end === null || originalStart === null ? [] : [{ start, end, originalStart }];
}

function unreadable(reason: string): ReadResult {
  return { kind: 'unreadable', reason };
}
