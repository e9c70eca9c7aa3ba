import type { Step } from './run-steps.ts';
import { admission, book, clockText, DAY, expect, given, HOUR, room } from './story.ts';

/** A series: one room, open at its occurrences only. */
export const seriesSteps: readonly Step[] = [
  {
    step: 'series-booked',
    run: async (story) => {
      const { world } = story;
      const start = world.nextMinute() + HOUR;
      story.series = await book(world, { subject: 'Daily review', start, end: start + HOUR, daily: 5 });
      const { verdict, text } = await world.organizer.nextAnswer(story.series.name, room);
      expect(verdict === 'Accept', `The series was answered with ${verdict}: ${text}`);
      await world.moveClockTo(start);
      const [alias = ''] = story.series.aliases;
      await admission(world, alias, {
        what: 'an open join window at the first occurrence',
        is: ({ decision }) => decision === 'admitted',
      });
      return text;
    },
  },
  {
    step: 'one-occurrence-cancelled',
    run: async ({ world, series }) => {
      const { name, aliases, start } = given(series, 'series');
      const [alias = ''] = aliases;
      const second = start + DAY;
      const third = start + 2 * DAY;
      await world.sandbox.cancelOccurrence(name, { originalStart: new Date(second).toISOString() });
      await world.moveClockTo(second);
      const { opens_at } = await admission(world, alias, {
        what: 'a closed join window at the cancelled occurrence, and a later opening',
        is: ({ decision, opens_at }) =>
          decision === 'closed' && opens_at !== null && Date.parse(opens_at) > second,
      });
      await world.moveClockTo(third);
      await admission(world, alias, {
        what: 'an open join window at the next occurrence',
        is: ({ decision }) => decision === 'admitted',
      });
      return `closed on ${clockText(second)}, opens next ${clockText(opens_at)}`;
    },
  },
  {
    step: 'series-cancelled',
    run: async ({ world, series }) => {
      const { name, aliases } = given(series, 'series');
      await world.sandbox.cancel(name);
      await admission(world, aliases[0] ?? '', {
        what: 'a join window closed by the cancellation',
        is: ({ decision, reason }) => decision === 'closed' && reason === 'cancelled',
      });
      return 'the join window is closed in the middle of what was an occurrence';
    },
  },
];
