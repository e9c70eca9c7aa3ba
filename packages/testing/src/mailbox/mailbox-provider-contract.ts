import { registerChecks } from '../contract-check.ts';
import { mailboxProviderChecks } from './mailbox-provider-checks.ts';
import type { ProviderWorld } from './provider-world.ts';

/** The contract of `MailboxProvider`; what it makes has the contracts of `EquipmentMailbox` and `OrganizerCalendars`. */
export function mailboxProviderContract(name: string, create: () => Promise<ProviderWorld>): void {
  registerChecks(`MailboxProvider contract: ${name}`, mailboxProviderChecks, {
    withSubject: async (act) => {
      const world = await create();
      try {
        await act(world);
      } finally {
        await world.close();
      }
    },
    timeoutMs: 20_000,
  });
}
