import {
  type BodyRewrite,
  type CallOptions,
  cleanGlobalObjectId,
  DAY_MS,
  type Instant,
  type LocateResult,
  type OrganizerCalendars,
  type OrganizerMeetingQuery,
  type RewriteOutcome,
  shift,
} from '@vmrkit/core';
import type { EwsClient } from './client/ews-client.ts';
import { EwsFailure } from './errors/ews-failure.ts';
import { meaningOf } from './errors/response-codes.ts';
import { DEFAULT_PAUSE_MS, toVmrKitError } from './errors/to-vmrkit-error.ts';
import { meetingBytes } from './mailbox/find-answers.ts';
import { identityOf, itemIdOf } from './mailbox/item-properties.ts';
import { bodyOf } from './mailbox/to-mailbox-message.ts';
import { patternStart, viewItems } from './mailbox/view-calendar.ts';

/** Organizers' calendars over Exchange Web Services, each in its organizer's own name. */
export class EwsOrganizerCalendars implements OrganizerCalendars {
  readonly #clientOf: (organizer: string) => EwsClient;

  constructor(clientOf: (organizer: string) => EwsClient) {
    this.#clientOf = clientOf;
  }

  locate(
    queries: readonly OrganizerMeetingQuery[],
    options: CallOptions = {},
  ): Promise<readonly LocateResult[]> {
    return Promise.all(
      queries.map(async (query): Promise<LocateResult> => {
        try {
          return await locate(this.#clientOf(query.organizer), query, options);
        } catch (error) {
          return locateFailure(error, options);
        }
      }),
    );
  }

  rewriteBodies(
    rewrites: readonly BodyRewrite[],
    options: CallOptions = {},
  ): Promise<readonly RewriteOutcome[]> {
    return Promise.all(
      rewrites.map(async ({ ref, body }): Promise<RewriteOutcome> => {
        try {
          const client = this.#clientOf(ref.organizer);
          return outcomeOf(
            await client.updateBody(ref, { html: body.type === 'html', content: body.content }, options),
          );
        } catch (error) {
          return rewriteFailure(error, options);
        }
      }),
    );
  }
}

async function locate(
  client: EwsClient,
  query: OrganizerMeetingQuery,
  options: CallOptions,
): Promise<LocateResult> {
  const ids =
    query.instance === null
      ? await masterIds(client, query, options)
      : await instanceIds(client, { ...query, instance: query.instance }, options);
  if (ids.length === 0) return { kind: 'gone' };
  const answers = await client.getItems(ids, 'meeting', options);
  const meeting = cleanGlobalObjectId(query.identity);
  for (const answer of answers) {
    if (answer.kind !== 'item') continue;
    const identity = identityOf(answer.element);
    const id = itemIdOf(answer.element);
    if (!identity || !id || cleanGlobalObjectId(identity) !== meeting) continue;
    return { kind: 'found', ref: { organizer: query.organizer, ...id }, body: bodyOf(answer.element) };
  }
  return { kind: 'gone' };
}

async function masterIds(
  client: EwsClient,
  query: OrganizerMeetingQuery,
  options: CallOptions,
): Promise<readonly string[]> {
  const page = await client.findItems(
    { folder: 'calendar', meetings: [meetingBytes(query)], offset: 0, limit: 10 },
    options,
  );
  return page.ids;
}

/** An instance may have been moved away from its day; its pattern start is looked for around it, then widely. */
async function instanceIds(
  client: EwsClient,
  query: OrganizerMeetingQuery & { readonly instance: Instant },
  options: CallOptions,
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

function outcomeOf(code: string): RewriteOutcome {
  if (code === 'NoError') return { kind: 'sent' };
  switch (code === 'ErrorCalendarCannotUpdateDeletedItem' ? 'gone' : meaningOf(code)) {
    case 'gone':
      return { kind: 'gone' };
    case 'stale':
      return { kind: 'conflict' };
    case 'not-allowed':
    case 'no-mailbox':
      return { kind: 'not-allowed' };
    case 'throttled':
      return { kind: 'not-sent', retryAfterMs: DEFAULT_PAUSE_MS };
    case 'transient':
      return { kind: 'unknown' };
    default:
      return { kind: 'refused', reason: code };
  }
}

/** Failures of one organizer's mailbox are results; those of the account reject. */
function locateFailure(error: unknown, options: CallOptions): LocateResult {
  if (!(error instanceof EwsFailure) || options.signal?.aborted || error.kind === 'sign-in') {
    throw toVmrKitError(error, options.signal);
  }
  if (isDenied(error)) return { kind: 'not-allowed' };
  return { kind: 'unavailable', retryAfterMs: error.retryAfterMs ?? DEFAULT_PAUSE_MS };
}

function rewriteFailure(error: unknown, options: CallOptions): RewriteOutcome {
  if (!(error instanceof EwsFailure)) {
    if (options.signal?.aborted) return { kind: 'unknown' };
    throw toVmrKitError(error, options.signal);
  }
  if (error.kind === 'sign-in') throw toVmrKitError(error, options.signal);
  if (isDenied(error)) return { kind: 'not-allowed' };
  if (error.kind === 'response' && !error.maySent) return outcomeOf(error.reason);
  if (error.maySent) return { kind: 'unknown' };
  return { kind: 'not-sent', retryAfterMs: error.retryAfterMs ?? DEFAULT_PAUSE_MS };
}

function isDenied(failure: EwsFailure): boolean {
  return failure.kind === 'response' && ['not-allowed', 'no-mailbox'].includes(meaningOf(failure.reason));
}
