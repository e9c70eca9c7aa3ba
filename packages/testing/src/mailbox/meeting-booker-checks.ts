import { type MeetingBooker, MINUTE_MS, NotAllowedError, shift, type TestMeeting } from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../contract-check.ts';
import type { MailboxWorld } from './mailbox-world.ts';
import { alice, eventually, invitation, newestCancellation, newestRequest, replyTo } from './world-steps.ts';

/** A mail system in which meetings can be booked. */
export interface BookingWorld extends MailboxWorld {
  readonly booker: MeetingBooker;
}

/** The contract of `MeetingBooker`, run against any implementation in a world of its own. */
export const meetingBookerChecks: readonly ContractCheck<BookingWorld>[] = [
  {
    title: '[S8.7d] books a meeting of the organizer’s own, which reaches the mailbox as it was given',
    run: async (world) => {
      const meeting = wanted(world);
      await world.booker.book(meeting);
      const request = await newestRequest(world, 1);
      const { subject, start, end } = meeting;
      expect(request).toMatchObject({ subject, start, end, series: null });
      expect(request.organizer?.email.toLowerCase()).toBe(alice.email);
      expect(request.body.content).toContain('PXPS:-example#');
      expect(await world.booker.answerTo(meeting)).toBe('none');
    },
  },
  ...(['accept', 'decline'] as const).map(
    (verdict): ContractCheck<BookingWorld> => ({
      title: `[S8.7d] tells that the mailbox has answered: ${verdict}`,
      run: async (world) => {
        const meeting = wanted(world);
        await world.booker.book(meeting);
        await world.mailbox.respond([replyTo(await newestRequest(world, 1), verdict)]);
        const answer = await eventually(world, async () => {
          const told = await world.booker.answerTo(meeting);
          return told === 'none' ? null : told;
        });
        expect(answer).toBe(verdict === 'accept' ? 'accepted' : 'declined');
      },
    }),
  ),
  {
    title: '[S8.7d] cancels what it has booked, tells the mailbox, and finds nothing afterwards',
    run: async (world) => {
      const meeting = wanted(world);
      await world.booker.book(meeting);
      await newestRequest(world, 1);
      expect(await world.booker.cancel(meeting)).toBe(1);
      expect((await newestCancellation(world, 2)).kind).toBe('cancellation');
      expect(await world.booker.answerTo(meeting)).toBeNull();
      expect(await world.booker.cancel(meeting)).toBe(0);
    },
  },
  {
    title: '[S8.7d] leaves the organizer’s other meetings of that time alone',
    run: async (world) => {
      const meeting = wanted(world);
      const other = await world.invite(invitation(world, 2, { subject: 'Planning' }));
      await world.booker.book(meeting);
      await newestRequest(world, 2);
      expect(await world.booker.cancel(meeting)).toBe(1);
      expect(await world.organizerView(other)).not.toBeNull();
    },
  },
  {
    title: '[S8.7d] without rights over the organizer says so, and nothing was booked',
    run: async (world) => {
      const meeting = wanted(world);
      await world.trouble({ kind: 'not-allowed', email: alice.email });
      const acts = [
        () => world.booker.book(meeting),
        () => world.booker.answerTo(meeting),
        () => world.booker.cancel(meeting),
      ];
      for (const act of acts) {
        const error = await act().catch((thrown: unknown) => thrown);
        expect(NotAllowedError.is(error)).toBe(true);
      }
      await world.calm();
      expect(await world.booker.answerTo(meeting)).toBeNull();
    },
  },
  {
    title: 'stops on the signal, and then nothing was booked or cancelled',
    run: async (world) => {
      const meeting = wanted(world);
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(world.booker.book(meeting, { signal })).rejects.toBe(signal.reason);
      expect(await world.booker.answerTo(meeting)).toBeNull();
      await world.booker.book(meeting);
      await expect(world.booker.cancel(meeting, { signal })).rejects.toBe(signal.reason);
      expect(await world.booker.answerTo(meeting)).toBe('none');
    },
  },
  {
    title: '[S8.7d] a booking whose outcome is lost rejects, and is found and cancelled',
    run: async (world) => {
      const meeting = wanted(world);
      await world.trouble({ kind: 'answers-lost' });
      await expect(world.booker.book(meeting)).rejects.toThrow();
      await world.calm();
      expect(await world.booker.cancel(meeting)).toBe(1);
      expect(await world.booker.answerTo(meeting)).toBeNull();
    },
  },
];

function wanted(world: MailboxWorld): TestMeeting {
  const { start } = invitation(world, 2);
  return {
    organizer: alice.email,
    invited: world.email,
    subject: 'VMRKit test meeting <1> & "more"',
    html: '<p>Join <b>us</b>: PXPS:-example#</p>',
    start,
    end: shift(start, 15 * MINUTE_MS),
  };
}
