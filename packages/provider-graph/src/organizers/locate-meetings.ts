import {
  cleanGlobalObjectId,
  DAY_MS,
  formatInstant,
  type Instant,
  type LocateResult,
  type MeetingIdentity,
  type OrganizerMeetingQuery,
  shift,
} from '@vmrkit/core';
import type { GraphCall, GraphCallOptions, GraphClient, GraphOutcome } from '../client/graph-client.ts';
import { meaningOf } from '../errors/error-meaning.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { DEFAULT_PAUSE_MS } from '../errors/to-vmrkit-error.ts';
import type { GraphEvent } from '../mailbox/entities.ts';
import { EXTENDED, expandOf } from '../mailbox/extended-properties.ts';
import { identityOf, patternStart } from '../mailbox/identity.ts';
import { bodyOf } from '../mailbox/to-mailbox-message.ts';
import { parsedEvents } from '../mailbox/view-calendar.ts';
import { referenceOf } from './rewrite-reference.ts';

const PROPERTIES = [
  'id',
  'changeKey',
  'iCalUId',
  'type',
  'seriesMasterId',
  'originalStart',
  'isOrganizer',
  'body',
  'isOnlineMeeting',
  'onlineMeeting',
  'attendees',
].join(',');
const QUERY = `$select=${PROPERTIES}&$expand=${encodeURIComponent(expandOf(['cleanGlobalObjectId']))}`;
/** Mark of a wrapped foreign UID ([MS-OXOCAL] 2.2.1.27). */
const FOREIGN = /^.{80}7643616c2d55696401000000((?:[0-9a-f]{2})+?)(?:00)?$/;
/** An instance may have been moved away from its day. */
const AROUND_DAYS = [1, 45];

/** Finds meetings in the calendar of one organizer, their own entries alone; results in order. */
export async function locateMeetings(
  client: GraphClient,
  queries: readonly OrganizerMeetingQuery[],
  options: GraphCallOptions,
): Promise<readonly LocateResult[]> {
  const byUid = await client.batch(
    queries.map((query) => eventsCall(client, uidFilter(query.identity))),
    options,
  );
  const open = queries.filter((query, place) => needsFallback(byUid[place], query));
  const byProperty = await client.batch(
    open.map((query) => eventsCall(client, propertyFilter(query.identity))),
    options,
  );
  return Promise.all(
    queries.map(async (query, place): Promise<LocateResult> => {
      const at = open.indexOf(query);
      const outcome = at < 0 ? byUid[place] : byProperty[at];
      if (outcome?.ok === false) return resultOfFailure(outcome.failure);
      const event = match(outcome, query);
      if (!event) return { kind: 'gone' };
      return query.instance === null
        ? found(query, event)
        : locateInstance(client, { event, query, instance: query.instance }, options);
    }),
  );
}

function eventsCall(client: GraphClient, filter: string): GraphCall {
  return { method: 'GET', path: `${client.user}/events?$filter=${encodeURIComponent(filter)}&${QUERY}` };
}

/** The entry's iCalUId: a UID of another product's, bare or as Exchange wraps it, else the global object id in hex. */
function uidFilter(identity: MeetingIdentity): string {
  const hex = cleanGlobalObjectId(identity);
  const wrapped = FOREIGN.exec(hex)?.[1];
  const uid = wrapped ? Buffer.from(wrapped, 'hex').toString('utf8') : hex.toUpperCase();
  return `iCalUId eq '${uid.replaceAll("'", "''")}'`;
}

/** Where entries have no iCalUId, or it cannot be asked for. */
function propertyFilter(identity: MeetingIdentity): string {
  const bytes = Buffer.from(cleanGlobalObjectId(identity), 'hex').toString('base64');
  return `singleValueExtendedProperties/Any(ep: ep/id eq '${EXTENDED.cleanGlobalObjectId}' and ep/value eq '${bytes}')`;
}

function needsFallback(outcome: GraphOutcome | undefined, query: OrganizerMeetingQuery): boolean {
  if (outcome?.ok === false) {
    return (
      outcome.failure.kind === 'response' &&
      (outcome.failure.status === 400 || outcome.failure.status === 501)
    );
  }
  return match(outcome, query) === null;
}

/** The organizer's own entry of the meeting; a copy that came by mail is none. */
function match(
  outcome: GraphOutcome | undefined,
  { identity, organizer }: OrganizerMeetingQuery,
): GraphEvent | null {
  if (!outcome?.ok) return null;
  const wanted = cleanGlobalObjectId(identity);
  const events = parsedEvents(Array.isArray(outcome.body.value) ? outcome.body.value : []);
  const own = events.filter((event) => {
    if (event.isOrganizer !== true) return false;
    const identity = identityOf(event, event, organizer);
    return identity !== null && cleanGlobalObjectId(identity) === wanted;
  });
  return own.find((event) => patternStart(event) === null) ?? null;
}

function found({ organizer }: OrganizerMeetingQuery, event: GraphEvent): LocateResult {
  const attendees = (event.attendees ?? []).flatMap((each) => each?.emailAddress?.address ?? []);
  return { kind: 'found', ref: referenceOf(organizer, event), body: bodyOf(event), attendees };
}

async function locateInstance(
  client: GraphClient,
  {
    event,
    query,
    instance,
  }: {
    readonly event: GraphEvent;
    readonly query: OrganizerMeetingQuery;
    readonly instance: Instant;
  },
  options: GraphCallOptions,
): Promise<LocateResult> {
  for (const days of AROUND_DAYS) {
    const [start, end] = [shift(instance, -days * DAY_MS), shift(instance, days * DAY_MS)];
    const span = `startDateTime=${formatInstant(start)}&endDateTime=${formatInstant(end)}`;
    const path = `${client.user}/events/${encodeURIComponent(event.id)}/instances?${span}&$select=${PROPERTIES}`;
    try {
      for await (const page of client.followLinks(path, options)) {
        const one = parsedEvents(page).find((entry) => patternStart(entry) === instance);
        if (one) return found(query, one);
      }
    } catch (error) {
      if (error instanceof GraphFailure) return resultOfFailure(error);
      throw error;
    }
  }
  return { kind: 'gone' };
}

/** Failures of one organizer's mailbox are results; those of the account reject. */
export function resultOfFailure(failure: GraphFailure): LocateResult {
  if (failure.kind === 'sign-in') throw failure;
  if (failure.kind === 'response') {
    const meaning = meaningOf(failure);
    if (meaning === 'not-allowed' || meaning === 'no-mailbox') return { kind: 'not-allowed' };
    if (meaning === 'gone') return { kind: 'gone' };
  }
  return { kind: 'unavailable', retryAfterMs: failure.retryAfterMs ?? DEFAULT_PAUSE_MS };
}
