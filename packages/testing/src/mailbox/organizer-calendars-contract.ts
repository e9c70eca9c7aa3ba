import { registerChecks } from '../contract-check.ts';
import type { MailboxWorldFactory } from './mailbox-world.ts';
import { organizerCalendarsChecks } from './organizer-calendars-checks.ts';
import { inWorld } from './world-steps.ts';

/** The contract of `OrganizerCalendars`, run against any implementation in a world of its own. */
export function organizerCalendarsContract(name: string, create: MailboxWorldFactory): void {
  registerChecks(`OrganizerCalendars contract: ${name}`, organizerCalendarsChecks, {
    withSubject: (act) => inWorld(create, act),
    timeoutMs: 60_000,
  });
}
