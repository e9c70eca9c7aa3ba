import { codeOf } from '../errors/vmrkit-error.ts';
import type { MailboxMark } from '../mailbox/equipment-mailbox.ts';
import type { WorkerContext } from './worker-context.ts';

/**
 * The mark that stands in the mailbox; null where none does. One that cannot be read counts as none once there is a
 * cursor, and rejects before. Another deployment's raises an alarm: two on one mailbox would answer over each other's
 * heads (S1.5). The work goes on, since which of them is right is for the operator to say.
 */
export async function findMark(cursor: string | null, context: WorkerContext): Promise<MailboxMark | null> {
  const { mailbox, mailboxId, policy, deploymentId, alarms, logger } = context;
  const { tenantId, integrationId } = policy;
  const alarm = { kind: 'mailbox-shared', tenantId, integrationId, subject: mailboxId } as const;
  try {
    const mark = await mailbox.readMark();
    const shared = mark !== null && mark.deploymentId !== deploymentId;
    if (shared) logger.warn('Another deployment’s mark stands in the mailbox.', { mailbox: mailboxId });
    await (shared ? alarms.raise(alarm, `deployment ${mark.deploymentId}`) : alarms.clear(alarm));
    return mark;
  } catch (error) {
    // Only the mark tells a lost store from a new mailbox, and old mail must not be answered as new (S4.1).
    if (cursor === null) throw error;
    warn('The mark of a mailbox could not be read.', error, context);
    return null;
  }
}

/** Writes this deployment's mark unless one stands there; a failure stops nothing. */
export async function leaveMark(mark: MailboxMark | null, context: WorkerContext): Promise<void> {
  const { mailbox, policy, deploymentId, clock } = context;
  const { integrationId } = policy;
  if (mark !== null && (mark.deploymentId !== deploymentId || mark.integrationId === integrationId)) return;
  try {
    await mailbox.writeMark({ deploymentId, integrationId, writtenAt: clock.now() });
  } catch (error) {
    warn('A mailbox could not be marked.', error, context);
  }
}

function warn(message: string, error: unknown, { logger, mailboxId }: WorkerContext): void {
  logger.warn(message, { mailbox: mailboxId, code: codeOf(error) });
}
