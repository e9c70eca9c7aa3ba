import { cleanGlobalObjectId, DAY_MS, HOUR_MS, shift } from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../contract-check.ts';
import type { MailboxWorld, WorldInvitation } from './mailbox-world.ts';
import { eventually, invitation, movedBehindEnd, newestRequest, replyTo } from './world-steps.ts';

/** How `calendarView` and `acceptedMeetings` must behave. */
export const calendarChecks: readonly ContractCheck<MailboxWorld>[] = [
  {
    title: '[S4.4b] calendarView: shows the instances of an accepted series that touch the range',
    run: async (world) => {
      const entered = invitation(world, 2, { repeat: { everyDays: 1, count: null } });
      const request = await accept(world, entered);
      const range = { start: world.now(), end: shift(entered.start, 2 * DAY_MS + 1) };
      const view = await eventually(world, async () => {
        const seen = await world.mailbox.calendarView(range);
        return seen.length >= 3 ? seen : null;
      });
      expect(view.map((occurrence) => occurrence.start).toSorted((a, b) => a - b)).toEqual(
        [0, 1, 2].map((days) => shift(entered.start, days * DAY_MS)),
      );
      for (const occurrence of view) {
        expect(cleanGlobalObjectId(occurrence.identity)).toBe(cleanGlobalObjectId(request.identity));
        expect(occurrence.originalStart).toBe(occurrence.start);
        expect(occurrence.cancelled).toBe(false);
      }
    },
  },
  {
    title: '[S4.4c] calendarView: shows a moved instance where it is, under its pattern start',
    run: async (world) => {
      const entered = invitation(world, 2, { repeat: { everyDays: 1, count: 3 } });
      const first = await accept(world, entered);
      const second = shift(entered.start, DAY_MS);
      const time = { start: shift(second, 3 * HOUR_MS), end: shift(second, 4 * HOUR_MS) };
      const meeting = { id: first.meetingId, organizer: entered.organizer };
      await world.update(meeting, { time }, second);
      const update = await eventually(world, async () => {
        const newest = await newestRequest(world, 1);
        return newest.instance === second ? newest : null;
      });
      await world.mailbox.respond([replyTo(update, 'accept')]);
      const range = { start: world.now(), end: shift(entered.start, 4 * DAY_MS) };
      const moved = await eventually(world, async () => {
        const view = await world.mailbox.calendarView(range);
        return view.find((occurrence) => occurrence.start === time.start) ?? null;
      });
      expect(moved).toMatchObject({ originalStart: second, end: time.end });
    },
  },
  {
    title: 'calendarView: leaves out what lies outside of the range',
    run: async (world) => {
      const entered = invitation(world, 2);
      await accept(world, entered);
      const before = { start: shift(entered.start, -HOUR_MS), end: shift(entered.start, -1_000) };
      expect(await world.mailbox.calendarView(before)).toEqual([]);
    },
  },
  {
    title: 'calendarView: stops on the signal, with its reason',
    run: async (world) => {
      const reason = new Error('enough');
      const range = { start: world.now(), end: shift(world.now(), DAY_MS) };
      const view = world.mailbox.calendarView(range, { signal: AbortSignal.abort(reason) });
      await expect(view).rejects.toBe(reason);
    },
  },
  {
    title: 'calendarView: shows a single meeting without a pattern start',
    run: async (world) => {
      const entered = invitation(world, 2);
      await accept(world, entered);
      const range = { start: entered.start, end: entered.end };
      const view = await eventually(world, async () => {
        const seen = await world.mailbox.calendarView(range);
        return seen.length > 0 ? seen : null;
      });
      expect(view).toMatchObject([{ originalStart: null, start: entered.start, end: entered.end }]);
    },
  },
  {
    title: '[S8.1a] acceptedMeetings: gives single meetings and series that go on after the limit',
    run: async (world) => {
      await accept(world, invitation(world, 2, { subject: 'soon' }));
      await accept(world, invitation(world, 50, { subject: 'later', html: '<p>tag</p>' }));
      const repeat = { everyDays: 1, count: 4 };
      await accept(world, invitation(world, 3, { subject: 'series', repeat }));
      const after = shift(world.now(), 26 * HOUR_MS);
      const found = await eventually(world, async () => {
        const meetings = [];
        for await (const batch of world.mailbox.acceptedMeetings(after)) meetings.push(...batch);
        return meetings.length >= 2 ? meetings : null;
      });
      const bySubject = found.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
      expect(bySubject.map((meeting) => [meeting.subject, meeting.recurring])).toEqual([
        ['later', false],
        ['series', true],
      ]);
      expect(bySubject[0]?.body.content).toContain('tag');
      expect(bySubject[1]?.lastEnd).toBe(shift(bySubject[1]?.end ?? after, 3 * DAY_MS));
    },
  },
  {
    title: '[S8.1a] acceptedMeetings: counts an instance that was moved behind the end of its series',
    run: async (world) => {
      const { time, regularEnd } = await movedBehindEnd(world);
      const found = [];
      for await (const batch of world.mailbox.acceptedMeetings(regularEnd)) found.push(...batch);
      expect(found).toMatchObject([{ recurring: true, lastEnd: time.end }]);
    },
  },
  {
    title: '[S8.1a] acceptedMeetings: gives nothing for an empty calendar',
    run: async (world) => {
      const found = [];
      for await (const batch of world.mailbox.acceptedMeetings(world.now())) found.push(...batch);
      expect(found).toEqual([]);
    },
  },
];

async function accept(world: MailboxWorld, entered: WorldInvitation) {
  const meeting = await world.invite(entered);
  const request = await eventually(world, async () => {
    const newest = await newestRequest(world, 1);
    return newest.subject === entered.subject ? newest : null;
  });
  await world.mailbox.respond([replyTo(request, 'accept')]);
  await eventually(world, async () => (await world.answers(meeting))[0] ?? null);
  return { identity: request.identity, meetingId: meeting.id };
}
