import { expect, test } from 'vitest';
import { shift } from '../time/instant.ts';
import { after, applyIntent, daily, live, now, request, start, step } from './meeting.fixture.ts';
import { withoutOldEffects } from './meeting-outbox.ts';
import type { ReplyEffect } from './outbox-entry.ts';

const done = { kind: 'done', at: now, how: 'sent' } as const;
const later = { stamp: shift(now, 1_000), sequence: 2, receivedAt: shift(now, 1_000), messageId: '<2>' };

/** The answer to a message about an instance of its own. */
function reply(n: number, over: Partial<ReplyEffect> = {}): ReplyEffect {
  const [entry] = live().outbox;
  if (entry?.kind !== 'reply') throw new TypeError('The fixture has an answer.');
  return { ...entry, id: `e${n}`, to: { ...entry.to, instance: shift(start, n) }, ...over };
}

test('a thousand answers wait at most; the newest go out in the place of the oldest', () => {
  const outbox = Array.from({ length: 1_000 }, (_, n) => reply(n));
  const edited = step(request({ ...later, instance: start }), applyIntent({ reply: 'occurrence-edited' }));
  const meeting = after({ ...live({ series: daily }), outbox: outbox.slice(1) }, edited);
  expect(meeting.outbox.every(({ state }) => state.kind === 'pending')).toBe(true);
  const full = after({ ...live({ series: daily }), outbox: [...outbox, reply(1_000)].slice(1) }, edited);
  expect(full.outbox.map(({ state }) => state.kind).slice(0, 2)).toEqual(['superseded', 'pending']);
  expect(full.outbox.filter(({ state }) => state.kind === 'pending')).toHaveLength(1_000);
});

test('what a waiting answer stands in for is kept, and a rewrite is kept apart from answers', () => {
  const token = applyIntent({ grant: { kind: 'token', hash: 'h' }, reply: null });
  const rewrites = after(null, step(request(), token)).outbox.map((entry) => ({ ...entry, state: done }));
  const answers = Array.from({ length: 30 }, (_, n) => reply(n, { state: done }));
  const kept = withoutOldEffects([...rewrites, ...answers, reply(99, { insteadOf: 'e3' })]);
  const newest = Array.from({ length: 20 }, (_, n) => `e${n + 10}`);
  expect(kept.map(({ id }) => id)).toEqual([rewrites[0]?.id, 'e3', ...newest, 'e99']);
});
