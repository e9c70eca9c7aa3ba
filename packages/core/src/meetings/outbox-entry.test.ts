import { expect, test } from 'vitest';
import { type Instant, instant } from '../time/instant.ts';
import {
  type Due,
  dueOf,
  type EffectState,
  type OutboxEntry,
  type Urgency,
  waitsUntil,
} from './outbox-entry.ts';

const at = (milliseconds: number): Instant => instant(milliseconds);
const pending = (ms: number): EffectState => ({ kind: 'pending', notBefore: at(ms) });
const sending = (ms: number): EffectState => ({ kind: 'sending', fence: 1, deadline: at(ms) });
const ended: readonly EffectState[] = [
  { kind: 'done', at: at(1), how: 'sent' },
  { kind: 'superseded', at: at(1) },
  { kind: 'failed', at: at(1), reason: 'x' },
];

function entry(urgency: Urgency, state: EffectState, mailboxId = 'one'): OutboxEntry {
  const to = {
    ref: { id: '1' },
    messageId: '<1>',
    identity: { globalObjectId: null, uid: 'u' },
    instance: null,
    receivedAt: at(0),
  };
  const base = { id: 'e', createdAt: at(0), correlationId: 'c', mailboxId, urgency, attempts: 0, state };
  return { ...base, kind: 'reply', to, text: 'single-new' };
}

test.each<[string, readonly OutboxEntry[], Omit<Due, 'mailboxId'> | null]>([
  ['nothing', [], null],
  ['nothing once all has ended', ended.map((state) => entry(0, state)), null],
  ['the only one', [entry(1, pending(5))], { urgency: 1, at: at(5) }],
  [
    'the soonest, as urgent as the most urgent',
    [entry(1, pending(5)), entry(0, pending(9))],
    { urgency: 0, at: at(5) },
  ],
  ['of equals the sooner', [entry(2, pending(9)), entry(2, sending(5))], { urgency: 2, at: at(5) }],
  ['what is under way, by its deadline', [entry(1, sending(60))], { urgency: 1, at: at(60) }],
  [
    'what waits, not held up by what is under way',
    [entry(0, sending(60)), entry(1, pending(1))],
    { urgency: 0, at: at(1) },
  ],
])('an outbox is due by %s', (_, outbox, due) => {
  expect(dueOf(outbox, 'one')).toEqual(due && { ...due, mailboxId: 'one' });
});

test('what another mailbox of the pool is to do comes after all that the meeting’s own is to do', () => {
  const theirs = entry(0, pending(1), 'two');
  expect(dueOf([theirs, entry(2, sending(60))], 'one')).toEqual({ mailboxId: 'one', urgency: 2, at: at(60) });
  expect(dueOf([theirs], 'one')).toEqual({ mailboxId: 'two', urgency: 0, at: at(1) });
});

test.each(ended)('$kind waits for nothing', (state) => {
  expect(waitsUntil(state)).toBeNull();
});
