import type { AuditNote } from '@vmrkit/core/composition';
import { toRecordJson } from '@vmrkit/core/composition';
import type {
  IntegrationRecords,
  SavedIntegration,
  SaveOptions,
  StoredIntegration,
} from './integration-records.ts';

/** What re-creating an integration is told. */
export interface RecreateOptions extends Pick<SaveOptions, 'approve'> {
  /** Also while meetings need its mailboxes: nobody can join them any more. */
  readonly force: boolean;
  /** What the audit is told of the deletion. */
  readonly told: AuditNote;
}

/**
 * Deletes an integration as it was seen and saves its record under a new id, which is also that of its add-in: what Outlook
 * shows as another add-in, with mailboxes that begin anew. The record is judged before anything is deleted. Rejects as the
 * book's `check`, `delete` and `save` do; where the last rejects, the integration is gone.
 */
export async function recreateIntegration(
  book: IntegrationRecords,
  seen: StoredIntegration,
  { force, told, approve }: RecreateOptions,
): Promise<SavedIntegration> {
  const { record } = await book.open(seen);
  const { id: _, ...json } = toRecordJson(record);
  await book.check({ ...json, id: seen.id });
  await book.delete(seen, { force, told });
  const mailbox = json.mailbox && {
    ...json.mailbox,
    mailboxes: json.mailbox.mailboxes.map(({ id: __, ...rest }) => rest),
  };
  return book.save({ ...json, mailbox }, approve === undefined ? {} : { approve });
}
