import { people } from '../world/people.ts';
import { integrations } from '../world/server-files.ts';
import type { Step } from './run-steps.ts';
import { book, expect, HOUR, room } from './story.ts';

/** What is declined, and what is not even answered. */
export const refusalSteps: readonly Step[] = [
  {
    step: 'foreign-tag-declined',
    run: async ({ world }) => {
      const { html, aliases } = await world.addIn.reserve(integrations.support);
      const start = world.nextMinute() + HOUR;
      const draft = { subject: 'Wrong mailbox', html, start, end: start + HOUR };
      const name = await world.organizer.invite(draft, integrations.sales);
      const { verdict, text } = await world.organizer.nextAnswer(name, room);
      expect(verdict === 'Decline', `The answer is ${verdict}: ${text}`);
      const { decision } = await world.platform.ask(aliases[0] ?? '');
      expect(decision === 'unknown', `Admission says ${decision}.`);
      return text;
    },
  },
  {
    step: 'past-request-declined',
    run: async ({ world }) => {
      const start = world.nextMinute() - 3 * HOUR;
      const { name, aliases } = await book(world, { subject: 'Yesterday', start, end: start + HOUR });
      const { verdict, text } = await world.organizer.nextAnswer(name, room);
      expect(verdict === 'Decline', `The answer is ${verdict}: ${text}`);
      const { decision } = await world.platform.ask(aliases[0] ?? '');
      expect(decision === 'unknown', `Admission says ${decision}.`);
      return text;
    },
  },
  {
    step: 'forged-cancellation-ignored',
    run: async ({ world }) => {
      const start = world.nextMinute() + 10 * 60_000;
      const end = start + HOUR;
      const { name, aliases } = await book(world, { subject: 'Board', start, end });
      await world.organizer.nextAnswer(name, room);
      const from = { email: people.outsider.email, name: people.organizer.name };
      await world.sandbox.forge({ kind: 'cancellation', to: [room], from, copyOf: name });
      // What is sent afterwards is read afterwards: its answer says that the forgery was read, too.
      const marker = await book(world, { subject: 'After the forgery', start, end });
      await world.organizer.nextAnswer(marker.name, room);
      const { decision } = await world.platform.ask(aliases[0] ?? '');
      expect(decision === 'admitted', `After the forgery admission says ${decision}.`);
      const answers = await world.organizer.answers(name, room);
      expect(answers.length === 1, `The organizer got ${answers.length} answers.`);
      return `a cancellation from ${from.email} changed nothing and got no answer`;
    },
  },
];
