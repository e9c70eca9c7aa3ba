import { aliasClaim } from '../allocation/claim.ts';
import type { Store } from '../collections/store.ts';
import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import type { Conference, Meeting } from '../meetings/meeting.ts';
import { conferenceTerms, wordsOf } from '../meetings/meeting-terms.ts';
import { lastEndOf } from '../meetings/occurrences.ts';
import { DEPLOYMENT, type Partition, type Stored } from '../store/document-collection.ts';
import type { Instant } from '../time/instant.ts';
import { findAcross } from './find-across.ts';

/** A meeting that has a conference. */
export interface MeetingWithConference extends Meeting {
  readonly conference: Conference;
}

/** Whose conferences may be seen: those of some tenants, or of all of them. */
export type ConferenceScope = readonly TenantId[] | 'all';

/** Which conferences are looked for; null: any. */
export interface ConferenceQuery {
  readonly integrationId: IntegrationId | null;
  /** Address of the organizer, compared without case. */
  readonly organizer: string | null;
  /** Of a message of the meeting, as the log and a general error tell it. */
  readonly correlationId: string | null;
  /** Words that all stand in the subject, whole, in any order; case and accents do not count. */
  readonly words: string | null;
  /** Those that are not over before this. */
  readonly from: Instant | null;
  /** Those that begin before this, or at it. */
  readonly to: Instant | null;
  /** Most of a page, 1 to 1,000. */
  readonly limit: number;
  /** `next` of an earlier page of the same search. */
  readonly cursor: string | null;
  readonly signal?: AbortSignal;
}

/** Any conference; what a search narrows. */
export const anyConference: Omit<ConferenceQuery, 'limit'> = {
  integrationId: null,
  organizer: null,
  correlationId: null,
  words: null,
  from: null,
  to: null,
  cursor: null,
};

/** Conferences found, and where to go on. */
export interface ConferencePage {
  readonly items: readonly Stored<MeetingWithConference>[];
  /** Opaque; null when nothing follows. A page may hold fewer than were asked for before that. */
  readonly next: string | null;
}

/** What conferences are read from. */
export type ConferenceStore = Pick<Store, 'claims' | 'meetings'>;

/**
 * Conferences in the order of their start, of several tenants one tenant after the other. Reads along the index of the
 * narrowest thing that is asked for, and judges the rest. Rejects with InvalidInputError `ERR_LIST_CURSOR`, and as the
 * store does.
 */
export async function findConferences(
  scope: ConferenceScope,
  query: ConferenceQuery,
  { meetings }: Pick<ConferenceStore, 'meetings'>,
): Promise<ConferencePage> {
  const words = query.words === null ? [] : wordsOf(query.words);
  // A text without a word is in no subject.
  if (query.words !== null && words.length === 0) return { items: [], next: null };
  const partitions = scope === 'all' ? [null] : [...new Set(scope)].sort();
  const equals = [termOf(query, words)];
  const { limit, cursor, signal, to } = query;
  return findAcross(meetings, {
    parts: partitions.map((partition) => ({ partition, equals })),
    index: 'search',
    ...(to === null ? {} : { to }),
    ...(isIndexed(query, words)
      ? {}
      : { keep: (found): found is Found => hasConference(found) && matches(found.value, query, words) }),
    limit,
    cursor,
    signal,
  });
}

type Found = Stored<MeetingWithConference> & { readonly partition: Partition };

/** The conference with this alias, numeric or whole, or with this id; null: there is none, or none in `scope`. */
export async function findConference(
  name: string,
  { scope, store }: { readonly scope: ConferenceScope; readonly store: ConferenceStore },
): Promise<Stored<MeetingWithConference> | null> {
  const isSeen = (tenantId: TenantId) => scope === 'all' || scope.includes(tenantId);
  const [claim] = await store.claims.load(DEPLOYMENT, [aliasClaim(name)]);
  const { meetingKey = null, tenantId = '' } = claim?.value ?? {};
  if (meetingKey !== null && isSeen(tenantId)) {
    const [meeting] = await store.meetings.load(tenantId, [meetingKey]);
    if (meeting && hasConference(meeting)) return meeting;
  }
  const byId = { index: 'search', equals: [conferenceTerms.id(name)], limit: 1 } as const;
  for (const partition of scope === 'all' ? [null] : scope) {
    const { items } = await store.meetings.find(partition, byId);
    const [found] = items.filter(hasConference);
    if (found !== undefined) return found;
  }
  return null;
}

/** The term that the fewest conferences have, as far as can be told without counting. */
function termOf(
  { correlationId, organizer, integrationId }: ConferenceQuery,
  words: readonly string[],
): string {
  const [longest] = words.toSorted((one, other) => other.length - one.length);
  if (correlationId !== null) return conferenceTerms.correlation(correlationId);
  if (organizer !== null) return conferenceTerms.organizer(organizer);
  if (longest !== undefined) return conferenceTerms.word(longest);
  return integrationId === null ? conferenceTerms.any() : conferenceTerms.integration(integrationId);
}

/** Whether the index alone tells what is found. */
function isIndexed(
  { correlationId, organizer, integrationId, from }: ConferenceQuery,
  words: readonly string[],
) {
  const asked = [correlationId, organizer, integrationId].filter((each) => each !== null);
  return from === null && asked.length + words.length <= 1;
}

function matches(meeting: Meeting, asked: ConferenceQuery, words: readonly string[]): boolean {
  const { organizer, journal, outbox, integrationId } = meeting;
  const { correlationId } = asked;
  const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  if (asked.integrationId !== null && integrationId !== asked.integrationId) return false;
  if (asked.organizer !== null && !same(organizer?.email ?? '', asked.organizer)) return false;
  if (
    correlationId !== null &&
    ![...journal, ...outbox].some((entry) => same(entry.correlationId, correlationId))
  )
    return false;
  if (words.length > 0) {
    const own = new Set(wordsOf(meeting.subject));
    if (!words.every((word) => own.has(word))) return false;
  }
  const end = asked.from === null ? null : lastEndOf(meeting);
  return asked.from === null || end === null || end >= asked.from;
}

function hasConference<Found extends Stored<Meeting>>(
  meeting: Found,
): meeting is Found & Stored<MeetingWithConference> {
  return meeting.value.conference !== null;
}
