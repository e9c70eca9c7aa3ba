import { aliasesIn } from '../world/add-in.ts';
import { integrations } from '../world/server-files.ts';
import { until } from '../world/until.ts';
import type { Step } from './run-steps.ts';
import { admission, expect, given, HOUR, room } from './story.ts';

/** What happens to meetings that are made while no manager can be asked. */
export const managerAwaySteps: readonly Step[] = [
  {
    step: 'manager-away-placeholder-and-token-tag',
    run: async (story) => {
      const { world } = story;
      await world.stopManager();
      const began = performance.now();
      const reservation = await world.addIn.reserve(integrations.sales);
      const ms = Math.round(performance.now() - began);
      const { kind, html } = reservation;
      expect(kind === 'deferred', `The edge answered ${kind}.`);
      expect(/TOK:-/.test(html) && !/PXPS:-/.test(html), `No token tag in: ${html}`);
      expect(ms < 5_000, `The edge took ${ms} ms.`);
      const start = world.nextMinute() + 10 * 60_000;
      const draft = { subject: 'Planned without a manager', html, start, end: start + HOUR };
      const name = await world.organizer.invite(draft, integrations.sales);
      story.meeting = { name, reservation, aliases: [], start, end: start + HOUR };
      return `placeholder and token tag after ${ms} ms; invitation sent`;
    },
  },
  {
    step: 'manager-back-instructions-delivered',
    run: async ({ world, meeting }) => {
      const { name } = given(meeting, 'meeting');
      await world.startManager();
      const body = await until(
        async () => {
          const { body } = await world.sandbox.meeting(name);
          return /PXPS:-[^#]+#/.test(body) ? body : null;
        },
        { what: 'instructions in the organizer’s meeting' },
      );
      expect(!/TOK:-/.test(body), 'The token tag is still there.');
      expect(body.includes('Agenda'), 'The rest of the body is gone.');
      const { verdict, text } = await world.organizer.nextAnswer(name, room);
      expect(verdict === 'Accept', `The answer is ${verdict}: ${text}`);
      const aliases = aliasesIn(body, integrations.sales);
      expect(aliases.length === 2, 'No two aliases in the new body.');
      await admission(world, aliases[0] ?? '', {
        what: 'an open join window',
        is: ({ decision }) => decision === 'admitted',
      });
      const answers = await world.organizer.answers(name, room);
      expect(answers.length === 1, `The organizer got ${answers.length} answers.`);
      return `instructions sent to everybody in place of the placeholder; ${text}`;
    },
  },
];
