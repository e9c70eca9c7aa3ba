import { type Instant, type ItemRef, MINUTE_MS, type ReadResult } from '@vmrkit/core';
import type { GraphCall, GraphCallOptions, GraphOutcome } from '../client/graph-client.ts';
import { meaningOf } from '../errors/error-meaning.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { eventSchema, type GraphEvent, type GraphMessage, messageSchema } from './entities.ts';
import { type ExtendedName, expandOf, extendedOf } from './extended-properties.ts';
import { answerOf } from './known-requests.ts';
import type { MailboxContext } from './mailbox-context.ts';
import { participant } from './people.ts';
import { headersOf, resolvePeople } from './resolve-people.ts';
import { ianaOf, instantOf } from './times.ts';
import { kindOf, toMailboxMessage } from './to-mailbox-message.ts';

const WANTED: readonly ExtendedName[] = [
  'cleanGlobalObjectId',
  'globalObjectId',
  'ownerCriticalChange',
  'sequence',
  'exceptionReplaceTime',
  'auxiliaryFlags',
  'authAs',
  'contentLanguage',
  'representedAddress',
  'senderAddress',
  'articleNumber',
];
/** Every property but the body; those of a derived type by their cast, without which the whole query is refused. */
const WITHOUT_BODY = [
  'id',
  'receivedDateTime',
  'sentDateTime',
  'internetMessageId',
  'subject',
  'from',
  'sender',
  'hasAttachments',
  ...[
    'meetingMessageType',
    'type',
    'isOutOfDate',
    'isAllDay',
    'startDateTime',
    'endDateTime',
    'location',
    'recurrence',
  ].map((name) => `microsoft.graph.eventMessage/${name}`),
  'microsoft.graph.eventMessageRequest/meetingRequestType',
];
/** The calendar attendant writes an entry within seconds; where there is none for so long, it has left the calendar. */
const ENTRY_AGE_MS = 10 * MINUTE_MS;
const FIRST_WAIT_MS = 100;
/** A longer pause is told to the caller. */
const LONGEST_PAUSE_MS = 30_000;

/** A message as it was read, with what else had to be asked. */
interface Found {
  readonly message: GraphMessage;
  readonly bodyUnreadable: boolean;
}

/**
 * Reads messages with their entries in one batch. What the calendar attendant did not write yet is asked for again
 * while patience lasts.
 */
export async function readMessages(
  context: MailboxContext,
  refs: readonly ItemRef[],
  options: GraphCallOptions,
): Promise<readonly ReadResult[]> {
  const results = await readOnce(context, refs, options);
  const patience = context.settings.limits.entry_patience_ms;
  for (let waited = 0, wait = FIRST_WAIT_MS; waited < patience; waited += wait, wait *= 2) {
    const missing = refs.filter((ref) => isWaiting(results.get(ref.id)));
    if (missing.length === 0) break;
    await context.clock.sleep(Math.min(wait, patience - waited), options.signal);
    for (const [id, result] of await readOnce(context, missing, options)) results.set(id, result);
  }
  return refs.map(({ id }) => results.get(id) ?? { kind: 'gone' });
}

const NO_ENTRY: ReadResult = { kind: 'unreadable', reason: 'no-calendar-entry' };

function isWaiting(result: ReadResult | undefined): boolean {
  return result === NO_ENTRY;
}

async function readOnce(
  context: MailboxContext,
  refs: readonly ItemRef[],
  options: GraphCallOptions,
): Promise<Map<string, ReadResult>> {
  const ids = [...new Set(refs.map(({ id }) => id))];
  const results = new Map<string, ReadResult>();
  const found = await fetchMessages(context, ids, { options, results });
  const masters = await mastersOf(context, found, options);
  const encrypted = await encryptedOf(context, found, options);
  const headers = await headersOf(context, unauthenticated(found), options);
  const zone = found.some(({ message }) => needsZone(message)) ? await context.mailboxZone() : null;
  const people = await resolvePeople(context, found, { masters, options });
  found.forEach(({ message, bodyUnreadable }, place) => {
    const event = message.event ?? null;
    if (kindOf(message) === 'request' && event === null && isYoung(message, context)) {
      results.set(message.id, NO_ENTRY);
      return;
    }
    const own = people[place] ?? { organizer: null, sender: null };
    const result = toMailboxMessage(message, {
      ref: { id: message.id },
      mailbox: context.email,
      people: own,
      event,
      mailboxZone: zone,
      authenticatedAs: headers.get(message.id)?.get('x-ms-exchange-organization-authas') ?? null,
      bodyUnreadable: bodyUnreadable || encrypted.has(message.id),
      bodyEncrypted: encrypted.has(message.id),
    });
    if (event) {
      const organizer = participant(own.organizer);
      const subject = message.subject ?? '';
      context.known.set(message.id, { eventId: event.id, organizer, subject, answer: answerOf(event) });
    }
    results.set(message.id, result);
  });
  return results;
}

/** Requests that tell by no property how their sender was authenticated: the headers do. */
function unauthenticated(found: readonly Found[]): readonly string[] {
  return found.flatMap(({ message }) =>
    kindOf(message) === 'request' && extendedOf(message, 'authAs') === null ? [message.id] : [],
  );
}

function isYoung(message: GraphMessage, { clock }: MailboxContext): boolean {
  const receivedAt: Instant | null = instantOf(message.receivedDateTime);
  return receivedAt !== null && clock.now() - receivedAt < ENTRY_AGE_MS;
}

/** Whether the zone of the mailbox is needed to show a meeting, or to know when its day begins. */
function needsZone({ event }: GraphMessage): boolean {
  return event != null && ianaOf(event.originalStartTimeZone) === null;
}

/** The messages that there are; of the others, what became of them stands in `results`. */
async function fetchMessages(
  context: MailboxContext,
  ids: readonly string[],
  { options, results }: { readonly options: GraphCallOptions; readonly results: Map<string, ReadResult> },
): Promise<readonly Found[]> {
  const { client } = context;
  const expand = encodeURIComponent(`microsoft.graph.eventMessage/event,${expandOf(WANTED)}`);
  const callOf = (id: string, select = ''): GraphCall => ({
    method: 'GET',
    path: `${client.user}/messages/${encodeURIComponent(id)}?$expand=${expand}${select}`,
  });
  const outcomes = await patientBatch(
    context,
    ids.map((id) => callOf(id)),
    options,
  );
  const spoilt = ids.filter((_, place) => isSpoiltBody(outcomes[place]));
  const select = `&$select=${encodeURIComponent(WITHOUT_BODY.join(','))}`;
  const bare =
    spoilt.length === 0
      ? []
      : await client.batch(
          spoilt.map((id) => callOf(id, select)),
          options,
        );
  const found: Found[] = [];
  ids.forEach((id, place) => {
    const at = spoilt.indexOf(id);
    const outcome = at < 0 ? outcomes[place] : bare[at];
    const read = readOutcome(outcome);
    if ('kind' in read) results.set(id, read);
    else found.push({ message: { ...read, id }, bodyUnreadable: at >= 0 });
  });
  return found;
}

/**
 * Those of a batch that were throttled are asked for again after their pause, as long as each round gets on; what
 * concerns the whole mailbox rejects.
 */
async function patientBatch(
  { client, clock }: MailboxContext,
  calls: readonly GraphCall[],
  options: GraphCallOptions,
): Promise<readonly GraphOutcome[]> {
  const outcomes = [...(await client.batch(calls, options))];
  for (let open = calls.length; ; ) {
    const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]));
    const whole = failures.find(({ kind }) => !['response', 'too-large', 'throttled'].includes(kind));
    if (whole) throw whole;
    const places = outcomes.flatMap((outcome, place) =>
      !outcome.ok && outcome.failure.kind === 'throttled' ? [place] : [],
    );
    if (places.length === 0) return outcomes;
    const pause = Math.max(...failures.map(({ retryAfterMs }) => retryAfterMs ?? 0));
    const [throttled] = failures.filter(({ kind }) => kind === 'throttled');
    if (throttled && (places.length === open || pause > LONGEST_PAUSE_MS)) throw throttled;
    open = places.length;
    await clock.sleep(pause, options.signal);
    const again = await client.batch(
      places.flatMap((place) => calls[place] ?? []),
      options,
    );
    again.forEach((outcome, at) => {
      outcomes[places[at] ?? 0] = outcome;
    });
  }
}

/** A body that cannot be converted fails the whole message; without it the rest may be served. */
function isSpoiltBody(outcome: GraphOutcome | undefined): boolean {
  return outcome?.ok === false && meaningOf(outcome.failure) === 'transient';
}

function readOutcome(outcome: GraphOutcome | undefined): GraphMessage | ReadResult {
  if (!outcome) return { kind: 'unreadable', reason: 'not-told' };
  if (outcome.ok) {
    const message = messageSchema.safeParse(outcome.body);
    return message.success ? message.data : { kind: 'unreadable', reason: 'malformed' };
  }
  const { failure } = outcome;
  switch (meaningOf(failure)) {
    case 'gone':
      return { kind: 'gone' };
    case 'not-allowed':
    case 'no-mailbox':
    case 'mailbox-full':
      throw failure;
    default:
      return { kind: 'unreadable', reason: failure.reason };
  }
}

/** Masters of exceptions that name no organizer. */
async function mastersOf(
  { client }: MailboxContext,
  found: readonly Found[],
  options: GraphCallOptions,
): Promise<ReadonlyMap<string, GraphEvent>> {
  const ids = new Set(
    found.flatMap(({ message: { event } }) =>
      event?.seriesMasterId && !event.organizer?.emailAddress?.address ? [event.seriesMasterId] : [],
    ),
  );
  if (ids.size === 0) return new Map();
  const calls = [...ids].map((id): GraphCall => {
    return { method: 'GET', path: `${client.user}/events/${encodeURIComponent(id)}?$select=id,organizer` };
  });
  const masters = new Map<string, GraphEvent>();
  (await client.batch(calls, options)).forEach((outcome, place) => {
    const event = outcome.ok ? eventSchema.safeParse(outcome.body) : null;
    if (event?.success) masters.set([...ids][place] ?? '', event.data);
  });
  return masters;
}

/** Messages without a body whose attachment says that it is encrypted: the body is there, and nobody here can read it. */
async function encryptedOf(
  { client }: MailboxContext,
  found: readonly Found[],
  options: GraphCallOptions,
): Promise<ReadonlySet<string>> {
  const ids = found.flatMap(({ message }) =>
    message.hasAttachments && isShort(message) ? [message.id] : [],
  );
  if (ids.length === 0) return new Set();
  const calls = ids.map((id): GraphCall => {
    const path = `${client.user}/messages/${encodeURIComponent(id)}/attachments?$select=name,contentType`;
    return { method: 'GET', path };
  });
  const outcomes = await client.batch(calls, options);
  const unknown = outcomes.find((outcome) => !outcome.ok && outcome.failure.kind !== 'response');
  if (unknown?.ok === false && unknown.failure instanceof GraphFailure) throw unknown.failure;
  return new Set(ids.filter((_, place) => hasSealedBody(outcomes[place])));
}

const SHORT = 1_000;
/** S/MIME, and messages under rights management ([MS-OXORMMS]). */
const SEALED_NAME = /\b(?:smime\.p7m|message(?:_v\d+)?\.rpmsg)$/i;
const SEALED_TYPE = /^application\/(?:(?:x-)?pkcs7-mime|x-microsoft-rpmsg-message)/i;

function isShort({ body }: GraphMessage): boolean {
  return (body?.content ?? '').length < SHORT;
}

function hasSealedBody(outcome: GraphOutcome | undefined): boolean {
  if (!outcome?.ok || !Array.isArray(outcome.body.value)) return false;
  return outcome.body.value.some((attachment: unknown) => {
    const { name, contentType } = Object(attachment) as {
      readonly name?: unknown;
      readonly contentType?: unknown;
    };
    return SEALED_NAME.test(String(name)) || SEALED_TYPE.test(String(contentType));
  });
}
