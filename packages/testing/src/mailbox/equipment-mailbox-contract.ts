import { registerChecks } from '../contract-check.ts';
import { type MailboxContractPart, mailboxChecks } from './mailbox-checks.ts';
import type { MailboxWorldFactory } from './mailbox-world.ts';
import { inWorld } from './world-steps.ts';

/**
 * The contract of `EquipmentMailbox`, run against any implementation in a world of its own; all of it, or the parts
 * named.
 *
 * @example
 * equipmentMailboxContract('EWS', () => createSandboxWorld());
 */
export function equipmentMailboxContract(
  name: string,
  create: MailboxWorldFactory,
  options: { readonly parts?: readonly MailboxContractPart[] } = {},
): void {
  const parts = Object.entries(mailboxChecks).filter(
    ([part]) => options.parts?.some((each) => each === part) ?? true,
  );
  registerChecks(
    `EquipmentMailbox contract: ${name}`,
    parts.flatMap(([, checks]) => checks),
    { withSubject: (act) => inWorld(create, act), timeoutMs: 60_000 },
  );
}
