import { type Reply, type ReplyOutcome, silentLogger } from '@vmrkit/core';
import {
  createEwsLikeWorld,
  equipmentMailboxContract,
  type MailboxWorld,
  organizerCalendarsContract,
  recordingLogger,
} from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { logAnswers, loggedMailbox } from './log-answers.ts';

/** A mail system in memory that is reached through the plugin. */
function loggedWorld(): MailboxWorld {
  const world = createEwsLikeWorld();
  const provider = logAnswers(
    {
      equipmentMailbox: () => world.mailbox,
      organizerCalendars: () => world.calendars,
      check: async () => undefined,
      close: async () => undefined,
    },
    { logger: silentLogger },
  );
  const ports = { mailbox: provider.equipmentMailbox(world.email), calendars: provider.organizerCalendars() };
  return new Proxy<MailboxWorld>(world, {
    get: (_, name) => {
      if (name === 'mailbox' || name === 'calendars') return ports[name];
      const part: unknown = Reflect.get(world, name);
      return typeof part === 'function' ? part.bind(world) : part;
    },
  });
}

equipmentMailboxContract('[S11.2a] logged mailbox of the example', async () => loggedWorld());
organizerCalendarsContract('[S11.2a] logged mailbox of the example', async () => loggedWorld());

it('leaves a line for each answer, with its outcome and without its text', async () => {
  const outcomes: ReplyOutcome[] = [{ kind: 'sent' }, { kind: 'gone' }];
  const logger = recordingLogger();
  const mailbox = loggedMailbox({ ...createEwsLikeWorld().mailbox, respond: async () => outcomes }, logger);
  const replies = ['one', 'two'].map((id) => ({ id, verdict: 'accept', html: 'secret' }) as Reply);
  expect(await mailbox.respond(replies)).toBe(outcomes);
  expect(logger.lines.map(({ fields }) => fields)).toEqual([
    { id: 'one', verdict: 'accept', outcome: 'sent' },
    { id: 'two', verdict: 'accept', outcome: 'gone' },
  ]);
});
