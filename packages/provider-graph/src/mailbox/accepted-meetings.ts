import {
  type AcceptedMeeting,
  DAY_MS,
  formatInstant,
  type Instant,
  type Interval,
  shift,
} from '@vmrkit/core';
import type { GraphCallOptions } from '../client/graph-client.ts';
import type { GraphEvent } from './entities.ts';
import { extendedOf } from './extended-properties.ts';
import { identityOf, sequenceOf } from './identity.ts';
import type { MailboxContext } from './mailbox-context.ts';
import { participant, personOf } from './people.ts';
import { regularEnd } from './recurrence.ts';
import { instantOf, intervalOf, zoneOf } from './times.ts';
import { bodyOf } from './to-mailbox-message.ts';
import { EVENT_FACTS, eventQuery, parsedEvents } from './view-calendar.ts';

const PAGE = 50;
/** How far behind the regular end of a series a moved instance is looked for. */
const MOVED_MS = 730 * DAY_MS;

/** Accepted meetings that start after the limit, and series with an instance after it; a batch a page. */
export async function* acceptedMeetings(
  context: MailboxContext,
  after: Instant,
  options: GraphCallOptions,
): AsyncIterable<readonly AcceptedMeeting[]> {
  const { client } = context;
  const path = `${client.user}/events?${eventQuery([...EVENT_FACTS, 'body'], PAGE)}`;
  const mailboxZone = await context.mailboxZone();
  for await (const page of client.followLinks(path, options)) {
    const batch: AcceptedMeeting[] = [];
    for (const event of parsedEvents(page)) {
      const meeting = await toAccepted(context, event, { after, mailboxZone, options });
      if (meeting) batch.push(meeting);
    }
    if (batch.length > 0) yield batch;
  }
}

interface AcceptedOptions {
  readonly after: Instant;
  readonly mailboxZone: string | null;
  readonly options: GraphCallOptions;
}

async function toAccepted(
  context: MailboxContext,
  event: GraphEvent,
  { after, mailboxZone, options }: AcceptedOptions,
): Promise<AcceptedMeeting | null> {
  const accepted = event.responseStatus?.response?.toLowerCase() === 'accepted';
  if (!accepted || event.isCancelled === true) return null;
  const identity = identityOf(event, event, context.email);
  const zone = zoneOf(event, mailboxZone);
  const interval = intervalOf(event, { zone });
  if (!identity || !interval) return null;
  const recurring = isSeries(event);
  const lastEnd = await lastEndOf(context, event, { interval, zone: zone.iana, options });
  if (recurring ? lastEnd !== null && lastEnd <= after : interval.start <= after) return null;
  return {
    ref: { id: event.id },
    identity,
    ...interval,
    organizer: participant(personOf(event.organizer ?? null, null)),
    subject: event.subject ?? '',
    body: bodyOf(event),
    zone,
    recurring,
    lastEnd,
    sequence: sequenceOf(event),
    stamp: instantOf(extendedOf(event, 'ownerCriticalChange')),
  };
}

/** Whether an entry is a series' master. */
export function isSeries(event: GraphEvent): boolean {
  return event.type?.toLowerCase() === 'seriesmaster';
}

/** End of the last instance, also of one that was moved behind the pattern's end; null without an end. */
export async function lastEndOf(
  { client }: Pick<MailboxContext, 'client'>,
  event: GraphEvent,
  {
    interval,
    zone,
    options,
  }: {
    readonly interval: Interval;
    readonly zone: string | null;
    readonly options: GraphCallOptions;
  },
): Promise<Instant | null> {
  if (!isSeries(event)) return interval.end;
  const end = event.recurrence ? regularEnd(event.recurrence, interval, zone) : null;
  if (end === null) return null;
  const span = `startDateTime=${formatInstant(end)}&endDateTime=${formatInstant(shift(end, MOVED_MS))}`;
  const path = `${client.user}/events/${encodeURIComponent(event.id)}/instances?${span}`;
  let last = end;
  for await (const page of client.followLinks(
    `${path}&$select=id,start,end,isAllDay,originalStartTimeZone`,
    options,
  )) {
    for (const instance of parsedEvents(page)) {
      const moved = intervalOf(instance, { zone: { iana: zone, windows: null } })?.end ?? last;
      if (moved > last) last = moved;
    }
  }
  return last;
}
