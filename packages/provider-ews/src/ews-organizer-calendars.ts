import type {
  BodyRewrite,
  CallOptions,
  LocateResult,
  OrganizerCalendars,
  OrganizerMeetingQuery,
  RewriteOutcome,
} from '@vmrkit/core';
import type { EwsClient } from './client/ews-client.ts';
import { EwsFailure } from './errors/ews-failure.ts';
import { meaningOf } from './errors/response-codes.ts';
import { DEFAULT_PAUSE_MS, toVmrKitError } from './errors/to-vmrkit-error.ts';
import { chunks } from './mailbox/chunks.ts';
import { locateMeetings } from './mailbox/locate-meetings.ts';

/** Meetings rewritten in one call; the server sends each to its attendees within it. */
const REWRITE_BATCH = 10;

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
    return byOrganizer(queries, async (group, organizer) => {
      try {
        return await locateMeetings(this.#clientOf(organizer), group, options);
      } catch (error) {
        const failure = locateFailure(error, options);
        return group.map(() => failure);
      }
    });
  }

  rewriteBodies(
    rewrites: readonly BodyRewrite[],
    options: CallOptions = {},
  ): Promise<readonly RewriteOutcome[]> {
    const wanted = rewrites.map((rewrite) => ({ ...rewrite, organizer: rewrite.ref.organizer }));
    return byOrganizer(wanted, async (group, organizer) => {
      const client = this.#clientOf(organizer);
      const batches = chunks(group, REWRITE_BATCH).map((batch) => rewriteBatch(client, batch, options));
      return (await Promise.all(batches)).flat();
    });
  }
}

/** Acts on what belongs to one organizer's mailbox together; results in the order given. */
async function byOrganizer<T extends { readonly organizer: string }, R>(
  items: readonly T[],
  act: (group: readonly T[], organizer: string) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = item.organizer.toLowerCase();
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  const results = new Map<T, R>();
  await Promise.all(
    [...groups].map(async ([organizer, group]) => {
      const own = await act(group, organizer);
      group.forEach((item, place) => {
        results.set(item, own[place] as R);
      });
    }),
  );
  return items.map((item) => results.get(item) as R);
}

/** A call that is refused as a whole before anything was done is repeated for each alone. */
async function rewriteBatch(
  client: EwsClient,
  batch: readonly BodyRewrite[],
  options: CallOptions,
): Promise<readonly RewriteOutcome[]> {
  const updates = batch.map(({ ref, body: { type, content } }) => ({
    item: ref,
    html: type === 'html',
    content,
  }));
  try {
    const codes = await client.updateBodies(updates, options);
    return batch.map((_, place) => outcomeOf(codes[place] ?? 'ErrorBatchProcessingStopped'));
  } catch (error) {
    const refused = error instanceof EwsFailure && error.kind === 'response' && !error.maySent;
    if (batch.length > 1 && refused && ['other', 'mailbox-full'].includes(meaningOf(error.reason))) {
      const singles = await Promise.all(batch.map((one) => rewriteBatch(client, [one], options)));
      return singles.flat();
    }
    const outcome = rewriteFailure(error, options);
    return batch.map(() => outcome);
  }
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
