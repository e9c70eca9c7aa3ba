import { HOUR_MS, type MeetingBooker, shift, type TestMeeting, UnavailableError } from '@vmrkit/core';
import { describe } from 'vitest';
import type { WithSubject } from '../contract-check.ts';
import { altered, kitSees } from '../faulty.fixture.ts';
import { createEwsLikeWorld } from './fakes/create-ews-like-world.ts';
import { type BookingWorld, meetingBookerChecks } from './meeting-booker-checks.ts';

/** How long a check waits for what a faulty booker never does. */
const PATIENCE_MS = 500;

const withSoundWorld: WithSubject<BookingWorld> = async (act) => {
  const world = createEwsLikeWorld();
  try {
    await act(altered<BookingWorld>(world, { patienceMs: PATIENCE_MS }));
  } finally {
    await world.close();
  }
};

/** A world whose booker does some things otherwise. */
const booker =
  (change: (sound: MeetingBooker, world: BookingWorld) => Partial<MeetingBooker>) =>
  (world: BookingWorld): BookingWorld =>
    altered(world, { booker: altered(world.booker, change(world.booker, world)) });

const booking = (change: (meeting: TestMeeting) => TestMeeting) =>
  booker((sound) => ({ book: (meeting, options) => sound.book(change(meeting), options) }));

describe('the contract of a meeting booker', () => {
  kitSees(
    meetingBookerChecks,
    [
      {
        fault: 'books for another time',
        seenBy: 'reaches the mailbox as it was given',
        spoil: booking((meeting) => ({ ...meeting, end: shift(meeting.end, HOUR_MS) })),
      },
      {
        fault: 'books without the body',
        seenBy: 'reaches the mailbox as it was given',
        spoil: booking((meeting) => ({ ...meeting, html: '' })),
      },
      {
        fault: 'does not see that the mailbox accepted',
        seenBy: 'has answered: accept',
        spoil: booker(() => ({ answerTo: async () => 'none' })),
      },
      {
        fault: 'takes every answer for an acceptance',
        seenBy: 'has answered: decline',
        spoil: booker((sound) => ({
          answerTo: async (meeting, options) => {
            const told = await sound.answerTo(meeting, options);
            return told === 'declined' ? 'accepted' : told;
          },
        })),
      },
      {
        fault: 'says that it cancelled and did not',
        seenBy: 'cancels what it has booked',
        spoil: booker(() => ({ cancel: async () => 1 })),
      },
      {
        fault: 'cancels whatever takes place then',
        seenBy: 'other meetings of that time alone',
        spoil: booker((sound) => ({
          cancel: async (meeting, options) => {
            await sound.cancel({ ...meeting, subject: 'Planning' }, options);
            return sound.cancel(meeting, options);
          },
        })),
      },
      {
        fault: 'takes missing rights for a mail system that is away',
        seenBy: 'without rights over the organizer',
        spoil: booker((sound) => ({
          book: (meeting, options) =>
            sound.book(meeting, options).catch(() => {
              throw new UnavailableError('Away.', { code: 'ERR_MAILBOX_AWAY' });
            }),
        })),
      },
      {
        fault: 'books although it was told to stop',
        seenBy: 'stops on the signal',
        spoil: booker((sound) => ({
          book: async (meeting, { signal } = {}) => {
            await sound.book(meeting);
            signal?.throwIfAborted();
          },
        })),
      },
      {
        fault: 'loses sight of what it booked when the outcome was lost',
        seenBy: 'whose outcome is lost',
        spoil: booker((sound) => {
          let lost = false;
          return {
            book: (meeting, options) =>
              sound.book(meeting, options).catch((error: unknown) => {
                lost = true;
                throw error;
              }),
            cancel: async (meeting, options) => (lost ? 0 : sound.cancel(meeting, options)),
          };
        }),
      },
    ],
    withSoundWorld,
  );
});
