import type { EquipmentMailbox, FoundAnswer, ReplyOutcome } from '@vmrkit/core';
import { describe } from 'vitest';
import { kitSees } from '../faulty.fixture.ts';
import { answeringChecks } from './answering-checks.ts';
import { mailbox, withSoundWorld } from './faulty-mailbox.fixture.ts';
import type { MailboxWorld } from './mailbox-world.ts';

type Respond = EquipmentMailbox['respond'];

/** A mailbox that reports other outcomes. */
const outcomes = (change: (outcome: ReplyOutcome) => ReplyOutcome) =>
  mailbox((sound) => ({
    respond: async (replies, options) => (await sound.respond(replies, options)).map(change),
  }));

/** A mailbox that is given other replies. */
const replies = (change: (given: Parameters<Respond>[0]) => Parameters<Respond>[0]) =>
  mailbox((sound) => ({ respond: (given, options) => sound.respond(change(given), options) }));

/** A mailbox that finds other answers. */
const finding = (
  change: (found: readonly (FoundAnswer | null)[]) => readonly (FoundAnswer | null)[],
): ((world: MailboxWorld) => MailboxWorld) =>
  mailbox((sound) => ({
    findAnswers: async (subjects, options) => change(await sound.findAnswers(subjects, options)),
  }));

/** A mailbox whose answers are found by the last verdict alone, whatever was asked about. */
const findsLast = mailbox((sound) => {
  let last: FoundAnswer | null = null;
  return {
    respond: async (given, options) => {
      const verdict = given.at(-1)?.verdict ?? 'accept';
      const done = await sound.respond(given, options);
      last = { verdict, at: given.at(-1)?.receivedAt ?? (0 as never) };
      return done;
    },
    findAnswers: async (subjects) => subjects.map(() => last),
  };
});

describe('the contract of a mailbox: respond and findAnswers', () => {
  kitSees(
    answeringChecks,
    [
      {
        fault: 'reports an answer as sent that it never sent',
        seenBy: 'sends one answer with its message',
        spoil: mailbox(() => ({ respond: async (given) => given.map(() => ({ kind: 'sent' })) })),
      },
      {
        fault: 'sends an answer without its message',
        seenBy: 'sends one answer with its message',
        spoil: replies((given) => given.map((reply) => ({ ...reply, html: '' }))),
      },
      {
        fault: 'accepts whatever it is told',
        seenBy: 'answers a batch in its order',
        spoil: replies((given) => given.map((reply) => ({ ...reply, verdict: 'accept' }))),
      },
      {
        fault: 'sends only the first answer of a batch',
        seenBy: 'answers a batch in its order',
        spoil: mailbox((sound) => ({
          respond: async (given, options) => {
            await sound.respond(given.slice(0, 1), options);
            return given.map(() => ({ kind: 'sent' }));
          },
        })),
      },
      {
        fault: 'reports a second answer as sent',
        seenBy: 'a second answer to the same request',
        spoil: outcomes(() => ({ kind: 'sent' })),
      },
      {
        fault: 'takes an answer to an earlier request for one to a newer',
        seenBy: 'an answer that the caller gave to an earlier request',
        spoil: mailbox((sound) => ({
          respond: (given, options) =>
            given.some(({ earlierAnswerAt }) => earlierAnswerAt !== null)
              ? Promise.resolve(given.map(() => ({ kind: 'already-answered' })))
              : sound.respond(given, options),
        })),
      },
      {
        fault: 'takes a pause for a lost outcome',
        seenBy: 'tells that nothing went out when asked to pause',
        spoil: outcomes((outcome) => (outcome.kind === 'not-sent' ? { kind: 'unknown' } : outcome)),
      },
      {
        fault: 'takes a lost outcome for one that did not go out',
        seenBy: 'an answer whose outcome is lost',
        spoil: outcomes((outcome) =>
          outcome.kind === 'unknown' ? { kind: 'not-sent', retryAfterMs: 1 } : outcome,
        ),
      },
      {
        fault: 'does not find an answer whose outcome was lost',
        seenBy: 'an answer whose outcome is lost',
        spoil: finding((found) => found.map(() => null)),
      },
      {
        fault: 'reports outcomes in an order of its own',
        seenBy: 'what is gone spoils no other answer',
        spoil: mailbox((sound) => ({
          respond: async (given, options) =>
            (await sound.respond(given, options)).toSorted((a, b) => (a.kind < b.kind ? -1 : 1)),
        })),
      },
      {
        fault: 'stops at a reply to a message that is gone',
        seenBy: 'what is gone spoils no other answer',
        spoil: mailbox((sound) => ({
          respond: async (given, options) => {
            const done: ReplyOutcome[] = [];
            for (const reply of given) done.push(...(await sound.respond([reply], options)));
            const stop = done.findIndex(({ kind }) => kind !== 'sent');
            return done.map((outcome, at) => (stop >= 0 && at > stop ? { kind: 'gone' } : outcome));
          },
        })),
      },
      {
        fault: 'answers although it was told to stop',
        seenBy: 'respond: stops on the signal',
        spoil: mailbox((sound) => ({ respond: (given) => sound.respond(given) })),
      },
      {
        fault: 'finds answers in an order of its own',
        seenBy: 'knows what was answered, how, and what was not',
        spoil: finding((found) => found.toReversed()),
      },
      {
        fault: 'takes every answer for an acceptance',
        seenBy: 'knows what was answered, how, and what was not',
        spoil: finding((found) => found.map((each) => each && { ...each, verdict: 'accept' })),
      },
      {
        fault: 'finds an answer where there was none',
        seenBy: 'knows what was answered, how, and what was not',
        spoil: finding((found) =>
          found.map((each) => each ?? { verdict: 'accept', at: Date.now() as never }),
        ),
      },
      {
        fault: 'finds the answer to an earlier version',
        seenBy: 'an answer to an earlier version',
        spoil: findsLast,
      },
      {
        fault: 'finds the answer about another instance',
        seenBy: 'an answer about one instance',
        spoil: findsLast,
      },
    ],
    withSoundWorld,
  );
});
