import { ConflictError, type IntegrationRecord } from '@vmrkit/core';
import { findMailboxRemains, type Store } from '@vmrkit/core/composition';

/** What a record replaces, and where the meetings of its mailboxes stand. */
export interface ReplacedRecord {
  readonly previous: IntegrationRecord;
  readonly store: Pick<Store, 'meetings' | 'reservations'>;
}

/**
 * Refuses to leave a mailbox out that meetings still need: nobody would read what comes to it any more. Rejects
 * with ConflictError `ERR_MAILBOX_NEEDED`.
 */
export async function refuseNeeded(
  record: IntegrationRecord,
  { previous, store }: ReplacedRecord,
): Promise<void> {
  const kept = new Set(record.mailbox?.mailboxes.map(({ id }) => id));
  const left = previous.mailbox?.mailboxes.filter(({ id }) => !kept.has(id)) ?? [];
  const path = ['mailbox', 'mailboxes'];
  const issues: { path: string[]; code: string; message: string }[] = [];
  for (const { id, email } of left) {
    const remains = await findMailboxRemains(id, { store, tenantId: previous.tenantId });
    const { meetings, reservations, lastLapseAt } = remains;
    if (meetings === 0 && reservations === 0) continue;
    const until =
      lastLapseAt === null ? '' : `, the last of which lapses on ${new Date(lastLapseAt).toISOString()}`;
    const message = `${email} is still needed by ${meetings} meetings and ${reservations} unused reservations${until}.`;
    issues.push({ path, code: 'needed', message });
  }
  if (issues.length === 0) return;
  const what = issues.map(({ message }) => message).join(' ');
  throw new ConflictError(`${what} Set its state to draining, and leave it out once nothing needs it.`, {
    code: 'ERR_MAILBOX_NEEDED',
    issues,
  });
}
