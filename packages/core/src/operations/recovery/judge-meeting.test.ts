import { describe, expect, it } from 'vitest';
import { unknownMeeting } from '../../meetings/evolve.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import type { EffectState, ReplyEffect } from '../../meetings/outbox-entry.ts';
import { type Instant, instant } from '../../time/instant.ts';
import { judgeMeeting } from './judge-meeting.ts';

const listedAt = instant(1_000_000);
const start = { tenantId: 't', integrationId: 'i', mailboxId: 'm', fence: 1, now: instant(0) };
const unknown = unknownMeeting(start);

function reply(text: ReplyEffect['text'], state: EffectState, createdAt: Instant): ReplyEffect {
  const identity = { globalObjectId: null, uid: 'u' };
  const to = { ref: { id: 'r' }, messageId: 'm', identity, instance: null, receivedAt: instant(0) };
  return {
    id: 'e',
    kind: 'reply',
    createdAt,
    mailboxId: 'mailbox-1',
    correlationId: 'c',
    urgency: 1,
    attempts: 0,
    state,
    to,
    text,
  };
}

const done = { kind: 'done', at: instant(0), how: 'sent' } as const;
const pending = { kind: 'pending', notBefore: instant(0) } as const;
const cancelledBefore = {
  stamp: null,
  sequence: null,
  cancels: true,
  received: instant(0),
  messageId: 'x',
  mailboxId: '',
  articleNumber: null,
  arrival: 0,
};

describe('judging an accepted meeting', () => {
  const table: readonly (readonly [string, Meeting | null, ReturnType<typeof judgeMeeting>])[] = [
    ['the store knows nothing', null, 'wanted'],
    ['a sweeper left its trace', unknown, 'wanted'],
    ['it was called off before', { ...unknown, version: cancelledBefore }, 'known'],
    [
      'a decline is about to go out',
      { ...unknown, outbox: [reply('invalid-alias-id', pending, instant(0))] },
      'unsettled',
    ],
    [
      'it was declined since the calendar was read',
      { ...unknown, outbox: [reply('invalid-alias-id', done, listedAt)] },
      'unsettled',
    ],
    [
      'it was declined once and accepted all the same',
      { ...unknown, outbox: [reply('invalid-alias-id', done, instant(5))] },
      'wanted',
    ],
    ['it is live', { ...unknown, status: 'live' }, 'known'],
    ['it is cancelled', { ...unknown, status: 'cancelled' }, 'known'],
    ['its tombstone stands', { ...unknown, status: 'removed' }, 'known'],
  ];

  it.each(table)('%s', (_, meeting, expected) => {
    expect(judgeMeeting(meeting, listedAt)).toBe(expected);
  });
});
