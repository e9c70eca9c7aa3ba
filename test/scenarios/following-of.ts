import type { Booking } from './scenario-world.ts';

const DAY = 86_400_000;

/** The series that goes on from the meeting `nth` of another one, with its body, as Outlook makes it. */
export function followingOf(booking: Booking, nth: number, title: string): Booking {
  const later = (nth - 1) * DAY;
  const { start, end, daily } = booking;
  return {
    ...booking,
    title,
    start: start + later,
    end: end + later,
    daily: daily === null ? null : daily - nth + 1,
    body: { kind: 'copied', of: booking.title },
  };
}
