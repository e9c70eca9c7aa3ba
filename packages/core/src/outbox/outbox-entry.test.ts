import { expect, test } from 'vitest';
import { type Instant, instant } from '../time/instant.ts';
import { dueOf, type EffectState, type OutboxEntry, type Urgency, waitsUntil } from './outbox-entry.ts';

const at = (milliseconds: number): Instant => instant(milliseconds);
const pending = (ms: number): EffectState => ({ kind: 'pending', notBefore: at(ms) });
const sending = (ms: number): EffectState => ({ kind: 'sending', fence: 1, deadline: at(ms) });
const ended: readonly EffectState[] = [
  { kind: 'done', at: at(1), how: 'sent' },
  { kind: 'superseded', at: at(1) },
  { kind: 'failed', at: at(1), reason: 'x' },
];

function entry(urgency: Urgency, state: EffectState): OutboxEntry {
  const to = {
    ref: { id: '1' },
    messageId: '<1>',
    identity: { globalObjectId: null, uid: 'u' },
    instance: null,
    receivedAt: at(0),
  };
  const base = { id: 'e', createdAt: at(0), correlationId: 'c', urgency, attempts: 0, state };
  return { ...base, kind: 'reply', to, text: 'single-new' };
}

test.each<[string, readonly OutboxEntry[], ReturnType<typeof dueOf>]>([
  ['nothing', [], null],
  ['nothing once all has ended', ended.map((state) => entry(0, state)), null],
  ['the only one', [entry(1, pending(5))], { urgency: 1, at: at(5) }],
  [
    'the more urgent one, though later',
    [entry(1, pending(5)), entry(0, pending(9))],
    { urgency: 0, at: at(9) },
  ],
  ['of equals the sooner', [entry(2, pending(9)), entry(2, sending(5))], { urgency: 2, at: at(5) }],
  [
    'what is under way, by its deadline',
    [entry(1, sending(60)), entry(2, pending(1))],
    { urgency: 1, at: at(60) },
  ],
])('[S4.10g] an outbox is due by %s', (_, outbox, due) => {
  expect(dueOf(outbox)).toEqual(due);
});

test.each(ended)('$kind waits for nothing', (state) => {
  expect(waitsUntil(state)).toBeNull();
});
