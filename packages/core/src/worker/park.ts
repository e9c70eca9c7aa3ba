import type { WorkerContext } from '../lease/worker-context.ts';
import { type ParkedMessage, parkedId } from '../mailbox/mailbox-record.ts';
import type { ParkReason } from '../meetings/intent.ts';
import { uuidV4 } from '../runtime/random.ts';
import type { Change } from '../store/document-collection.ts';
import { type Instant, latest, shift } from '../time/instant.ts';
import { giveUp, raiseParked } from './give-up.ts';
import { type Failure, takeMessages } from './take-messages.ts';

/** An operator must hear of it at once: the directory does not mend itself. */
const UNRESOLVED: ParkReason = 'organizer-unresolved';

/**
 * Keeps messages that could not be dealt with, so that the cursor may move on without them. `oldUntil` as for
 * `takeMessages`.
 */
export async function park(
  failures: readonly Failure[],
  oldUntil: Instant | null,
  context: WorkerContext,
): Promise<void> {
  if (failures.length === 0) return;
  const { store, policy, clock, random, mailboxId, settings } = context;
  const now = clock.now();
  const changes = failures.map(({ ref, reason }): Change<ParkedMessage> => {
    const retryAt = shift(now, settings.parkPausesMs[0] ?? 0);
    const value = {
      mailboxId,
      ref,
      correlationId: uuidV4(random),
      reason,
      attempts: 1,
      oldUntil,
      parkedAt: now,
      retryAt,
    };
    return { op: 'insert', id: parkedId(mailboxId, ref.id), value };
  });
  await store.parked.commit(policy.tenantId, changes);
  for (const { value } of changes.filter((change) => change.op === 'insert')) {
    context.logger.warn('Parked a message.', { correlation_id: value.correlationId, reason: value.reason });
  }
  if (failures.some(({ reason }) => reason === UNRESOLVED)) await raiseParked(UNRESOLVED, context);
}

/** What a look at the parked messages came to. */
export interface ParkedTurn {
  /** When to look again; null: none is parked. */
  readonly next: Instant | null;
  /** Newest time of receipt among the messages that could be read now; null when none could. */
  readonly newest: Instant | null;
}

/** Tries parked messages whose time has come. */
export async function retryParked(context: WorkerContext): Promise<ParkedTurn> {
  const { store, policy, clock, mailboxId, settings } = context;
  const query = { index: 'retry', equals: [mailboxId], limit: settings.batchSize } as const;
  const page = await store.parked.find(policy.tenantId, query);
  const due = page.items.filter(({ value }) => value.retryAt <= clock.now());
  if (due.length === 0) return { next: page.items[0]?.value.retryAt ?? null, newest: null };
  const failures: Failure[] = [];
  let newest: Instant | null = null;
  for (const oldUntil of new Set(due.map(({ value }) => value.oldUntil))) {
    const alike = due.filter(({ value }) => value.oldUntil === oldUntil);
    const refs = alike.map(({ value }) => value.ref);
    const taken = await takeMessages(refs, oldUntil, context);
    failures.push(...taken.failures);
    newest = latest(newest, taken.newest);
  }
  const reasons = new Map(failures.map(({ ref, reason }) => [ref.id, reason]));
  const changes: Change<ParkedMessage>[] = [];
  for (const { id, revision, value } of due) {
    const reason = reasons.get(value.ref.id);
    const pause = settings.parkPausesMs[value.attempts];
    if (reason === undefined) changes.push({ op: 'remove', id, revision });
    else if (pause === undefined) {
      // An old message that cannot be read was perhaps answered long ago: it gets no general error.
      if (value.oldUntil === null) await giveUp({ ...value, reason }, context);
      changes.push({ op: 'remove', id, revision });
    } else {
      const retryAt = shift(clock.now(), pause);
      changes.push({
        op: 'replace',
        id,
        revision,
        value: { ...value, reason, attempts: value.attempts + 1, retryAt },
      });
    }
  }
  await store.parked.commit(policy.tenantId, changes);
  return { next: clock.now(), newest };
}
