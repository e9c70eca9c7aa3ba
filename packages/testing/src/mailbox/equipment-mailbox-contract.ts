import { describe } from 'vitest';
import { answeringSuite } from './answering-suite.ts';
import { calendarSuite } from './calendar-suite.ts';
import { followingSuite } from './following-suite.ts';
import type { MailboxWorldFactory } from './mailbox-world.ts';
import { readingSuite } from './reading-suite.ts';
import { upkeepSuite } from './upkeep-suite.ts';

/** The parts of the contract. */
export type MailboxContractPart = 'changes' | 'read' | 'answers' | 'calendar' | 'upkeep';

const PARTS: Readonly<Record<MailboxContractPart, (create: MailboxWorldFactory) => void>> = {
  changes: followingSuite,
  read: readingSuite,
  answers: answeringSuite,
  calendar: calendarSuite,
  upkeep: upkeepSuite,
};

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
  describe(`EquipmentMailbox contract: ${name}`, { timeout: 60_000 }, () => {
    for (const part of ['changes', 'read', 'answers', 'calendar', 'upkeep'] as const) {
      if (options.parts?.includes(part) ?? true) PARTS[part](create);
    }
  });
}
