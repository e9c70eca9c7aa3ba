import { TOMBSTONE_MS } from '../allocation/reservation.ts';
import type { MeetingRequest } from '../mailbox/meeting-message.ts';
import type { DeclineText } from '../templates/integration-texts.ts';
import { HOUR_MS, type Instant, shift } from '../time/instant.ts';
import {
  cancelled,
  handedOver,
  noted,
  pendingCancellation,
  withPendingCancellations,
} from './cancellations.ts';
import { overridesOf, speaksForMeeting, withOverride } from './instances.ts';
import type { Intent } from './intent.ts';
import { withEntry } from './journal.ts';
import type { Abandoned, Conference, InstanceOverride, Meeting, Schedule } from './meeting.ts';
import { bringsRewrite, leftBehind, withEffect, withoutUnsent, withReply } from './meeting-outbox.ts';
import { isNewer, type MeetingVersion } from './meeting-version.ts';
import { retainedUntil } from './occurrences.ts';
import { addressOf, organizerOf } from './organizer-of.ts';
import { type Place, versionOf } from './place-in-history.ts';
import type { Step, StepContext } from './step.ts';

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

/** The meeting with its room gone for good, its tombstone standing for {@link TOMBSTONE_MS}. */
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
    pendingCancellations: [],
    outbox: withoutUnsent(meeting.outbox, context.now),
  };
  return withTimers(gone, context);
}

function changed(before: Meeting, step: Step, context: StepContext): Meeting {
  const { message, intent } = step;
  const version = versionOf(message, { meeting: before, mailboxId: context.mailboxId });
  const place: Place = { instance: message.instance, version };
  switch (intent.kind) {
    case 'ignore':
      return intent.because === 'superseded' && step.senderTrusted
        ? handedOver(before, organizerOf(message), context.now)
        : before;
    case 'note':
      return intent.because === 'cancelled-already'
        ? noted(before, place, context.now)
        : pendingCancellation(before, { ...place, organizer: addressOf(organizerOf(message)) });
    case 'cancel':
      return cancelled(before, place, context.now);
    case 'decline':
      return declined(before, step, intent.because, intent.limited, context);
    case 'apply':
      return applied(before, step, { ...context, version });
  }
}

function declined(
  before: Meeting,
  step: Step,
  text: DeclineText,
  limited: boolean,
  context: StepContext,
): Meeting {
  if (!step.answered) return before;
  return {
    ...before,
    language: step.message.language ?? before.language,
    outbox: withReply(before, step, { text, urgency: limited ? 2 : 1 }, context),
  };
}

/** A step with where its message stands. */
interface VersionedContext extends StepContext {
  readonly version: MeetingVersion;
}

function applied(before: Meeting, step: Step, context: VersionedContext): Meeting {
  const { message, intent, conference } = step;
  if (message.kind !== 'request' || intent.kind !== 'apply') return before;
  const known = before.status !== 'unknown';
  const mailboxId = bindingOf(before, message, context);
  const after: Meeting = {
    ...before,
    ...(message.instance === null
      ? wholeMeeting(before, message, context)
      : oneInstance(before, message, context)),
    mailboxId,
    outbox: mailboxId === before.mailboxId ? before.outbox : leftBehind(before.outbox, context.now),
    status: 'live',
    statusSince: before.status === 'live' ? before.statusSince : context.now,
    fromTrustedSender: (known && before.fromTrustedSender) || step.senderTrusted,
    language: message.language ?? before.language ?? conference?.language ?? null,
    conference,
    abandoned: abandonedBy(before, conference),
    echoAwaited: bringsRewrite(intent.grant) || (before.echoAwaited && intent.reply === null),
  };
  return withPendingCancellations({ ...after, outbox: withEffect(after, step, context) }, context.now);
}

/** A series stays with the mailbox whose calendar shows it, also when another one is asked to an instance alone. */
function bindingOf(before: Meeting, { instance }: MeetingRequest, { mailboxId }: StepContext): string {
  const isShown = before.status === 'live' && before.schedule?.kind !== 'instances';
  return instance !== null && isShown ? before.mailboxId : mailboxId;
}

function wholeOf({ reservationId, name, edits }: Conference): Abandoned {
  const { aliases = [] } = edits ?? {};
  return { reservationId, name, ...(aliases.length > 0 && { aliases }) };
}

/** With another tag a meeting leaves the aliases behind that it had. */
function abandonedBy({ abandoned, conference }: Meeting, next: Conference | null): readonly Abandoned[] {
  if (conference === null || conference.reservationId === next?.reservationId) return abandoned;
  return [...abandoned, { reservationId: conference.reservationId, name: null }];
}

function wholeMeeting(
  before: Meeting,
  request: MeetingRequest,
  { version, now }: VersionedContext,
): Partial<Meeting> {
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
    instances: overridesOf(request.series, { version, knownAt: now }, before),
  };
}

function oneInstance(
  before: Meeting,
  request: MeetingRequest,
  { version: told, now }: VersionedContext,
): Partial<Meeting> {
  const first = { start: request.start, end: request.end };
  const override: InstanceOverride = {
    originalStart: request.instance ?? request.start,
    version: told,
    knownAt: now,
    moved: first,
  };
  const { allDay, zone } = request;
  const { status, version, schedule, instances } = before;
  // An invitation to one instance does not bring a cancelled series back.
  const alone = schedule === null || status !== 'live';
  return {
    ...(speaksForMeeting(before, { instance: request.instance, version: told })
      ? { organizer: organizerOf(request), subject: request.subject }
      : {}),
    schedule: alone ? { kind: 'instances', first, allDay, zone, series: null, window: null } : schedule,
    instances: withOverride(
      alone ? instances.filter((each) => isNewer(each.version, version)) : instances,
      override,
    ),
  };
}

function withTimers(meeting: Meeting, { policy, now }: StepContext): Meeting {
  const retention = policy.retentionHours * HOUR_MS;
  const isSeries = meeting.status === 'live' && meeting.schedule?.kind === 'series';
  const timers = (expiresAt: Instant | null) => ({ ...meeting, refreshAt: isSeries ? now : null, expiresAt });
  if (meeting.status === 'live') return timers(retainedUntil(meeting, policy));
  if (meeting.status === 'cancelled') return timers(shift(meeting.statusSince, retention));
  return timers(shift(meeting.statusSince, TOMBSTONE_MS));
}

function journalled(meeting: Meeting, step: Step, { now }: StepContext): Meeting['journal'] {
  const { intent, message, correlationId } = step;
  const reason = reasonOf(intent);
  return withEntry(meeting.journal, {
    messageId: message.messageId,
    at: now,
    outcome: reason ? `${intent.kind}: ${reason}` : intent.kind,
    correlationId,
  });
}

function reasonOf(intent: Intent): string {
  if (intent.kind === 'decline') return intent.reason ?? intent.because;
  if ('because' in intent) return intent.because;
  return intent.kind === 'apply' ? (intent.reply ?? 'unanswered') : '';
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
    fromTrustedSender: false,
    version: null,
    instances: [],
    pendingCancellations: [],
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
