import type { Instant } from '../time/instant.ts';
import type { Grant } from './intent.ts';
import type { Meeting } from './meeting.ts';
import type { MeetingMessage } from './message-facts.ts';
import {
  DECLINES,
  instanceOf,
  isAnswered,
  type OutboxEntry,
  type ReplyEffect,
  waitsUntil,
} from './outbox-entry.ts';
import { versionOf } from './place-in-history.ts';
import type { Step, StepContext } from './step.ts';

/** Finished effects of each kind kept at most; beyond it the oldest go. */
const KEPT_EFFECTS = 20;
/**
 * Answers of one meeting that wait at most: more than a series has occurrences in Outlook (999). Beyond it the newest is
 * sent in the place of the oldest, so that the meeting's document stays bounded.
 */
const MOST_WAITING = 1_000;

/** Whether instructions are put into the organizer's meeting, whose echo is answered then (S4.6). */
export function bringsRewrite({ kind }: Grant): boolean {
  return kind === 'token' || kind === 'fresh';
}

/** The outbox with what an accepted request brings: an answer, a rewrite of the organizer's meeting, or nothing. */
export function withEffect(meeting: Meeting, step: Step, context: StepContext): Meeting['outbox'] {
  const { intent, message } = step;
  if (intent.kind !== 'apply') return meeting.outbox;
  if (bringsRewrite(intent.grant)) {
    const entry = {
      ...effectBase(step, context, 0),
      kind: 'organizer-update' as const,
      instance: message.instance,
      tokenHash: intent.grant.kind === 'token' ? intent.grant.hash : null,
      request: subjectOf(message),
      version: versionOf(message, { meeting, mailboxId: context.mailboxId }),
    };
    return withNewest(meeting.outbox, entry, context.now);
  }
  if (intent.reply === null) return withOwedAcceptance(meeting, step, context);
  const opensView = message.instance === null && meeting.schedule?.kind === 'series';
  return withReply(meeting, step, { text: intent.reply, urgency: opensView ? 0 : 1 }, context);
}

/**
 * A message that needs no answer of its own gets the acceptance that is still owed to its meeting: mail systems take
 * none for a request that a newer one has replaced.
 */
function withOwedAcceptance(meeting: Meeting, step: Step, context: StepContext): Meeting['outbox'] {
  const owed = meeting.outbox.findLast(
    (entry): entry is ReplyEffect =>
      entry.kind === 'reply' &&
      entry.mailboxId === context.mailboxId &&
      entry.to.instance === step.message.instance &&
      !DECLINES.has(entry.text),
  );
  if (owed === undefined || isAnswered(owed.state)) return meeting.outbox;
  const outbox = withReply(meeting, step, owed, context);
  const { state, id } = owed;
  if (state.kind !== 'sending') return outbox;
  return outbox.map((entry) =>
    entry.id === step.effectId && entry.kind === 'reply'
      ? { ...entry, insteadOf: id, state: { kind: 'pending', notBefore: state.deadline } }
      : entry,
  );
}

/** The outbox with an answer to the step's message, which takes the place of unsent ones about the same. */
export function withReply(
  meeting: Meeting,
  step: Step,
  { text, urgency }: Pick<ReplyEffect, 'text' | 'urgency'>,
  context: StepContext,
): Meeting['outbox'] {
  const entry: ReplyEffect = {
    ...effectBase(step, context, urgency),
    kind: 'reply',
    to: subjectOf(step.message),
    text,
  };
  return withNewest(meeting.outbox, entry, context.now);
}

/** Effects that may go out at once do so in the order in which their messages were received. */
function effectBase<U extends 0 | 1 | 2>(step: Step, { mailboxId, now }: StepContext, urgency: U) {
  const { receivedAt } = step.message;
  return {
    id: step.effectId,
    createdAt: now,
    correlationId: step.correlationId,
    mailboxId,
    urgency,
    attempts: 0,
    state: { kind: 'pending' as const, notBefore: receivedAt < now ? receivedAt : now },
  };
}

function subjectOf(message: MeetingMessage): ReplyEffect['to'] {
  const { ref, messageId, identity, instance, receivedAt } = message;
  return { ref, messageId, identity, instance, receivedAt };
}

/**
 * The outbox with finished effects pruned, what the mailbox has not sent yet about the same instance replaced, and the
 * new effect. A rewrite waits on beside an answer, and is replaced by the next one: both see the body as it is
 * then.
 */
function withNewest(outbox: Meeting['outbox'], newest: OutboxEntry, now: Instant): Meeting['outbox'] {
  const superseded = { kind: 'superseded' as const, at: now };
  const waiting = outbox.filter(({ kind, state }) => kind === 'reply' && state.kind === 'pending');
  const excess = new Set(waiting.slice(0, Math.max(0, waiting.length + 1 - MOST_WAITING)));
  const replaced = outbox.map((entry) => {
    const isReplaced =
      entry.state.kind === 'pending' &&
      instanceOf(entry) === instanceOf(newest) &&
      entry.mailboxId === newest.mailboxId &&
      (entry.kind === 'reply' || newest.kind === 'organizer-update');
    return isReplaced || excess.has(entry) ? { ...entry, state: superseded } : entry;
  });
  return [...withoutOldEffects(replaced), newest];
}

/** The outbox with what waits, the newest of what has ended, and what a waiting answer stands in for. */
export function withoutOldEffects(outbox: Meeting['outbox']): Meeting['outbox'] {
  const firsts = new Set(
    outbox.flatMap((entry) => (entry.kind === 'reply' && isWaiting(entry) ? (entry.insteadOf ?? []) : [])),
  );
  const ended = outbox.filter((entry) => !isWaiting(entry) && !firsts.has(entry.id));
  const kinds = ['reply', 'organizer-update'] as const;
  const old = kinds.flatMap((kind) => ended.filter((each) => each.kind === kind).slice(0, -KEPT_EFFECTS));
  if (old.length === 0) return outbox;
  const gone = new Set(old);
  return outbox.filter((entry) => !gone.has(entry));
}

function isWaiting({ state }: OutboxEntry): boolean {
  return waitsUntil(state) !== null;
}

/** Of a meeting that moves to another mailbox of the pool, the answer from there takes the place of all unsent ones. */
export function leftBehind(outbox: Meeting['outbox'], now: Instant): Meeting['outbox'] {
  return outbox.map((entry) =>
    entry.kind === 'reply' && entry.state.kind === 'pending'
      ? { ...entry, state: { kind: 'superseded' as const, at: now } }
      : entry,
  );
}

/** I2: what was not yet sent about an instance that is off, or about the whole meeting (null), is not sent any more. */
export function withoutUnsent(
  outbox: Meeting['outbox'],
  now: Instant,
  isOff: (instance: Instant | null) => boolean = () => true,
): Meeting['outbox'] {
  return outbox.map((entry) =>
    entry.state.kind === 'pending' && isOff(instanceOf(entry))
      ? { ...entry, state: { kind: 'superseded' as const, at: now } }
      : entry,
  );
}
