import { integrations } from '../world/server-files.ts';
import type { Step } from './run-steps.ts';
import { admission, clockText, expect, given, HOUR, MINUTE, room } from './story.ts';

const BEFORE = 30 * MINUTE;
const AFTER = 60 * MINUTE;

/** One meeting from the click to the closed join window, and on to another time. */
export const singleMeetingSteps: readonly Step[] = [
  {
    step: 'allocated',
    run: async (story) => {
      const reservation = await story.world.addIn.reserve(integrations.sales);
      const { kind, aliases, html, mailbox } = reservation;
      expect(kind === 'reserved' && aliases.length === 2, `No two aliases in: ${html}`);
      expect(/PXPS:-[^#]+#/.test(html), 'No scheduling tag in the instructions.');
      story.reservation = reservation;
      return `aliases ${aliases.join(' and ')}; mailbox ${mailbox.email}`;
    },
  },
  {
    step: 'invitation-sent',
    run: async (story) => {
      const { world } = story;
      const reservation = given(story.reservation, 'reservation');
      const start = world.nextMinute() + 2 * HOUR;
      const end = start + HOUR;
      const draft = { subject: 'Quarterly plan', html: reservation.html, start, end };
      const name = await world.organizer.invite(draft, integrations.sales);
      story.meeting = { name, reservation, aliases: reservation.aliases, start, end };
      return `"${draft.subject}", ${clockText(start)} to ${clockText(end)}`;
    },
  },
  {
    step: 'vmr-with-both-aliases',
    run: async ({ world, meeting }) => {
      const { aliases, start } = given(meeting, 'meeting');
      const opensAt = new Date(start - BEFORE).toISOString();
      for (const alias of aliases) {
        const is = (answer: { opens_at: string | null }) => answer.opens_at === opensAt;
        await admission(world, alias, { what: `a room behind ${alias} that opens at ${opensAt}`, is });
      }
      const rooms = await world.rooms();
      const found = rooms.find((each) => aliases.every((alias) => each.aliases.includes(alias)));
      expect(found !== undefined, 'The store has no room with both aliases.');
      return `"${found.name}" behind both aliases, opens ${clockText(opensAt)}`;
    },
  },
  {
    step: 'accept-mail-received',
    run: async ({ world, meeting }) => {
      const { name, aliases } = given(meeting, 'meeting');
      const { verdict, text } = await world.organizer.nextAnswer(name, room);
      expect(verdict === 'Accept', `The answer is ${verdict}: ${text}`);
      expect(
        aliases.every((alias) => text.includes(alias)),
        `The answer does not name both aliases: ${text}`,
      );
      return text;
    },
  },
  {
    step: 'join-refused-before',
    run: async ({ world, meeting }) => {
      const { aliases, start } = given(meeting, 'meeting');
      await world.moveClockTo(start - BEFORE - MINUTE);
      const { decision, reason, opens_at } = await world.platform.ask(aliases[0] ?? '');
      expect(decision === 'closed' && reason === 'not_yet', `Admission says ${decision}, ${reason}.`);
      return `a minute too early: not yet, opens ${clockText(opens_at)}`;
    },
  },
  {
    step: 'join-admitted-inside',
    run: async ({ world, meeting }) => {
      const { aliases, start } = given(meeting, 'meeting');
      await world.moveClockTo(start - BEFORE + MINUTE);
      const names = new Set<string>();
      for (const alias of aliases) {
        const { decision, conference } = await world.platform.ask(alias);
        expect(decision === 'admitted' && conference !== null, `${alias}: admission says ${decision}.`);
        names.add(conference.name);
      }
      expect(names.size === 1, 'The two aliases lead to different rooms.');
      return `"${[...names][0]}" is open to both aliases`;
    },
  },
  {
    step: 'join-refused-after',
    run: async ({ world, meeting }) => {
      const { aliases, end } = given(meeting, 'meeting');
      await world.moveClockTo(end + AFTER + MINUTE);
      const { decision, reason } = await world.platform.ask(aliases[0] ?? '');
      expect(decision === 'closed' && reason === 'over', `Admission says ${decision}, ${reason}.`);
      return 'a minute too late: over';
    },
  },
  {
    step: 'meeting-moved-and-window-with-it',
    run: async ({ world, meeting }) => {
      const { name, aliases } = given(meeting, 'meeting');
      const [alias = ''] = aliases;
      const start = world.nextMinute() + 2 * HOUR;
      await world.organizer.move(name, { start, end: start + HOUR });
      const opensAt = new Date(start - BEFORE).toISOString();
      const is = (answer: { opens_at: string | null }) => answer.opens_at === opensAt;
      await admission(world, alias, { what: `a join window that opens at ${opensAt}`, is });
      const { verdict, text } = await world.organizer.nextAnswer(name, room, 2);
      expect(verdict === 'Accept', `The update was answered with ${verdict}: ${text}`);
      await world.moveClockTo(start);
      const { decision } = await world.platform.ask(alias);
      expect(decision === 'admitted', `At the new time admission says ${decision}.`);
      return text;
    },
  },
];
