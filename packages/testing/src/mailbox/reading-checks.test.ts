import { instant, type MailboxMessage, ThrottledError } from '@vmrkit/core';
import { describe } from 'vitest';
import { kitSees } from '../faulty.fixture.ts';
import { mailbox, reading, telling, tellingRequests, withSoundWorld } from './faulty-mailbox.fixture.ts';
import { readingChecks } from './reading-checks.ts';
import { mallory } from './world-steps.ts';

const early = instant(Date.UTC(2001, 0, 1));

/** A message about a meeting as one about nothing. */
function asOther(message: MailboxMessage): MailboxMessage {
  const { ref, messageId, receivedAt, subject, body, organizer, sender, senderAuthenticated, language } =
    message;
  const told = { ref, messageId, receivedAt, subject, body, organizer, sender, senderAuthenticated };
  return { kind: 'other', ...told, language };
}

const cancellations = (change: (message: MailboxMessage) => MailboxMessage) =>
  telling((message) => (message.kind === 'cancellation' ? change(message) : message));

describe('the contract of a mailbox: read', () => {
  kitSees(
    readingChecks,
    [
      {
        fault: 'takes the body for plain text and its markup away',
        seenBy: 'a request: meeting, time, organizer',
        spoil: telling((message) => ({ ...message, body: { type: 'text', content: 'R&D ü €' } })),
      },
      {
        fault: 'tells times an hour off',
        seenBy: 'a request: meeting, time, organizer',
        spoil: tellingRequests((request) => ({ ...request, start: instant(request.start + 3_600_000) })),
      },
      {
        fault: 'takes the sender’s name for the organizer',
        seenBy: 'a request: meeting, time, organizer',
        spoil: telling((message) => ({ ...message, organizer: mallory })),
      },
      {
        fault: 'names a meeting anew with each update',
        seenBy: 'an update: the same meeting',
        spoil: tellingRequests((request) => ({
          ...request,
          identity: { globalObjectId: null, uid: request.messageId },
        })),
      },
      {
        fault: 'tells of every version as the first one',
        seenBy: 'an update: the same meeting',
        spoil: tellingRequests((request) => ({
          ...request,
          stamp: early,
          sequence: 0,
          receivedAt: early,
          messageId: 'same',
        })),
      },
      {
        fault: 'tells of a cancellation as older than the request',
        seenBy: 'a cancellation: the same meeting',
        spoil: cancellations((message) => ({ ...message, stamp: early, sequence: 0, receivedAt: early })),
      },
      {
        fault: 'knows no cancellation when only the mailbox was taken off',
        seenBy: 'a mailbox taken off the attendees',
        spoil: cancellations(asOther),
      },
      {
        fault: 'takes the end of the first instance for that of the series',
        seenBy: 'a series: its end, and the instances',
        spoil: tellingRequests((request) => ({
          ...request,
          series: request.series && { ...request.series, lastEnd: request.end },
        })),
      },
      {
        fault: 'tells of one instance as of the whole series',
        seenBy: 'a series: its end, and the instances',
        spoil: tellingRequests((request) => ({ ...request, instance: null })),
      },
      {
        fault: 'tells the same pattern of every series',
        seenBy: 'series of different patterns differ',
        spoil: tellingRequests((request) => ({
          ...request,
          series: request.series && { ...request.series, pattern: 'daily' },
        })),
      },
      {
        fault: 'draws the pattern of a series anew each time',
        seenBy: 'series of different patterns differ',
        spoil: tellingRequests((request) => ({
          ...request,
          series: request.series && { ...request.series, pattern: `${performance.now()}` },
        })),
      },
      {
        fault: 'takes a mail for a cancellation',
        seenBy: 'a mail about no meeting',
        spoil: telling((message) => ({ ...message, kind: 'cancellation' }) as MailboxMessage),
      },
      {
        fault: 'trusts every sender',
        seenBy: 'whether the mail system authenticated',
        spoil: telling((message) => ({ ...message, senderAuthenticated: true })),
      },
      {
        fault: 'trusts nobody',
        seenBy: 'whether the mail system authenticated',
        spoil: telling((message) => ({ ...message, senderAuthenticated: false })),
      },
      {
        fault: 'leaves out people whose addresses do not stand in the message',
        seenBy: 'people whose addresses it tells only when asked',
        spoil: telling((message) => ({ ...message, organizer: null, sender: null })),
      },
      {
        fault: 'takes an organizer who cannot be found for nobody',
        seenBy: 'an organizer whom nobody can find',
        spoil: telling((message) => ({ ...message, organizerUnresolved: false })),
      },
      {
        fault: 'gives up on a message whose body cannot be converted',
        seenBy: 'a message whose body cannot be converted',
        spoil: reading((result) =>
          result.kind === 'message' && result.message.bodyUnreadable
            ? { kind: 'unreadable', reason: 'body' }
            : result,
        ),
      },
      {
        fault: 'takes a body that cannot be converted for an empty one',
        seenBy: 'a message whose body cannot be converted',
        spoil: telling((message) => ({ ...message, bodyUnreadable: false })),
      },
      {
        fault: 'answers in an order of its own',
        seenBy: 'one bad message spoils no other',
        spoil: mailbox((sound) => ({
          read: async (refs, options) => (await sound.read(refs, options)).toReversed(),
        })),
      },
      {
        fault: 'reads no message beside one that is bad',
        seenBy: 'one bad message spoils no other',
        spoil: mailbox((sound) => ({
          read: async (refs, options) => {
            const results = await sound.read(refs, options);
            return results.find(({ kind }) => kind === 'unreadable')
              ? refs.map(() => ({ kind: 'gone' }))
              : results;
          },
        })),
      },
      {
        fault: 'leaves out what is gone',
        seenBy: 'one bad message spoils no other',
        spoil: mailbox((sound) => ({
          read: async (refs, options) =>
            (await sound.read(refs, options)).filter(({ kind }) => kind !== 'gone'),
        })),
      },
      {
        fault: 'tells the subject of what it cannot read',
        seenBy: 'why a message is unreadable',
        spoil: reading((result) =>
          result.kind === 'unreadable'
            ? { kind: 'unreadable', reason: 'Confidential merger: not to be parsed' }
            : result,
        ),
      },
      {
        fault: 'ignores the signal',
        seenBy: 'read: stops on the signal',
        spoil: mailbox((sound) => ({ read: (refs) => sound.read(refs) })),
      },
      {
        fault: 'cuts long bodies off',
        seenBy: 'a body of several megabytes',
        spoil: telling((message) => ({
          ...message,
          body: { ...message.body, content: message.body.content.slice(0, 1_000_000) },
        })),
      },
      {
        fault: 'takes messages for unreadable while it is asked to pause',
        seenBy: 'rejects while the mail system asks for a pause',
        spoil: mailbox((sound) => ({
          read: (refs, options) =>
            sound.read(refs, options).catch(() => refs.map(() => ({ kind: 'unreadable', reason: 'busy' }))),
        })),
      },
      {
        fault: 'forgets how long it was asked to pause',
        seenBy: 'rejects while the mail system asks for a pause',
        spoil: mailbox((sound) => ({
          read: (refs, options) =>
            sound.read(refs, options).catch(() => {
              throw new ThrottledError('Busy.', { code: 'ERR_TEST', retryAfterMs: 0 });
            }),
        })),
      },
    ],
    withSoundWorld,
  );
});
