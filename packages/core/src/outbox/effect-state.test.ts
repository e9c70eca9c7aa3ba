import { createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { openStore } from '../collections/store.ts';
import type { WorkerContext } from '../lease/worker-context.ts';
import {
  after,
  applyIntent,
  cancellation,
  daily,
  key,
  live,
  now,
  policy,
  request,
  step,
} from '../meetings/meeting.fixture.ts';
import type { Meeting } from '../meetings/meeting.ts';
import type { EffectState } from '../meetings/outbox-entry.ts';
import { type Instant, instant, shift } from '../time/instant.ts';
import { setEffectStates } from './effect-state.ts';

const sending: EffectState = { kind: 'sending', fence: 3, deadline: instant(1) };
const again: EffectState = { kind: 'pending', notBefore: instant(2) };

/** Sets the state of a meeting's first effect and tells what it is then; null: nothing was written. */
async function set(meeting: Meeting, state: EffectState, fence = 9) {
  const store = openStore(createWeakMemoryDatabase());
  await store.meetings.commit('default', [{ op: 'insert', id: key, value: meeting }]);
  const [stored] = await store.meetings.load('default', [key]);
  const [entry] = meeting.outbox;
  if (!stored || !entry) throw new TypeError('The fixture has an effect.');
  const context = {
    store,
    policy,
    fence,
    mailboxId: 'mailbox-1',
    clock: new FakeClock(),
  } as Partial<WorkerContext> as WorkerContext;
  await setEffectStates([{ effect: { stored, entry }, state }], context);
  const [written] = await store.meetings.load('default', [key]);
  if (written?.revision === stored.revision) return null;
  const first = written?.value.outbox[0];
  return { state: first?.state.kind, attempts: first?.attempts };
}

function underWay(meeting: Meeting): Meeting {
  const [first, ...rest] = meeting.outbox;
  return first ? { ...meeting, outbox: [{ ...first, state: sending, attempts: 1 }, ...rest] } : meeting;
}

describe('what is under way', () => {
  test('counts its tries', async () => {
    expect(await set(live(), sending)).toEqual({ state: 'sending', attempts: 1 });
    expect(await set(underWay(live()), { kind: 'done', at: instant(5), how: 'sent' })).toEqual({
      state: 'done',
      attempts: 1,
    });
  });

  test('an answer is not begun twice', async () => {
    expect(await set(underWay(live()), sending)).toBeNull();
  });

  test('may be tried again', async () => {
    expect(await set(underWay(live()), again)).toEqual({ state: 'pending', attempts: 1 });
  });

  test('not once the meeting is off', async () => {
    const off = after(underWay(live()), step(cancellation(), { kind: 'cancel' }));
    expect(await set(off, again)).toMatchObject({ state: 'superseded' });
  });

  test('not once the one occurrence that it is about is off', async () => {
    const second = instant(7);
    const moved = after(null, step(request({ instance: second }), applyIntent()));
    const series = after(underWay(moved), step(request({ messageId: '<2>', series: daily }), applyIntent()));
    const cancelled = (instance: Instant | null) =>
      after(series, step(cancellation({ instance, sequence: 2, stamp: shift(now, 1) }), { kind: 'cancel' }));
    expect(await set(cancelled(instant(8)), again)).toMatchObject({ state: 'pending' });
    expect(await set(cancelled(second), again)).toMatchObject({ state: 'superseded' });
  });

  test('nor an acceptance of the series where only single instances are left', async () => {
    const later = { sequence: 2, stamp: shift(now, 1) };
    const alone = step(
      request({ messageId: '<2>', instance: instant(7), sequence: 3, stamp: shift(now, 2) }),
      applyIntent(),
    );
    const left = after(
      after(underWay(live({ series: daily })), alone),
      step(cancellation(later), { kind: 'cancel' }),
    );
    expect(left.status).toBe('live');
    expect(await set(left, again)).toMatchObject({ state: 'superseded' });
  });

  test('a decline also then', async () => {
    const decline = { kind: 'decline', because: 'invalid-alias-id', limited: false } as const;
    const declined = after(null, step(request(), decline));
    expect(await set(underWay(declined), again)).toMatchObject({ state: 'pending' });
  });

  test('not once a newer answer stands behind it', async () => {
    const edited = step(request({ messageId: '<2>' }), applyIntent({ reply: 'single-edited' }));
    expect(await set(after(underWay(live()), edited), again)).toMatchObject({ state: 'superseded' });
    const occurrence = step(request({ messageId: '<2>', instance: instant(7) }), applyIntent());
    expect(await set(after(underWay(live()), occurrence), again)).toMatchObject({ state: 'pending' });
  });

  test('not once the meeting has moved to another mailbox that answers', async () => {
    const edited = step(request({ messageId: '<2>' }), applyIntent({ reply: 'single-edited' }));
    const moved = after(underWay(live()), edited, { mailboxId: 'mailbox-2' });
    expect(await set(moved, again)).toMatchObject({ state: 'superseded' });
  });

  test('also once another mailbox is to decline', async () => {
    const decline = { kind: 'decline', because: 'alias-conflict', limited: false } as const;
    const declined = step(request({ messageId: '<2>' }), decline);
    const asked = after(underWay(live()), declined, { mailboxId: 'mailbox-2' });
    expect(await set(asked, again)).toMatchObject({ state: 'pending' });
  });

  test('not what stood in for an answer that went out', async () => {
    const stand = after(underWay(live()), step(request({ messageId: '<2>' }), applyIntent({ reply: null })));
    const begun = async (how: string) => {
      const [first, second] = stand.outbox;
      if (!first || !second) throw new TypeError('The fixture has two.');
      const done: EffectState = { kind: 'done', at: instant(3), how };
      return set({ ...stand, outbox: [second, { ...first, state: done }] }, sending);
    };
    expect(await begun('sent')).toMatchObject({ state: 'superseded' });
    expect(await begun('gone')).toMatchObject({ state: 'sending', attempts: 1 });
  });

  test('is left alone by who was replaced', async () => {
    await expect(set(live(), sending, 2)).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_LEASE_LOST' }),
    );
  });

  test('what has ended stays so', async () => {
    const done = await set(underWay(live()), { kind: 'failed', at: instant(5), reason: 'x' });
    expect(done).toMatchObject({ state: 'failed' });
    const [entry] = live().outbox;
    if (!entry) throw new TypeError('The fixture has an effect.');
    const ended = {
      ...live(),
      outbox: [{ ...entry, state: { kind: 'superseded' as const, at: instant(1) } }],
    };
    expect(await set(ended, again)).toBeNull();
  });
});
