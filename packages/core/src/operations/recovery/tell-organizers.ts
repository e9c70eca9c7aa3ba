import { globalObjectIdOf, type MeetingKey } from '../../identity/meeting-key.ts';
import type { WorkerContext } from '../../lease/worker-context.ts';
import type {
  LocateResult,
  OrganizerCalendars,
  OrganizerItemRef,
  RewriteOutcome,
} from '../../mailbox/organizer-calendars.ts';
import { pinsOf } from '../../meetings/conference-edits.ts';
import { withEntry } from '../../meetings/journal.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import type { MessageBody } from '../../message-body/message-body.ts';
import { renewBody } from '../../outbox/renew-body.ts';
import { clearRewriteAlarms, raiseRewriteAlarm } from '../../outbox/rewrite-alarms.ts';
import { uuidV4 } from '../../runtime/random.ts';
import type { Stored } from '../../store/document-collection.ts';
import { MINUTE_MS } from '../../time/instant.ts';
import type { CallCounter } from '../call-counter.ts';
import { owesInstructions, toldEntry } from './recovery-marks.ts';

/** Meetings in one remote call at most. */
const BATCH = 100;
/** How often a meeting that could not be rewritten is tried in one run. */
const ROUNDS = 6;
const SHORTEST_PAUSE_MS = 1_000;
const NOTE_TRIES = 8;

/** How organizers are told. */
export interface TellOptions {
  readonly updateMessage: string;
  readonly calls: CallCounter;
  readonly signal?: AbortSignal | undefined;
}

/** What became of one meeting. */
export type Told =
  | { readonly kind: 'told' }
  /** The organizer's meeting held the instructions already. */
  | { readonly kind: 'told-before' }
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'postponed' }
  | { readonly kind: 'failed'; readonly code: string };

/** What is still to be looked at again, and after which pause. */
interface Again {
  readonly retryAfterMs: number;
  /** The organizer's calendar does not show the meeting now. */
  readonly gone?: boolean;
}

/**
 * Puts fresh instructions into organizers' meetings, sent to all attendees. What counts is the body as it is now: one
 * that holds the conference's tag is done, and a write goes only onto the state that was read; so a repeat after an
 * unknown fate, or beside another run, sends nothing twice. A meeting that its organizer's calendar does not show in any
 * round is postponed, with an alarm: the next run looks again. Results in the order given.
 */
export async function tellOrganizers(
  meetings: readonly Stored<Meeting>[],
  options: TellOptions,
  context: WorkerContext,
): Promise<readonly Told[]> {
  const results = new Map<string, Told>();
  let open = meetings;
  let gone = new Set<string>();
  for (let round = 0; open.length > 0 && round < ROUNDS; round += 1) {
    let pauseMs = SHORTEST_PAUSE_MS * 2 ** round;
    gone = new Set();
    for (let start = 0; start < open.length; start += BATCH) {
      const batch = open.slice(start, start + BATCH);
      const outcomes = await tellBatch(batch, options, context);
      for (const [id, outcome] of outcomes) {
        if (!('retryAfterMs' in outcome)) results.set(id, outcome);
        else pauseMs = Math.max(pauseMs, outcome.retryAfterMs);
        if ('gone' in outcome) gone.add(id);
      }
    }
    open = open.filter(({ id }) => !results.has(id));
    if (open.length > 0 && round + 1 < ROUNDS)
      await context.clock.sleep(Math.min(pauseMs, MINUTE_MS), options.signal);
  }
  for (const { value } of open.filter(({ id }) => gone.has(id)))
    await raiseRewriteAlarm('rewrite-not-found', value, context);
  return meetings.map(({ id }) => results.get(id) ?? { kind: 'postponed' });
}

async function tellBatch(
  batch: readonly Stored<Meeting>[],
  options: TellOptions,
  context: WorkerContext,
): Promise<ReadonlyMap<string, Told | Again>> {
  const groups = new Map<OrganizerCalendars | null, Stored<Meeting>[]>();
  for (const stored of batch) {
    const email = stored.value.organizer?.email;
    const calendars = email === undefined ? null : context.organizerCalendars(email);
    groups.set(calendars, [...(groups.get(calendars) ?? []), stored]);
  }
  const outcomes = new Map<string, Told | Again>();
  for (const [calendars, group] of groups) {
    const told = calendars === null ? new Map() : await rewrite(group, calendars, { ...options, context });
    for (const stored of group) {
      const outcome = told.get(stored.id) ?? { kind: 'not-allowed' };
      if (outcome.kind === 'told' || outcome.kind === 'told-before') await noteTold(stored, context);
      if (outcome.kind === 'told') await clearRewriteAlarms([stored.value], context);
      if (outcome.kind === 'not-allowed')
        await raiseRewriteAlarm('organizer-not-allowed', stored.value, context);
      outcomes.set(stored.id, outcome);
    }
  }
  return outcomes;
}

async function rewrite(
  group: readonly Stored<Meeting>[],
  calendars: OrganizerCalendars,
  options: TellOptions & { readonly context: WorkerContext },
): Promise<Map<string, Told | Again>> {
  const { calls, signal, context, updateMessage } = options;
  const call = signal ? { signal } : {};
  const queries = group.map(({ id, value }) => ({
    organizer: value.organizer?.email ?? '',
    identity: { globalObjectId: globalObjectIdOf(id as MeetingKey), uid: null },
    instance: null,
  }));
  const located = await calls.count('locate', () => calendars.locate(queries, call));
  const outcomes = new Map<string, Told | Again>();
  const ready: { readonly id: string; readonly ref: OrganizerItemRef; readonly body: MessageBody }[] = [];
  for (const [index, { id, value }] of group.entries()) {
    const result: LocateResult = located[index] ?? { kind: 'unavailable', retryAfterMs: 0 };
    const { conference, language } = value;
    if (result.kind !== 'found') outcomes.set(id, afterLocate(result));
    else if (conference === null) outcomes.set(id, { kind: 'told-before' });
    else {
      const pins = await context.reservations.openPins(...pinsOf(conference));
      const renewal = { key: id as MeetingKey, conference, pins, updateMessage, language };
      const body = await renewBody(result.body, renewal, context);
      if (body === null) outcomes.set(id, { kind: 'told-before' });
      else ready.push({ id, ref: result.ref, body });
    }
  }
  if (ready.length === 0) return outcomes;
  const rewrites = ready.map(({ ref, body }) => ({ ref, body }));
  const sent = await calls.count('rewriteBodies', () => calendars.rewriteBodies(rewrites, call));
  for (const [index, { id }] of ready.entries())
    outcomes.set(id, afterRewrite(sent[index] ?? { kind: 'unknown' }));
  return outcomes;
}

const notFound: Again = { retryAfterMs: 0, gone: true };

function afterLocate(result: Exclude<LocateResult, { kind: 'found' }>): Told | Again {
  if (result.kind === 'unavailable') return { retryAfterMs: result.retryAfterMs };
  return result.kind === 'gone' ? notFound : { kind: 'not-allowed' };
}

function afterRewrite(outcome: RewriteOutcome): Told | Again {
  switch (outcome.kind) {
    case 'sent':
      return { kind: 'told' };
    case 'gone':
      return notFound;
    case 'not-allowed':
      return { kind: 'not-allowed' };
    case 'refused':
      return { kind: 'failed', code: outcome.reason };
    case 'not-sent':
      return { retryAfterMs: outcome.retryAfterMs };
    case 'conflict':
    case 'unknown': // Located again, and judged by its body.
      return { retryAfterMs: 0 };
  }
}

/** Notes in the meeting's journal that its organizer has the instructions, under whatever fence it stands. */
async function noteTold(
  found: Stored<Meeting>,
  { store, policy, clock, random }: WorkerContext,
): Promise<void> {
  const entry = toldEntry({ at: clock.now(), correlationId: uuidV4(random) });
  let stored: Stored<Meeting> | null = found;
  for (let attempt = 0; attempt < NOTE_TRIES && stored !== null; attempt += 1) {
    const { id, revision, value }: Stored<Meeting> = stored;
    if (!owesInstructions(value)) return;
    const noted = { ...value, journal: withEntry(value.journal, entry) };
    const [result] = await store.meetings.commit(policy.tenantId, [
      { op: 'replace', id, revision, value: noted },
    ]);
    if (result?.ok) return;
    stored = (await store.meetings.load(policy.tenantId, [id]))[0] ?? null;
  }
}
