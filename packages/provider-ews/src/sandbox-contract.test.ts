import type { RealitySwitches } from '@vmrkit/sandbox';
import {
  equipmentMailboxContract,
  type MailboxContractPart,
  mailboxProviderContract,
  meetingBookerContract,
  organizerCalendarsContract,
} from '@vmrkit/testing';
import { createSandboxWorld } from './test-support/sandbox-world.ts';

equipmentMailboxContract('EWS against the sandbox', () => createSandboxWorld());
mailboxProviderContract('EWS against the sandbox', () => createSandboxWorld());
organizerCalendarsContract('EWS against the sandbox', () => createSandboxWorld());
meetingBookerContract('EWS against the sandbox', () => createSandboxWorld());

/** Facts that are not documented: both answers must do, as far as they touch a part. */
const flips: readonly [Partial<RealitySwitches>, readonly MailboxContractPart[]][] = [
  [{ severalAnswersInOneCreateItem: 'first-only' }, ['answers']],
  [{ severalAnswersInOneCreateItem: 'error' }, ['answers']],
  [{ requestMovedAfterAccept: false }, ['answers']],
  [{ secondAnswer: 'out-of-date' }, ['answers']],
  [{ sequenceOnCancellation: false }, ['read']],
  [{ extendedPropertyNamedByGuid: true }, ['read', 'calendar']],
  [{ startTimeZoneId: 'absent' }, ['read', 'calendar']],
  [{ startTimeZoneId: 'refused' }, ['read', 'calendar']],
  [{ dateTimeStampGiven: false }, ['read']],
];
for (const [switches, parts] of flips) {
  const create = () => createSandboxWorld({ settings: { switches } });
  equipmentMailboxContract(`EWS with ${JSON.stringify(switches)}`, create, { parts });
}
for (const ownEntryTells of ['state', 'response'] as const) {
  organizerCalendarsContract(`EWS where an own entry tells its ${ownEntryTells} alone`, () =>
    createSandboxWorld({ settings: { switches: { ownEntryTells } } }),
  );
}
equipmentMailboxContract(
  'EWS with NTLM',
  () => createSandboxWorld({ settings: { schemes: ['ntlm'] }, provider: { authentication: 'ntlm' } }),
  { parts: ['changes'] },
);
