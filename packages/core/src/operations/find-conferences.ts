import { aliasClaim } from '../allocation/claim.ts';
import type { Store } from '../collections/store.ts';
import { InvalidInputError } from '../errors/vmrkit-error.ts';
import type { IntegrationRef } from '../identity/tenancy.ts';
import type { Conference, Meeting } from '../meetings/meeting.ts';
import { DEPLOYMENT, type Page, type Stored } from '../store/document-collection.ts';

const PAGE = 200;

/** A meeting that has a conference. */
export interface MeetingWithConference extends Meeting {
  readonly conference: Conference;
}

/** Which conferences are looked for; null: any. */
export interface ConferenceQuery {
  /** Address of the organizer, compared without case. */
  readonly organizer: string | null;
  /** Of a message of the meeting, as the log and a general error tell it. */
  readonly correlationId: string | null;
  /** Most of a page. */
  readonly limit: number;
  /** `next` of an earlier page of the same search. */
  readonly cursor: string | null;
  readonly signal?: AbortSignal;
}

/** Conferences found, and where to go on. */
export interface ConferencePage {
  readonly items: readonly Stored<MeetingWithConference>[];
  /** Opaque; null when nothing follows. */
  readonly next: string | null;
}

/** What conferences are read from. */
export type ConferenceStore = Pick<Store, 'claims' | 'meetings'>;

/**
 * Conferences of the integrations given, one after the other and the oldest first; a search by organizer or correlation id reads all of
 * them. Rejects with InvalidInputError `ERR_LIST_CURSOR`, and as the store does.
 */
export async function findConferences(
  integrations: readonly IntegrationRef[],
  { organizer, correlationId, limit, cursor, signal }: ConferenceQuery,
  { meetings }: Pick<ConferenceStore, 'meetings'>,
): Promise<ConferencePage> {
  const items: Stored<MeetingWithConference>[] = [];
  const at = positionOf(cursor, integrations);
  for (const { tenantId, integrationId } of integrations.slice(at.place)) {
    for (let after: string | null = at.after; after !== null; ) {
      signal?.throwIfAborted();
      const page: Page<Meeting> = await meetings.find(tenantId, {
        index: 'integration',
        equals: [integrationId],
        // No more is read than may be shown, so that the page's end is that of the list.
        limit: limit - items.length,
        ...(after === '' ? {} : { after }),
      });
      const found = page.items.filter(hasConference);
      items.push(...found.filter(({ value }) => matches(value, { organizer, correlationId })));
      after = page.next;
      if (items.length >= limit) {
        const next = after ?? END;
        return { items, next: Buffer.from(JSON.stringify([integrationId, next])).toString('base64url') };
      }
    }
    at.after = '';
  }
  return { items, next: null };
}

/** The conference with this alias, numeric or whole, or with this id; null: there is none. */
export async function findConference(
  name: string,
  {
    integrations,
    store,
  }: { readonly integrations: readonly IntegrationRef[]; readonly store: ConferenceStore },
): Promise<Stored<MeetingWithConference> | null> {
  const [claim] = await store.claims.load(DEPLOYMENT, [aliasClaim(name)]);
  const { meetingKey = null, tenantId = '' } = claim?.value ?? {};
  if (meetingKey !== null) {
    const [meeting] = await store.meetings.load(tenantId, [meetingKey]);
    if (meeting && hasConference(meeting)) return meeting;
  }
  const all = { organizer: null, correlationId: null, limit: PAGE } as const;
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: ConferencePage = await findConferences(
      integrations,
      { ...all, cursor: cursor || null },
      store,
    );
    const found = page.items.find(({ value }) => value.conference.id === name.toLowerCase());
    if (found !== undefined) return found;
    cursor = page.next;
  }
  return null;
}

/** Stands for the end of an integration's meetings in a cursor. */
const END = '-';

function positionOf(
  cursor: string | null,
  integrations: readonly IntegrationRef[],
): { readonly place: number; after: string } {
  if (cursor === null) return { place: 0, after: '' };
  const [id, after] = readCursor(cursor);
  const place = integrations.findIndex(({ integrationId }) => integrationId === id);
  if (place < 0 || typeof after !== 'string') throw wrongCursor();
  return after === END ? { place: place + 1, after: '' } : { place, after };
}

function readCursor(cursor: string): readonly unknown[] {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(position)) return position;
  } catch {
    // Told of below, like any other text that is no cursor.
  }
  throw wrongCursor();
}

function wrongCursor(): InvalidInputError {
  return new InvalidInputError('This is not the cursor of an earlier page of the same list.', {
    code: 'ERR_LIST_CURSOR',
  });
}

function hasConference<Found extends Stored<Meeting>>(
  meeting: Found,
): meeting is Found & Stored<MeetingWithConference> {
  return meeting.value.conference !== null;
}

function matches(
  { organizer, journal, outbox }: Meeting,
  asked: Pick<ConferenceQuery, 'organizer' | 'correlationId'>,
): boolean {
  if (asked.organizer !== null && organizer?.email.toLowerCase() !== asked.organizer.toLowerCase())
    return false;
  const { correlationId } = asked;
  return (
    correlationId === null || [...journal, ...outbox].some((entry) => entry.correlationId === correlationId)
  );
}
