import { registerChecks } from '../contract-check.ts';
import { type BookingWorld, meetingBookerChecks } from './meeting-booker-checks.ts';

/** The contract of `MeetingBooker`, run against any implementation in a world of its own. */
export function meetingBookerContract(name: string, create: () => Promise<BookingWorld>): void {
  registerChecks(`MeetingBooker contract: ${name}`, meetingBookerChecks, {
    withSubject: async (act) => {
      const world = await create();
      try {
        await act(world);
      } finally {
        await world.close();
      }
    },
    timeoutMs: 60_000,
  });
}
