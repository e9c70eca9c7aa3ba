import type { ContractCheck } from '../contract-check.ts';
import { answeringChecks } from './answering-checks.ts';
import { calendarChecks } from './calendar-checks.ts';
import { followingChecks } from './following-checks.ts';
import type { MailboxWorld } from './mailbox-world.ts';
import { readingChecks } from './reading-checks.ts';
import { upkeepChecks } from './upkeep-checks.ts';

/** The parts of the contract. */
export type MailboxContractPart = 'changes' | 'read' | 'answers' | 'calendar' | 'upkeep';

/** Everything that an `EquipmentMailbox` must do, by part. */
export const mailboxChecks: Readonly<Record<MailboxContractPart, readonly ContractCheck<MailboxWorld>[]>> = {
  changes: followingChecks,
  read: readingChecks,
  answers: answeringChecks,
  calendar: calendarChecks,
  upkeep: upkeepChecks,
};
