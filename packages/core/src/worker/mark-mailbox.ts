import { ConflictError, codeOf } from '../errors/vmrkit-error.ts';
import type { MailboxLease } from '../lease/mailbox-lease.ts';
import type { WorkerContext } from '../lease/worker-context.ts';
import type { MailboxMark } from '../mailbox/equipment-mailbox.ts';
import { judgeMark, type MarkVerdict } from './judge-mark.ts';

/** The mark that stands in the mailbox, and what it says; `unread`: that cannot be told now. */
export interface StandingMark {
  readonly mark: MailboxMark | null;
  readonly verdict: MarkVerdict | 'unread';
}

/**
 * Looks at the mark in the mailbox. One that cannot be read stops nothing once there is a cursor, and rejects before.
 * Another deployment's raises an alarm: two on one mailbox would answer over each other's heads. The work goes on,
 * since which of them is right is for the operator to say; where the operator has said it, and the other one took the
 * mailbox over, it rejects with ConflictError `ERR_MAILBOX_TAKEN_OVER`. A mark that is ahead of the store shows that an
 * old copy of the store was restored: an alarm says so, and numbers that it gave out since are passed over.
 */
export async function findMark(
  { record }: Pick<MailboxLease, 'record'>,
  context: WorkerContext,
): Promise<StandingMark> {
  const { mailbox, mailboxId, deploymentId, store, policy, alarms, logger, reservations } = context;
  let mark: MailboxMark | null = null;
  try {
    mark = await mailbox.readMark();
  } catch (error) {
    // Only the mark tells a lost store from a new mailbox, and old mail must not be answered as new.
    if (record.cursor === null) throw error;
    warn('The mark of a mailbox could not be read.', error, context);
    return { mark, verdict: 'unread' };
  }
  // Read after the mark: another manager may have had the lease meanwhile, and notes its counter before it writes it.
  const [known] = await store.mailboxes.load(policy.tenantId, [mailboxId]);
  const present = known?.value ?? record;
  const verdict = judgeMark(mark, deploymentId, present);
  const shared = mark !== null && (verdict === 'foreign' || verdict === 'replaced');
  if (shared) logger.warn('Another deployment’s mark stands in the mailbox.', { mailbox: mailboxId });
  const alarm = alarmOf('mailbox-shared', context);
  await (shared ? alarms.raise(alarm, `deployment ${mark?.deploymentId}`) : alarms.clear(alarm));
  if (verdict === 'replaced') {
    throw new ConflictError('Another deployment has taken this mailbox over.', {
      code: 'ERR_MAILBOX_TAKEN_OVER',
    });
  }
  if (verdict === 'ahead' && mark?.renewal) {
    const { counter, drawn } = mark.renewal;
    await reservations.jumpAhead(drawn);
    const detail = `mark ${counter}, store ${present.markCounter ?? 0}`;
    await alarms.raise(alarmOf('store-restored', context), detail);
  }
  return { mark, verdict };
}

/**
 * Writes this deployment's mark with a higher counter, unless another one's stands there or may stand there. The store notes the counter
 * first, so that a stop in between leaves the store ahead. A failure of the mailbox stops nothing.
 */
export async function renewMark(
  { mark, verdict }: StandingMark,
  lease: MailboxLease,
  context: WorkerContext,
): Promise<void> {
  if (verdict === 'foreign' || verdict === 'unread') return;
  const { mailbox, policy, deploymentId, clock, settings, reservations } = context;
  const { markCounter = 0, replaced } = lease.record;
  const counter = Math.max(markCounter, mark?.renewal?.counter ?? 0) + 1;
  await lease.noteMark(counter);
  try {
    await mailbox.writeMark({
      deploymentId,
      integrationId: policy.integrationId,
      writtenAt: clock.now(),
      renewal: { counter, everyMs: settings.markRenewMs, drawn: await reservations.drawn() },
      ...(replaced === undefined ? {} : { replaced }),
    });
  } catch (error) {
    warn('A mailbox could not be marked.', error, context);
  }
}

function alarmOf(
  kind: 'mailbox-shared' | 'store-restored',
  { policy: { tenantId, integrationId }, mailboxId }: WorkerContext,
) {
  return { kind, tenantId, integrationId, subject: mailboxId };
}

function warn(message: string, error: unknown, { logger, mailboxId }: WorkerContext): void {
  logger.warn(message, { mailbox: mailboxId, code: codeOf(error) });
}
