import type { VmrKit } from '@vmrkit/sdk';
import { mailboxesOf } from '../views/integration-view.ts';

/** Names a mailbox for people, by name, address and id. */
export type NameMailbox = (mailboxId: string) => string;

/** Reads how the records call their mailboxes; one that no record has goes by its id alone. */
export async function mailboxNames(kit: VmrKit): Promise<NameMailbox> {
  const stored = await (await kit.get('integrationRecords')).stored();
  const mailboxes = stored.flatMap(mailboxesOf);
  const names = new Map(mailboxes.map(({ id, name, email }) => [id, `${name} <${email}> (${id})`]));
  return (mailboxId) => names.get(mailboxId) ?? mailboxId;
}
