import type { MailboxMark } from '../mailbox/equipment-mailbox.ts';
import type { MailboxRecord } from '../mailbox/mailbox-record.ts';

/**
 * What a mailbox's mark says to a deployment. `ahead`: it is ours, and its counter is higher than the store's, so an old
 * copy of the store was restored. `outlived`: that of a deployment that this one replaced. `foreign`: another
 * deployment's, which may well be alive. `replaced`: its deployment took the mailbox over from this one.
 */
export type MarkVerdict = 'none' | 'ours' | 'ahead' | 'outlived' | 'foreign' | 'replaced';

/** Judges the mark in a mailbox by what the deployment knows of the mailbox; null: the store knows nothing of it. */
export function judgeMark(
  mark: MailboxMark | null,
  deploymentId: string,
  record: Pick<MailboxRecord, 'markCounter' | 'replaced'> | null,
): MarkVerdict {
  if (mark === null) return 'none';
  if (mark.deploymentId === deploymentId) {
    return (mark.renewal?.counter ?? 0) > (record?.markCounter ?? 0) ? 'ahead' : 'ours';
  }
  if (mark.replaced?.includes(deploymentId)) return 'replaced';
  return record?.replaced?.includes(mark.deploymentId) ? 'outlived' : 'foreign';
}
