import type {
  BodyRewrite,
  CallOptions,
  LocateResult,
  Logger,
  OnlineMeetingChange,
  OrganizerCalendars,
  OrganizerMeetingQuery,
  RewriteOutcome,
} from '@vmrkit/core';
import type { GraphClient } from './client/graph-client.ts';
import { meaningOf } from './errors/error-meaning.ts';
import { GraphFailure } from './errors/graph-failure.ts';
import { DEFAULT_PAUSE_MS, toVmrKitError } from './errors/to-vmrkit-error.ts';
import { eventSchema } from './mailbox/entities.ts';
import { locateMeetings, resultOfFailure } from './organizers/locate-meetings.ts';
import {
  holdsLink,
  onlineMeetingChange,
  type RewriteState,
  readReference,
  stateOf,
} from './organizers/rewrite-reference.ts';

/** What the calendars are reached with. */
export interface GraphOrganizerCalendarsOptions {
  clientOf(organizer: string): GraphClient;
  readonly logger: Logger;
}

/** Organizers' calendars over Microsoft Graph. */
export class GraphOrganizerCalendars implements OrganizerCalendars {
  readonly #options: GraphOrganizerCalendarsOptions;

  constructor(options: GraphOrganizerCalendarsOptions) {
    this.#options = options;
  }

  async locate(
    queries: readonly OrganizerMeetingQuery[],
    options: CallOptions = {},
  ): Promise<readonly LocateResult[]> {
    options.signal?.throwIfAborted();
    const groups = new Map<string, OrganizerMeetingQuery[]>();
    for (const query of queries) {
      const key = query.organizer.toLowerCase();
      groups.set(key, [...(groups.get(key) ?? []), query]);
    }
    const results = new Map<OrganizerMeetingQuery, LocateResult>();
    await Promise.all(
      [...groups].map(async ([organizer, group]) => {
        const own = await this.#locateOne(organizer, group, options);
        group.forEach((query, place) => {
          results.set(query, own[place] ?? { kind: 'gone' });
        });
      }),
    );
    return queries.map((query) => results.get(query) ?? { kind: 'gone' });
  }

  async rewriteBodies(
    rewrites: readonly BodyRewrite[],
    options: CallOptions = {},
  ): Promise<readonly RewriteOutcome[]> {
    options.signal?.throwIfAborted();
    return Promise.all(rewrites.map((rewrite) => this.#rewrite(rewrite, options)));
  }

  async #locateOne(
    organizer: string,
    queries: readonly OrganizerMeetingQuery[],
    options: CallOptions,
  ): Promise<readonly LocateResult[]> {
    try {
      return await locateMeetings(this.#options.clientOf(organizer), queries, options);
    } catch (error) {
      if (!(error instanceof GraphFailure) || options.signal?.aborted || error.kind === 'sign-in') {
        throw toVmrKitError(error, options.signal);
      }
      const result = resultOfFailure(error);
      return queries.map(() => result);
    }
  }

  /** The body alone, against the state that was read; what the attendees get follows from it. Sent once. */
  async #rewrite({ ref, body }: BodyRewrite, options: CallOptions): Promise<RewriteOutcome> {
    const before = readReference(ref);
    if (before === null) return { kind: 'conflict' };
    // Without its block the online meeting would be switched off.
    if (before.linked && !holdsLink(body.content, before.joinUrl)) {
      return { kind: 'refused', reason: 'online-meeting-lost' };
    }
    const client = this.#options.clientOf(ref.organizer);
    const path = `${client.user}/events/${encodeURIComponent(ref.id)}`;
    try {
      const content = { body: { contentType: body.type, content: body.content } };
      const answer = await client.call(
        { method: 'PATCH', path, body: content, ...(before.etag !== '' && { ifMatch: before.etag }) },
        options,
      );
      const changed = await this.#compare(before, { client, path, answer, options });
      return changed === null ? { kind: 'sent' } : { kind: 'sent', onlineMeeting: changed };
    } catch (error) {
      return outcomeOf(error, options);
    }
  }

  /** What the write did to an online meeting. The entry is read again: the answer to a write may show it as it was. */
  async #compare(
    before: RewriteState,
    {
      client,
      path,
      answer,
      options,
    }: {
      readonly client: GraphClient;
      readonly path: string;
      readonly answer: unknown;
      readonly options: CallOptions;
    },
  ): Promise<OnlineMeetingChange | null> {
    const told = eventSchema.safeParse(answer).data;
    const isOnline = before.online || before.joinUrl !== null || told?.isOnlineMeeting === true;
    if (!isOnline) return null;
    const query = '?$select=id,isOnlineMeeting,onlineMeeting';
    // The write is done, whatever becomes of this look.
    const read = await client
      .call({ method: 'GET', path: `${path}${query}` }, options)
      .then((body) => eventSchema.safeParse(body).data)
      .catch(() => undefined);
    const event = read ?? told;
    const after = event?.isOnlineMeeting == null ? null : stateOf(event);
    const change = after && onlineMeetingChange(before, after);
    if (change === null) return null;
    const fields = { wasOnline: before.online, isOnline: after?.online, sameLink: change !== 'other-link' };
    this.#options.logger.error('Writing a body changed the online meeting of an organizer.', fields);
    return change;
  }
}

function outcomeOf(error: unknown, { signal }: CallOptions): RewriteOutcome {
  if (!(error instanceof GraphFailure)) {
    if (signal?.aborted) return { kind: 'unknown' };
    throw toVmrKitError(error, signal);
  }
  if (error.kind === 'sign-in') throw toVmrKitError(error, signal);
  if (error.maySent) return { kind: 'unknown' };
  if (error.kind !== 'response') {
    return { kind: 'not-sent', retryAfterMs: error.retryAfterMs ?? DEFAULT_PAUSE_MS };
  }
  switch (meaningOf(error)) {
    case 'gone':
      return { kind: 'gone' };
    case 'stale':
      return { kind: 'conflict' };
    case 'not-allowed':
    case 'no-mailbox':
      return { kind: 'not-allowed' };
    case 'mailbox-full':
      return { kind: 'not-sent', retryAfterMs: DEFAULT_PAUSE_MS };
    default:
      return { kind: 'refused', reason: error.reason };
  }
}
