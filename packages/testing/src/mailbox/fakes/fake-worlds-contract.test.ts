import { FakeClock } from '../../runtime/fake-clock.ts';
import { equipmentMailboxContract } from '../equipment-mailbox-contract.ts';
import { meetingBookerContract } from '../meeting-booker-contract.ts';
import { organizerCalendarsContract } from '../organizer-calendars-contract.ts';
import { createEwsLikeWorld } from './create-ews-like-world.ts';
import { createGraphLikeWorld } from './create-graph-like-world.ts';
import type { FakeMailboxWorld } from './fake-mailbox-world.ts';

const worlds: Readonly<Record<string, () => FakeMailboxWorld>> = {
  'in memory, like EWS': () => createEwsLikeWorld(),
  'in memory, like EWS without calendar processing': () => createEwsLikeWorld({ calendarProcessing: 'none' }),
  'in memory, like EWS, on a clock that stands still': () => createEwsLikeWorld({ clock: new FakeClock() }),
  // The suites count messages that stay; that outdated ones vanish is shown in graph-like-world.test.ts.
  'in memory, like Graph': () => createGraphLikeWorld({ eventDelayMs: 50, removesOutdated: false }),
};

for (const [name, create] of Object.entries(worlds)) {
  equipmentMailboxContract(name, async () => create());
  organizerCalendarsContract(name, async () => create());
  meetingBookerContract(name, async () => create());
}
