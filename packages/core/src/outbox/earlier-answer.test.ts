import { describe, expect, test } from 'vitest';
import type { EffectState, ReplyEffect } from '../meetings/outbox-entry.ts';
import { type Instant, instant } from '../time/instant.ts';
import { earlierAnswerAt, isOwnAnswer } from './earlier-answer.ts';

const to = {
  ref: { id: 'b' },
  messageId: '<b>',
  identity: { globalObjectId: null, uid: 'uid' },
  instance: null,
  receivedAt: instant(0),
};
const entry = {
  kind: 'reply',
  id: 'b',
  to,
  mailboxId: 'mailbox-1',
  attempts: 0,
} as Partial<ReplyEffect> as ReplyEffect;
const now = instant(90_000);

function other(state: EffectState, change: Partial<ReplyEffect> = {}): ReplyEffect {
  return { ...entry, id: 'a', to: { ...to, messageId: '<a>' }, state, ...change };
}

const sent: EffectState = { kind: 'done', at: instant(60_000), how: 'sent' };
const sending: EffectState = { kind: 'sending', fence: 1, deadline: instant(100_000) };

describe('when an earlier answer went out', () => {
  test.each<readonly [string, readonly ReplyEffect[], number, Instant | null]>([
    ['none is known', [], 0, null],
    ['one was sent', [other(sent)], 0, instant(60_000)],
    ['of several the last', [other({ ...sent, at: instant(70_000) }), other(sent)], 0, instant(70_000)],
    ['one was found', [other({ ...sent, how: 'found' })], 1, instant(60_000)],
    ['its request was gone', [other({ ...sent, how: 'gone' })], 0, null],
    ['one is under way, this one was never begun', [other(sending)], 0, now],
    ['one is under way beside this one', [other(sending)], 1, null],
    ['one waits', [other({ kind: 'pending', notBefore: now })], 0, null],
    ['the same message was answered', [other(sent, { to })], 0, null],
    ['it was about an instance', [other(sent, { to: { ...to, messageId: '<a>', instance: now } })], 0, null],
    ['another mailbox sent it', [other(sent, { mailboxId: 'mailbox-2' })], 0, null],
  ])('%s', (_, outbox, attempts, at) => {
    expect(earlierAnswerAt(outbox, { ...entry, attempts }, now)).toBe(at);
  });
});

test.each([
  [null, 60_000, true],
  [60_000, 60_999, false],
  [60_900, 60_000, false],
  [60_900, 61_000, true],
])('after an earlier answer at %s one of %s is a message’s own: %s', (earlier, at, own) => {
  const found = { verdict: 'accept', at: instant(at) } as const;
  expect(isOwnAnswer(found, earlier === null ? null : instant(earlier))).toBe(own);
});
