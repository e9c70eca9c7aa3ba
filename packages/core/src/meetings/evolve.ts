import type { MeetingRequest, SeriesFacts } from '../mailbox/meeting-message.ts';
import { DECLINES, isAnswered, type ReplyEffect } from '../outbox/outbox-entry.ts';
import type { DeclineText } from '../templates/integration-texts.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, shift } from '../time/instant.ts';
import { type MeetingMessage, organizerOf, versionOf } from './decide.ts';
import type { Intent } from './intent.ts';
import type { Abandoned, Conference, InstanceOverride, Meeting, Schedule } from './meeting.ts';
import { compareVersions, type MeetingVersion, outlastsSeries } from './meeting-version.ts';
import { lastEndOf } from './occurrences.ts';
import type { SchedulingPolicy } from './scheduling-policy.ts';

/** Journal entries and finished effects kept at most; beyond it the oldest go. */
const KEPT_JOURNAL = 200;
const KEPT_EFFECTS = 20;
/** How long what is left of a meeting, or a released alias, is declined as alias deleted (S4.9). */
export const TOMBSTONE_MS = 30 * DAY_MS;

/** One message with what was decided about it and obtained for it. */
export interface Step {
  readonly message: MeetingMessage;
  readonly intent: Intent;
  /** The room, with all that it claims claimed; null unless the intent is to apply. */
  readonly conference: Conference | null;
  /** Whether a decline is answered, or only journalled since the sender was answered this hour (S4.10). */
  readonly answered: boolean;
  readonly senderTrusted: boolean;
  readonly correlationId: string;
  /** UUID, version 7, for the effect that the step may bring. */
  readonly effectId: string;
}

/** Where and when a step takes place. */
export interface StepContext {
  readonly policy: SchedulingPolicy;
  readonly mailboxId: string;
  readonly fence: number;
  readonly now: Instant;
}

/** The meeting after `step`; null when there was none and nothing is to be remembered. Pure. */
export function evolve(meeting: Meeting | null, step: Step, context: StepContext): Meeting | null {
  const { intent } = step;
  if (meeting === null && intent.kind === 'ignore') return null;
  const before = meeting ?? unknownMeeting({ ...context.policy, ...context });
  const after = changed(before, step, context);
  const settled = intent.kind === 'ignore' ? after : withTimers(after, context);
  const fence = settled.mailboxId === context.mailboxId ? context.fence : settled.fence;
  return { ...settled, fence, journal: journalled(after, step, context) };
}

/** The meeting with its room gone for good, its tombstone standing for {@link TOMBSTONE_MS} (S4.9). */
export function removed(meeting: Meeting, context: StepContext): Meeting {
  const gone: Meeting = {
    ...meeting,
    fence: context.fence,
    status: 'removed',
    statusSince: context.now,
    conference: null,
    abandoned: meeting.conference ? [...meeting.abandoned, wholeOf(meeting.conference)] : meeting.abandoned,
    schedule: null,
    instances: [],
    outbox: withoutUnsentAccepts(meeting.outbox, context.now),
  };
  return withTimers(gone, context);
}

function changed(before: Meeting, step: Step, context: StepContext): Meeting {
  switch (step.intent.kind) {
    case 'ignore':
      return before;
    case 'note':
      return noted(before, step.message, context.now);
    case 'cancel':
      return cancelled(before, step, context);
    case 'decline':
      return declined(before, step, step.intent.because, step.intent.limited, context);
    case 'apply':
      return applied(before, step, context);
  }
}

/** What is off already, or comes before its meeting: kept so that nothing older undoes it. */
function noted(before: Meeting, message: MeetingMessage, now: Instant): Meeting {
  const version = versionOf(message);
  const organizer = before.organizer ?? organizerOf(message);
  if (message.instance === null) return { ...before, organizer, version: later(before.version, version) };
  const override = { originalStart: message.instance, version, knownAt: now, moved: null };
  return { ...before, organizer, instances: withOverride(before.instances, override) };
}

function cancelled(before: Meeting, { message }: Step, { now }: StepContext): Meeting {
  const version = versionOf(message);
  if (message.instance !== null) {
    return {
      ...before,
      instances: withOverride(before.instances, {
        originalStart: message.instance,
        version,
        knownAt: now,
        moved: null,
      }),
    };
  }
  return {
    ...before,
    status: 'cancelled',
    statusSince: now,
    version,
    echoAwaited: false,
    outbox: withoutUnsentAccepts(before.outbox, now),
  };
}

function declined(
  before: Meeting,
  step: Step,
  text: DeclineText,
  limited: boolean,
  context: StepContext,
): Meeting {
  if (!step.answered) return before;
  return { ...before, outbox: withReply(before, step, { text, urgency: limited ? 2 : 1 }, context.now) };
}

function applied(before: Meeting, step: Step, context: StepContext): Meeting {
  const { message, intent, conference } = step;
  if (message.kind !== 'request' || intent.kind !== 'apply') return before;
  const known = before.status !== 'unknown';
  const after: Meeting = {
    ...before,
    ...(message.instance === null
      ? wholeMeeting(before, message, context.now)
      : oneInstance(before, message, context.now)),
    mailboxId: context.mailboxId,
    status: 'live',
    statusSince: before.status === 'live' ? before.statusSince : context.now,
    vouched: (known && before.vouched) || step.senderTrusted,
    language: message.language ?? before.language,
    conference,
    abandoned: abandonedBy(before, conference),
    echoAwaited: intent.grant.kind === 'token' || (before.echoAwaited && intent.reply === null),
  };
  return { ...after, outbox: withEffect(after, step, context.now) };
}

function wholeOf({ reservationId, name }: Conference): Abandoned {
  return { reservationId, name };
}

/** S4.3: with another tag a meeting leaves the aliases behind that it had. */
function abandonedBy({ abandoned, conference }: Meeting, next: Conference | null): readonly Abandoned[] {
  if (conference === null || conference.reservationId === next?.reservationId) return abandoned;
  return [...abandoned, { reservationId: conference.reservationId, name: null }];
}

function wholeMeeting(before: Meeting, request: MeetingRequest, now: Instant): Partial<Meeting> {
  const version = versionOf(request);
  const schedule: Schedule = {
    kind: request.series ? 'series' : 'single',
    first: { start: request.start, end: request.end },
    allDay: request.allDay,
    zone: request.zone,
    series: request.series,
    window: request.series ? (before.schedule?.window ?? null) : null,
  };
  return {
    organizer: organizerOf(request),
    subject: request.subject,
    version,
    schedule,
    instances: overridesOf(request.series, { version, knownAt: now }, before.instances),
  };
}

function oneInstance(before: Meeting, request: MeetingRequest, now: Instant): Partial<Meeting> {
  const first = { start: request.start, end: request.end };
  const override: InstanceOverride = {
    originalStart: request.instance ?? request.start,
    version: versionOf(request),
    knownAt: now,
    moved: first,
  };
  const { allDay, zone } = request;
  return {
    organizer: before.organizer ?? organizerOf(request),
    subject: before.subject || request.subject,
    schedule: before.schedule ?? { kind: 'instances', first, allDay, zone, series: null, window: null },
    instances: withOverride(before.instances, override),
  };
}

/** The series' own list of changes, and what came for single instances since ([MS-OXOCAL] 3.1.4.7.3.5). */
function overridesOf(
  series: SeriesFacts | null,
  told: Pick<InstanceOverride, 'version' | 'knownAt'>,
  before: readonly InstanceOverride[],
): readonly InstanceOverride[] {
  if (series === null) return [];
  const listed: InstanceOverride[] = [
    ...series.modified.map(({ originalStart, start, end }) => ({
      ...told,
      originalStart,
      moved: { start, end },
    })),
    ...series.deleted.map((originalStart) => ({ ...told, originalStart, moved: null })),
  ];
  return before
    .filter((override) => outlastsSeries(override.version, told.version))
    .reduce(withOverride, listed);
}

function withOverride(
  list: readonly InstanceOverride[],
  override: InstanceOverride,
): readonly InstanceOverride[] {
  return [...list.filter(({ originalStart }) => originalStart !== override.originalStart), override];
}

function withEffect(meeting: Meeting, step: Step, now: Instant): Meeting['outbox'] {
  const { intent, message } = step;
  if (intent.kind !== 'apply') return meeting.outbox;
  if (intent.grant.kind === 'token') {
    const entry = {
      ...effectBase(step, now, 0),
      kind: 'organizer-update' as const,
      instance: message.instance,
      tokenHash: intent.grant.hash,
      request: subjectOf(message),
    };
    return [...superseding(meeting.outbox, message.instance, now), entry];
  }
  if (intent.reply === null) return withStandIn(meeting, step, now);
  const opensView = meeting.schedule?.kind === 'series';
  return withReply(meeting, step, { text: intent.reply, urgency: opensView ? 0 : 1 }, now);
}

/**
 * A message that needs no answer of its own gets the acceptance that is still owed to its meeting: mail systems take
 * none for a request that a newer one has replaced.
 */
function withStandIn(meeting: Meeting, step: Step, now: Instant): Meeting['outbox'] {
  const owed = meeting.outbox.findLast(
    (entry): entry is ReplyEffect =>
      entry.kind === 'reply' && entry.to.instance === step.message.instance && !DECLINES.has(entry.text),
  );
  if (owed === undefined || isAnswered(owed.state)) return meeting.outbox;
  const outbox = withReply(meeting, step, owed, now);
  const { state, id } = owed;
  if (state.kind !== 'sending') return outbox;
  return outbox.map((entry) =>
    entry.id === step.effectId && entry.kind === 'reply'
      ? { ...entry, insteadOf: id, state: { kind: 'pending', notBefore: state.deadline } }
      : entry,
  );
}

function withReply(
  meeting: Meeting,
  step: Step,
  { text, urgency }: Pick<ReplyEffect, 'text' | 'urgency'>,
  now: Instant,
): Meeting['outbox'] {
  const entry: ReplyEffect = {
    ...effectBase(step, now, urgency),
    kind: 'reply',
    to: subjectOf(step.message),
    text,
  };
  return [...superseding(meeting.outbox, step.message.instance, now), entry];
}

function effectBase<U extends 0 | 1 | 2>(step: Step, now: Instant, urgency: U) {
  return {
    id: step.effectId,
    createdAt: now,
    correlationId: step.correlationId,
    urgency,
    attempts: 0,
    state: { kind: 'pending' as const, notBefore: now },
  };
}

function subjectOf(message: MeetingMessage): ReplyEffect['to'] {
  const { ref, messageId, identity, instance, receivedAt } = message;
  return { ref, messageId, identity, instance, receivedAt };
}

/** Finished effects pruned, and unsent answers about the same instance replaced by the one to come (S4.8). */
function superseding(outbox: Meeting['outbox'], instance: Instant | null, now: Instant): Meeting['outbox'] {
  const kept = outbox.filter(({ state }) => state.kind === 'pending' || state.kind === 'sending');
  const ended = outbox.filter(({ state }) => state.kind !== 'pending' && state.kind !== 'sending');
  const replaced = kept.map((entry) =>
    entry.kind === 'reply' && entry.state.kind === 'pending' && entry.to.instance === instance
      ? { ...entry, state: { kind: 'superseded' as const, at: now } }
      : entry,
  );
  return [...ended.slice(-KEPT_EFFECTS), ...replaced];
}

/** I2: what was not yet accepted is not accepted any more once the room is gone. */
function withoutUnsentAccepts(outbox: Meeting['outbox'], now: Instant): Meeting['outbox'] {
  return outbox.map((entry) =>
    entry.state.kind === 'pending' ? { ...entry, state: { kind: 'superseded' as const, at: now } } : entry,
  );
}

function withTimers(meeting: Meeting, { policy, now }: StepContext): Meeting {
  const retention = policy.retentionHours * HOUR_MS;
  const isSeries = meeting.status === 'live' && meeting.schedule?.kind === 'series';
  const timers = (expiresAt: Instant | null) => ({ ...meeting, refreshAt: isSeries ? now : null, expiresAt });
  if (meeting.status === 'live') {
    const lastEnd = lastEndOf(meeting);
    return timers(lastEnd === null ? null : shift(lastEnd, policy.joinAfterMinutes * MINUTE_MS + retention));
  }
  if (meeting.status === 'cancelled') return timers(shift(meeting.statusSince, retention));
  return timers(shift(meeting.statusSince, TOMBSTONE_MS));
}

function journalled(meeting: Meeting, step: Step, { now }: StepContext): Meeting['journal'] {
  const { intent, message, correlationId } = step;
  const reason =
    'because' in intent ? intent.because : intent.kind === 'apply' ? (intent.reply ?? 'unanswered') : '';
  const entry = {
    messageId: message.messageId,
    at: now,
    outcome: reason ? `${intent.kind}: ${reason}` : intent.kind,
    correlationId,
  };
  return [...meeting.journal.slice(1 - KEPT_JOURNAL), entry];
}

function later(a: MeetingVersion | null, b: MeetingVersion): MeetingVersion {
  return a !== null && compareVersions(a, b) > 0 ? a : b;
}

/** What is known of a meeting before anything was accepted. */
export function unknownMeeting(
  start: Pick<Meeting, 'tenantId' | 'integrationId' | 'mailboxId' | 'fence'> & { readonly now: Instant },
): Meeting {
  const { tenantId, integrationId, mailboxId, fence, now } = start;
  return {
    tenantId,
    integrationId,
    mailboxId,
    fence,
    status: 'unknown',
    statusSince: now,
    createdAt: now,
    organizer: null,
    subject: '',
    language: null,
    vouched: false,
    version: null,
    instances: [],
    schedule: null,
    conference: null,
    echoAwaited: false,
    journal: [],
    outbox: [],
    abandoned: [],
    refreshAt: null,
    expiresAt: null,
  };
}
