import type {
  BodyRewrite,
  CallOptions,
  LocateResult,
  Logger,
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
import { type RewriteState, readReference, stateOf } from './organizers/rewrite-reference.ts';

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
    if (before.joinUrl !== null && !body.content.includes(linkText(before.joinUrl))) {
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
      this.#compare(before, answer);
      return { kind: 'sent' };
    } catch (error) {
      return outcomeOf(error, options);
    }
  }

  /** A changed online meeting is told to a person; a second write would mail everybody and might change it again. */
  #compare(before: RewriteState, answer: unknown): void {
    const event = eventSchema.safeParse(answer);
    if (!event.success || event.data.isOnlineMeeting == null) return;
    const after = stateOf(event.data);
    if (after.online === before.online && after.joinUrl === before.joinUrl) return;
    this.#options.logger.error('Writing a body changed the online meeting of an organizer.', {
      wasOnline: before.online,
      isOnline: after.online,
      sameLink: after.joinUrl === before.joinUrl,
    });
  }
}

/** A link as a body holds it, where `&` is written as a reference. */
function linkText(joinUrl: string): string {
  return joinUrl.split('&')[0] ?? joinUrl;
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
