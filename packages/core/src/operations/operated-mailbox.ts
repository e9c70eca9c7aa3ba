import type { IntegrationId } from '../identity/tenancy.ts';
import type { WorkerContext } from '../lease/worker-context.ts';

/** An equipment mailbox that an operator's command works on beside its worker. */
export interface OperatedMailbox {
  readonly integrationId: IntegrationId;
  /** In the integration record. */
  readonly mailboxId: string;
  readonly email: string;
  /** What the mailbox's worker has at hand, with the fence to write with. */
  contextFor(fence: number): WorkerContext;
}

/** The mailboxes that a command is about: those of one integration, or all of them (null). */
export function mailboxesOf(
  mailboxes: readonly OperatedMailbox[],
  integrationId: IntegrationId | null,
): readonly OperatedMailbox[] {
  return mailboxes.filter((mailbox) => integrationId === null || mailbox.integrationId === integrationId);
}
