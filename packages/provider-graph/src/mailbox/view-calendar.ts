import { type CalendarOccurrence, formatInstant, type Interval } from '@vmrkit/core';
import type { GraphCallOptions } from '../client/graph-client.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { eventSchema, type GraphEvent } from './entities.ts';
import { expandOf, extendedOf } from './extended-properties.ts';
import { identityOf, patternStart, sequenceOf } from './identity.ts';
import type { MailboxContext } from './mailbox-context.ts';
import { ianaOf, instantOf, intervalOf, zoneOf } from './times.ts';

const PAGE = 100;
/** More than any room has in the years that a view spans. */
const MOST_ENTRIES = 100_000;
/** Properties of an entry that every list asks for. */
export const EVENT_FACTS = [
  'id',
  'iCalUId',
  'type',
  'seriesMasterId',
  'originalStart',
  'originalStartTimeZone',
  'start',
  'end',
  'isAllDay',
  'isCancelled',
  'isOrganizer',
  'organizer',
  'responseStatus',
  'recurrence',
  'subject',
];
const IDENTITY = expandOf(['cleanGlobalObjectId', 'globalObjectId', 'sequence', 'ownerCriticalChange']);

/** The query that asks for these properties of entries and for their identity. */
export function eventQuery(properties: readonly string[], size = PAGE): string {
  return `$select=${properties.join(',')}&$expand=${encodeURIComponent(IDENTITY)}&$top=${size}`;
}

/** Instances and single meetings that touch the range, of every series. */
export async function viewCalendar(
  context: MailboxContext,
  range: Interval,
  options: GraphCallOptions,
): Promise<readonly CalendarOccurrence[]> {
  const events = await viewEvents(context, range, options);
  const needsZone = events.some((event) => ianaOf(event.originalStartTimeZone) === null);
  const zone = needsZone ? await context.mailboxZone() : null;
  return events.flatMap((event) => toOccurrence(event, { zone, mailbox: context.email }));
}

/** Entries of a view, each once. */
async function viewEvents(
  { client }: Pick<MailboxContext, 'client'>,
  range: Interval,
  options: GraphCallOptions,
): Promise<readonly GraphEvent[]> {
  const span = `startDateTime=${formatInstant(range.start)}&endDateTime=${formatInstant(range.end)}`;
  const path = `${client.user}/calendarView?${span}&${eventQuery(EVENT_FACTS)}`;
  const found = new Map<string, GraphEvent>();
  for await (const page of client.followLinks(path, options)) {
    for (const event of parsedEvents(page)) found.set(event.id, event);
    if (found.size > MOST_ENTRIES) throw new GraphFailure('too-large', { maySent: false });
  }
  return [...found.values()];
}

/** Entries of a page; what is none is left out. */
export function parsedEvents(page: readonly unknown[]): readonly GraphEvent[] {
  return page.flatMap((entry) => {
    const event = eventSchema.safeParse(entry);
    return event.success ? [event.data] : [];
  });
}

function toOccurrence(
  event: GraphEvent,
  { zone, mailbox }: { readonly zone: string | null; readonly mailbox: string },
): readonly CalendarOccurrence[] {
  const identity = identityOf(event, event, mailbox);
  const interval = intervalOf(event, { zone: zoneOf(event, zone) });
  const single = event.type === 'occurrence' || event.type === 'exception' ? patternStart(event) : undefined;
  // An instance that does not say which one it is would pass for a single meeting.
  if (!identity || !interval || single === null) return [];
  return [
    {
      identity,
      ...interval,
      originalStart: single ?? null,
      cancelled: event.isCancelled === true,
      sequence: sequenceOf(event),
      stamp: instantOf(extendedOf(event, 'ownerCriticalChange')),
    },
  ];
}
