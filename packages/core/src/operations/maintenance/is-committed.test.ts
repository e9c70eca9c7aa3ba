import { describe, expect, it } from 'vitest';
import type { MailboxMessage, MeetingRequest, OtherMessage } from '../../mailbox/meeting-message.ts';
import { unknownMeeting } from '../../meetings/evolve.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import type { ReplyEffect } from '../../meetings/outbox-entry.ts';
import { instant } from '../../time/instant.ts';
import { type CommittedFacts, isCommitted } from './is-committed.ts';

const envelope = {
  ref: { id: 'r' },
  messageId: 'message',
  receivedAt: instant(50_000),
  subject: '',
  body: { type: 'text', content: '' },
  organizer: null,
  sender: null,
  senderAuthenticated: true,
  language: null,
} as const;
const mail: OtherMessage = { ...envelope, kind: 'other' };
const request: MeetingRequest = {
  ...envelope,
  kind: 'request',
  identity: { globalObjectId: null, uid: 'u' },
  instance: null,
  sequence: 1,
  stamp: instant(40_000),
  articleNumber: null,
  outOfDate: false,
  delegateCopy: false,
  start: instant(90_000),
  end: instant(99_000),
  allDay: false,
  zone: { iana: null, windows: null },
  series: null,
};
const bare = unknownMeeting({
  tenantId: 't',
  integrationId: 'i',
  mailboxId: 'm',
  fence: 1,
  now: instant(0),
});
const version = {
  stamp: instant(40_001),
  sequence: 1,
  cancels: false,
  received: instant(41_000),
  messageId: '',
  mailboxId: '',
  articleNumber: null,
  arrival: 0,
};
const journalled: Meeting = {
  ...bare,
  journal: [{ number: 1, messageId: 'message', at: instant(0), outcome: 'apply', correlationId: 'c' }],
};
const awaited: ReplyEffect = {
  id: 'e',
  kind: 'reply',
  createdAt: instant(0),
  mailboxId: 'mailbox-1',
  correlationId: 'c',
  urgency: 1,
  attempts: 0,
  state: { kind: 'pending', notBefore: instant(0) },
  to: { ...request },
  text: 'single-new',
};
const facts: CommittedFacts = { meeting: null, mailboxId: 'm', followedTo: instant(60_000), caughtUp: false };

describe('whether the worker has no use for a message any more', () => {
  const table: readonly (readonly [string, MailboxMessage, Partial<CommittedFacts>, boolean])[] = [
    ['mail that was followed', mail, {}, true],
    ['mail that was not followed yet', mail, { followedTo: instant(49_999) }, false],
    ['mail of a mailbox that was never followed', mail, { followedTo: null }, false],
    ['a request in the journal', request, { meeting: journalled }, true],
    ['a request whose answer waits', request, { meeting: { ...journalled, outbox: [awaited] } }, false],
    [
      'a request whose answer went out',
      request,
      {
        meeting: {
          ...journalled,
          outbox: [{ ...awaited, state: { kind: 'done', at: instant(0), how: 'sent' } }],
        },
      },
      true,
    ],
    ['a request that nobody has seen', request, {}, false],
    ['a request of a meeting that is known by others', request, { meeting: bare }, false],
    [
      'a request that a newer version overtook',
      request,
      { meeting: { ...bare, status: 'live', version } },
      true,
    ],
    [
      'a request that is newer than the meeting',
      request,
      { meeting: { ...bare, status: 'live', version: { ...version, stamp: instant(39_999) } } },
      false,
    ],
    ['a request that was followed to the end and forgotten', request, { caughtUp: true }, true],
    [
      'a request of the same second as the newest',
      request,
      { caughtUp: true, followedTo: instant(50_000) },
      false,
    ],
  ];

  it.each(table)('%s', (_, message, more, expected) => {
    expect(isCommitted(message, { ...facts, ...more })).toBe(expected);
  });
});
