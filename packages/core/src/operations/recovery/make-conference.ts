import { createHash } from 'node:crypto';
import { ConflictError } from '../../errors/vmrkit-error.ts';
import type { WorkerContext } from '../../lease/worker-context.ts';
import type { MailboxRecord } from '../../mailbox/mailbox-record.ts';
import { withConferenceAudit } from '../../meetings/conference-audit.ts';
import { evolve } from '../../meetings/evolve.ts';
import { fulfil } from '../../meetings/fulfil.ts';
import type { Grant, Intent } from '../../meetings/intent.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import { uuidV4, uuidV7 } from '../../runtime/random.ts';
import type { Stored } from '../../store/document-collection.ts';
import type { Instant } from '../../time/instant.ts';
import { judgeAccepted } from './judge-meeting.ts';
import type { KeyedMeeting } from './list-accepted.ts';
import { recoveredRequest } from './recovered-request.ts';
import { reconciledMark, recoveredMark } from './recovery-marks.ts';
import type { LeftReason, RecoveryTask } from './recovery-types.ts';

const TRIES = 8;

/** What {@link makeConference} goes by. */
export interface MakeOptions {
  /** What the operator confirmed for it. */
  readonly task: RecoveryTask;
  readonly listedAt: Instant;
  readonly record: MailboxRecord | null;
}

/** What {@link makeConference} came to. */
export type Made =
  | { readonly kind: 'restored' }
  /** Its organizer is to be told. */
  | { readonly kind: 'renewed'; readonly stored: Stored<Meeting> }
  | { readonly kind: 'tell'; readonly stored: Stored<Meeting> }
  /** The known meeting is as the calendar shows it now. */
  | { readonly kind: 'updated' }
  | { readonly kind: 'cancelled' }
  /** The old aliases went meanwhile, and nobody confirmed that mail goes out. */
  | { readonly kind: 'changed' }
  | { readonly kind: LeftReason };

/**
 * Makes the conference that an accepted meeting lacks, by the worker's own steps: claims first, then the meeting in one
 * compare-and-set, so that whoever else writes the meeting is seen. Repeating it is harmless.
 */
export async function makeConference(
  meeting: KeyedMeeting,
  options: MakeOptions,
  context: WorkerContext,
): Promise<Made> {
  const { store, policy } = context;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const [stored] = await store.meetings.load(policy.tenantId, [meeting.key]);
    const judged = judgeAccepted(stored?.value ?? null, meeting.accepted, options.listedAt);
    if (judged === 'tell' && stored) return { kind: 'tell', stored };
    if (judged !== 'wanted' && judged !== 'update') return { kind: judged === 'tell' ? 'known' : judged };
    if ((judged === 'update') !== (options.task === 'update')) return { kind: 'changed' };
    const obtained =
      judged === 'update' ? kept(stored?.value ?? null, context) : await obtain(meeting, options, context);
    if (obtained === null) return { kind: 'changed' };
    const value = await compose(stored?.value ?? null, { ...options, ...meeting, ...obtained }, context);
    if (value === null) return { kind: 'changed' };
    const [result] = await store.meetings.commit(policy.tenantId, [
      stored
        ? { op: 'replace', id: meeting.key, revision: stored.revision, value }
        : { op: 'insert', id: meeting.key, value },
    ]);
    if (!result?.ok || result.revision === null) continue;
    if (judged === 'update') return { kind: 'updated' };
    if (!obtained.renewed) return { kind: 'restored' };
    return { kind: 'renewed', stored: { id: meeting.key, revision: result.revision, value } };
  }
  throw new ConflictError('The meeting kept changing meanwhile.', { code: 'ERR_MEETING_CONTENDED' });
}

interface Obtained {
  readonly grant: Grant;
  readonly messageId: string;
  readonly renewed: boolean;
  readonly correlationId: string;
}

/** The old reservation where it is available; else a new one, if that was confirmed. */
async function obtain(
  { key, tagId }: KeyedMeeting,
  { task }: MakeOptions,
  context: WorkerContext,
): Promise<Obtained | null> {
  const { reservations, random, mailboxId } = context;
  const correlationId = uuidV4(random);
  const restored =
    tagId === null ? null : await reservations.restore(tagId, { meetingKey: key, mailboxId, correlationId });
  if (restored !== null) return reserved(restored.id, false, correlationId);
  if (task !== 'renew') return null;
  const { id } = await reservations.reserve({
    mailboxId,
    callerKey: null,
    language: null,
    // The same draft for a run after a crash, so that it finds what this one reserved.
    draftKey: `recovery:${createHash('sha256').update(key).digest('hex')}`,
    correlationId,
  });
  return reserved(id, true, correlationId);
}

function reserved(reservationId: string, renewed: boolean, correlationId: string): Obtained {
  const messageId = recoveredMark(renewed, correlationId);
  return { grant: { kind: 'reservation', reservationId }, messageId, renewed, correlationId };
}

/** A known meeting keeps its room. */
function kept(meeting: Meeting | null, { random }: WorkerContext): Obtained | null {
  if (meeting === null) return null;
  const correlationId = uuidV4(random);
  return { grant: { kind: 'kept' }, messageId: reconciledMark(correlationId), renewed: false, correlationId };
}

/** The meeting with its conference; null when the reservation was lost again. */
async function compose(
  before: Meeting | null,
  wanted: KeyedMeeting & Obtained & MakeOptions,
  context: WorkerContext,
): Promise<Meeting | null> {
  const { key, accepted, grant, messageId, renewed, correlationId, record } = wanted;
  const { policy, mailboxId, clock, random } = context;
  const now = clock.now();
  const message = recoveredRequest(accepted, { messageId, followedTo: record?.followedTo ?? null, now });
  const intent: Intent = { kind: 'apply', grant, reply: null };
  const sender = { senderTrusted: true, tagOwner: null, organizersItem: null };
  const { options } = policy;
  const facts = { key, mailboxId, tag: { kind: 'none' }, replay: null, options, ...sender } as const;
  const fulfilled = await fulfil({ meeting: before, message, facts, intent, correlationId }, context);
  if (fulfilled.conference === null) return null;
  const step = { ...fulfilled, message, senderTrusted: true, correlationId, effectId: uuidV7(random, now) };
  const fence = Math.max(before?.fence ?? 0, record?.lease.fence ?? 0);
  const after = evolve(before, step, { policy, mailboxId, fence, now });
  // The organizer's update comes back as a request, which is answered as a new one.
  if (after === null) return null;
  const made = renewed ? { ...after, echoAwaited: true } : after;
  return withConferenceAudit(before, made, { actor: 'recovery', now, random, correlationId });
}
