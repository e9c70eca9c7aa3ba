import type { StoredIntegrationRecord } from '@vmrkit/core/composition';
import type { StoredIntegration } from '@vmrkit/sdk';
import { z } from 'zod';

/** A mailbox of a record. */
export const mailboxItem = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  state: z.enum(['active', 'draining']),
});

/** The record of a stored integration, its secrets masked. */
export function maskedRecordOf({ value }: Pick<StoredIntegration, 'value'>) {
  return (value.record as StoredIntegrationRecord).record;
}

/** The mailboxes of a stored record. */
export function mailboxesOf(
  stored: Pick<StoredIntegration, 'value'>,
): readonly z.output<typeof mailboxItem>[] {
  const { mailboxes = [] } = maskedRecordOf(stored).mailbox ?? {};
  return mailboxes.map(({ id, name, email, state }) => ({ id, name, email, state }));
}

/** What a list tells of an integration. */
export function summaryOf(stored: StoredIntegration) {
  const { id, value } = stored;
  const { enabled } = maskedRecordOf(stored).general;
  return { id, tenant_id: value.tenantId, name: value.name, enabled, mailboxes: mailboxesOf(stored) };
}
