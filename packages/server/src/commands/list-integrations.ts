import type { StoredIntegration } from '@vmrkit/sdk';
import { type KitSource, withKit } from '../runtime/with-kit.ts';

/** `vmrkit integration list`: one JSON line an integration, with the ids by which alarms and metrics name its mailboxes. */
export async function listIntegrations(source: KitSource): Promise<readonly string[]> {
  const stored = await withKit(source, async (kit) => (await kit.get('integrationRecords')).stored());
  return stored.map((integration) => {
    const { id, value } = integration;
    const mailboxes = mailboxesOf(integration);
    return JSON.stringify({ id, tenant_id: value.tenantId, name: value.name, mailboxes });
  });
}

/** What is shown of a stored record; it is of our own writing, so its shape is known. */
interface ShownRecord {
  readonly mailbox: {
    readonly mailboxes: readonly { readonly id: string; readonly email: string; readonly state: string }[];
  } | null;
}

function mailboxesOf({ value }: StoredIntegration) {
  const { mailbox } = (value.record as { readonly record: ShownRecord }).record;
  return (mailbox?.mailboxes ?? []).map(({ id, email, state }) => ({ id, email, state }));
}
