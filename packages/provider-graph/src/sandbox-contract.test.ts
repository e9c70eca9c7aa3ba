import type { RealitySwitches } from '@vmrkit/sandbox';
import {
  equipmentMailboxContract,
  type MailboxContractPart,
  mailboxProviderContract,
  meetingBookerContract,
  organizerCalendarsContract,
} from '@vmrkit/testing';
import { createSandboxWorld } from './test-support/sandbox-world.ts';

equipmentMailboxContract('Graph against the sandbox', () => createSandboxWorld());
mailboxProviderContract('Graph against the sandbox', () =>
  createSandboxWorld({ provider: { limits: { poll_interval_ms: 2_000 } } }),
);
organizerCalendarsContract('Graph against the sandbox', () => createSandboxWorld());
meetingBookerContract('Graph against the sandbox', () => createSandboxWorld());

/** Facts that are not documented: both answers must do, as far as they touch a part. */
const flips: readonly [Partial<RealitySwitches>, readonly MailboxContractPart[]][] = [
  [{ graphMessageType: 'eventMessage', graphMissingEvent: 'absent' }, ['read']],
  [{ graphICalUId: 'null', graphMissingEvent: 'null' }, ['read']],
  [{ graphOrganizer: 'null', graphPropertyIds: 'as-asked' }, ['read']],
  [{ graphAnswerShown: 'late' }, ['answers']],
  [{ graphDeltaRepeats: true, graphDeltaTop: 'whole-round' }, ['changes']],
  [{ graphExpiredDelta: 'bad-request', graphDeltaTop: 'refused' }, ['changes']],
  [{ requestMovedAfterAccept: false }, ['answers']],
  [{ graphExceptionHasPeople: false, graphRecurrenceTimeZone: 'empty' }, ['calendar']],
];
for (const [switches, parts] of flips) {
  const create = () => createSandboxWorld({ settings: { switches } });
  equipmentMailboxContract(`Graph with ${JSON.stringify(switches)}`, create, { parts });
}
organizerCalendarsContract('Graph without a filter on iCalUId', () =>
  createSandboxWorld({ settings: { switches: { graphICalUIdFilter: false } } }),
);
