import { createHash } from 'node:crypto';
import { type AuditEntry, withAudit } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import type { Random } from '../runtime/random.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import { DAY_MS, type Instant, SECOND_MS, shift } from '../time/instant.ts';

/** Something that happened to a conference on its platform; no names and no addresses. */
export interface RunEvent {
  readonly kind: 'started' | 'ended' | 'joined';
  /** Names one run of the conference on one node, from its start to its end; empty for `joined`. */
  readonly run: string;
  /** The same for an event that is sent again, and for no other. */
  readonly key: string;
  readonly at: Instant;
}

/** What platforms told of one conference. Id: the conference's, in its tenant's partition. */
export interface ConferenceRun {
  readonly tenantId: TenantId;
  readonly integrationId: IntegrationId;
  /** Since when some node runs it; null: none does. */
  readonly startedAt: Instant | null;
  /** Runs that started and did not end. */
  readonly open: readonly string[];
  /** Runs that ended, so that a start which comes late opens nothing. */
  readonly ended: readonly string[];
  /** How many participants joined since the last end. */
  readonly joins: number;
  /** Hashes of the events that were taken. */
  readonly seen: readonly string[];
  readonly forgetAt: Instant;
  readonly audit?: readonly AuditEntry[];
}

/** Runs by when they are forgotten, and those whose audit waits. */
export const conferenceRunShape: CollectionShape<ConferenceRun, 'forget' | 'audit'> = {
  name: 'conference_runs',
  indexes: { forget: ({ forgetAt }) => [forgetAt], audit: waitingAudit },
};

/** Most events that are remembered: an older one that is sent again counts twice. */
const MOST_SEEN = 4_096;
const MOST_RUNS = 256;
const KEPT_DAYS = 31;
/** A platform's clock is believed this far back, and not ahead of ours. */
const LATEST_MS = DAY_MS;

/** What {@link afterEvent} is told. */
export interface RunContext {
  readonly conferenceId: string;
  /** Name of the platform's connection. */
  readonly platform: string;
  readonly now: Instant;
  readonly random: Random;
}

/** A conference that no platform told of before. */
export function newRun(
  of: Pick<ConferenceRun, 'tenantId' | 'integrationId'>,
  { now }: Pick<RunContext, 'now'>,
): ConferenceRun {
  const forgetAt = shift(now, KEPT_DAYS * DAY_MS);
  return { ...of, startedAt: null, open: [], ended: [], joins: 0, seen: [], forgetAt };
}

/**
 * A conference after an event; null: it was taken before. Events may come doubled and in any order: a conference is
 * started with its first node and ended with its last, and what is told are counts and times alone.
 */
export function afterEvent(
  before: ConferenceRun,
  event: RunEvent,
  context: RunContext,
): ConferenceRun | null {
  const hash = createHash('sha256').update(event.key).digest('base64url').slice(0, 22);
  if (before.seen.includes(hash)) return null;
  const { now } = context;
  const at = Math.min(Math.max(event.at, now - LATEST_MS), now) as Instant;
  const run: ConferenceRun = {
    ...before,
    seen: [...before.seen, hash].slice(-MOST_SEEN),
    forgetAt: shift(now, KEPT_DAYS * DAY_MS),
  };
  if (event.kind === 'joined') return { ...run, joins: run.joins + 1 };
  return event.kind === 'started'
    ? started(run, { ...event, at }, context)
    : ended(run, { ...event, at }, context);
}

function started(run: ConferenceRun, event: RunEvent, context: RunContext): ConferenceRun {
  if (run.ended.includes(event.run) || run.open.includes(event.run)) return run;
  const open = [...run.open, event.run].slice(-MOST_RUNS);
  if (run.startedAt !== null) return { ...run, open };
  const begun = { ...run, open, startedAt: event.at };
  return told(begun, { action: 'conference.started', at: event.at, details: {} }, context);
}

function ended(run: ConferenceRun, event: RunEvent, context: RunContext): ConferenceRun {
  if (run.ended.includes(event.run)) return run;
  const open = run.open.filter((each) => each !== event.run);
  const left = { ...run, open, ended: [...run.ended, event.run].slice(-MOST_RUNS) };
  if (open.length > 0) return left;
  const { startedAt, joins } = run;
  const seconds = startedAt === null ? null : Math.max(0, Math.round((event.at - startedAt) / SECOND_MS));
  const details = { participants: String(joins), ...(seconds !== null && { seconds: String(seconds) }) };
  const over = told(
    { ...left, startedAt: null, joins: 0 },
    { action: 'conference.ended', at: event.at, details },
    context,
  );
  if (joins > 0) return over;
  return told(over, { action: 'conference.nobody_came', at: event.at, details: {} }, context);
}

function told(
  run: ConferenceRun,
  { action, at, details }: Pick<AuditEntry, 'action' | 'at' | 'details'>,
  { conferenceId, platform, random }: RunContext,
): ConferenceRun {
  const about = { actor: 'platform', integrationId: run.integrationId, conferenceId };
  const entry = { ...about, action, at, details: { platform, ...details }, random };
  return { ...run, audit: withAudit(run.audit ?? [], entry) };
}
