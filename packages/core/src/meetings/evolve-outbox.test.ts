import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, shift } from '../time/instant.ts';
import { later, latest, moved, second, series, states } from './evolve.fixture.ts';
import { removed } from './evolve.ts';
import {
  after,
  applyIntent,
  cancellation,
  conference,
  context,
  daily,
  end,
  live,
  now,
  request,
  step,
} from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';
import type { EffectState, ReplyEffect } from './outbox-entry.ts';

describe('the outbox', () => {
  const withReply = (before: Meeting, over: object, reply: 'single-edited' | 'occurrence-edited' | null) =>
    after(before, step(request({ ...later, ...over }), applyIntent({ reply })));

  test('an answer stands beside the state that it tells of', () => {
    const [entry] = live().outbox;
    expect(entry).toMatchObject({
      kind: 'reply',
      text: 'single-new',
      urgency: 1,
      state: { kind: 'pending', notBefore: now },
      correlationId: 'trail-<1@corp.example>',
      to: { messageId: '<1@corp.example>', ref: { id: 'item-1' }, instance: null, receivedAt: now },
    });
  });

  test('a newer answer takes the place of an unsent older one of the same instance', () => {
    expect(states(withReply(live(), {}, 'single-edited'))).toEqual(['reply superseded', 'reply pending']);
    const other = { instance: second, start: moved.start, end: moved.end };
    expect(states(withReply(live(series), other, 'single-edited'))).toEqual([
      'reply pending',
      'reply pending',
    ]);
  });

  test.each<[string, EffectState, readonly string[]]>([
    ['waits', { kind: 'pending', notBefore: now }, ['superseded', 'pending']],
    ['came too late', { kind: 'done', at: now, how: 'gone' }, ['done', 'pending']],
    ['was refused', { kind: 'failed', at: now, reason: 'x' }, ['failed', 'pending']],
    ['is under way', { kind: 'sending', fence: 1, deadline: now }, ['sending', 'pending']],
    ['went out', { kind: 'done', at: now, how: 'sent' }, ['done']],
    ['was taken back', { kind: 'superseded', at: now }, ['superseded']],
  ])('a change of other attendees takes over an acceptance that is owed: it %s', (_, state, kinds) => {
    const meeting = live();
    const owing = { ...meeting, outbox: meeting.outbox.map((entry) => ({ ...entry, state })) };
    const { outbox } = withReply(owing, {}, null);
    expect(outbox.map((entry) => entry.state.kind)).toEqual(kinds);
    if (kinds.length === 2) {
      expect(outbox[1]).toMatchObject({ text: 'single-new', to: { messageId: '<2>' } });
      const first = state.kind === 'sending' ? meeting.outbox[0]?.id : undefined;
      expect((outbox[1] as ReplyEffect).insteadOf).toBe(first);
    }
  });

  test('an answer under way is left to itself', () => {
    const meeting = live();
    const sending = { kind: 'sending' as const, fence: 1, deadline: now };
    const busy = { ...meeting, outbox: meeting.outbox.map((entry) => ({ ...entry, state: sending })) };
    expect(states(withReply(busy, {}, 'single-edited'))).toEqual(['reply sending', 'reply pending']);
  });

  test('series first, then others, limited declines last', () => {
    const urgency = (meeting: Meeting) => meeting.outbox.at(-1)?.urgency;
    const decline = (limited: boolean) =>
      ({ kind: 'decline', because: 'invalid-alias-id', limited }) as const;
    expect(urgency(live(series))).toBe(0);
    expect(urgency(live())).toBe(1);
    expect(urgency(withReply(live(series), { instance: second }, 'occurrence-edited'))).toBe(1);
    expect(urgency(after(null, step(request(), decline(false))))).toBe(1);
    expect(urgency(after(null, step(request(), decline(true))))).toBe(2);
  });

  test('a decline that is not to be answered is journalled alone', () => {
    const decline = { kind: 'decline', because: 'invalid-alias-id', limited: true } as const;
    const meeting = after(null, step(request(), decline, { answered: false }));
    expect(meeting.outbox).toEqual([]);
    expect(meeting.journal).toHaveLength(1);
  });

  test('a token brings a rewrite and no answer, and the next update is answered as new', () => {
    const token = applyIntent({ grant: { kind: 'token', hash: 'h' }, reply: null });
    const meeting = after(null, step(request(), token));
    expect(states(meeting)).toEqual(['organizer-update pending']);
    expect(meeting.outbox[0]).toMatchObject({
      urgency: 0,
      tokenHash: 'h',
      request: { messageId: '<1@corp.example>' },
    });
    expect(meeting.echoAwaited).toBe(true);
    expect(withReply(meeting, {}, null).echoAwaited).toBe(true);
    expect(after(meeting, step(request(later), applyIntent())).echoAwaited).toBe(false);
  });

  test('a token that comes again before the rewrite asks for one rewrite, not two', () => {
    const token = applyIntent({ grant: { kind: 'token', hash: 'h' }, reply: null });
    const once = after(null, step(request(), token));
    expect(states(after(once, step(request(later), token)))).toEqual([
      'organizer-update superseded',
      'organizer-update pending',
    ]);
    expect(states(withReply(once, {}, 'single-edited'))).toEqual([
      'organizer-update pending',
      'reply pending',
    ]);
  });

  test('of what has ended the newest are kept, of the journal as well', () => {
    let meeting = live();
    for (let round = 0; round < 230; round += 1) {
      const done = { kind: 'done' as const, at: now, how: 'sent' };
      meeting = { ...meeting, outbox: meeting.outbox.map((entry) => ({ ...entry, state: done })) };
      meeting = withReply(meeting, { messageId: `<m${round}>` }, 'single-edited');
    }
    expect(meeting.outbox).toHaveLength(21);
    expect((meeting.outbox.at(-1) as ReplyEffect).to.messageId).toBe('<m229>');
    expect(meeting.journal).toHaveLength(200);
    expect(meeting.journal.at(-1)?.messageId).toBe('<m229>');
  });
});

describe('timers and what is left behind', () => {
  test('a single meeting goes when retention is over after its last window', () => {
    expect(live().expiresAt).toBe(shift(end, 60 * MINUTE_MS + 24 * HOUR_MS));
    expect(live().refreshAt).toBeNull();
  });

  test('a series goes after its last occurrence, one without end never', () => {
    expect(live(series).expiresAt).toBe(shift(end, 9 * DAY_MS + 25 * HOUR_MS));
    expect(live({ series: { ...daily, lastEnd: null } }).expiresAt).toBeNull();
  });

  test('each message about a series asks for a look at the calendar', () => {
    const calm = { ...live(series), refreshAt: shift(now, DAY_MS) };
    const change = step(cancellation({ ...later, instance: second }), { kind: 'cancel' });
    expect(after(calm, change).refreshAt).toBe(now);
    const ignored = step(request(later), { kind: 'ignore', because: 'superseded' });
    expect(after(calm, ignored).refreshAt).toBe(shift(now, DAY_MS));
  });

  test('a removed meeting stands as a tombstone, and owes its aliases and name', () => {
    const gone = removed(live(), { ...context, now: shift(now, DAY_MS) });
    expect(gone).toMatchObject({ status: 'removed', conference: null, schedule: null, instances: [] });
    expect(gone.abandoned).toEqual([{ reservationId: 'r-own', name: 'Plan (Ada)' }]);
    expect(gone.expiresAt).toBe(shift(now, 31 * DAY_MS));
    expect(states(gone)).toEqual(['reply superseded']);
  });

  test('declining does not make a tombstone stand longer', () => {
    const gone = removed(live(), context);
    const decline = { kind: 'decline', because: 'alias-deleted', limited: false } as const;
    const asked = after(gone, step(request(later), decline), { now: shift(now, 20 * DAY_MS) });
    expect(asked.expiresAt).toBe(gone.expiresAt);
  });

  test('a removed meeting that begins anew still owes what it had, and stands as long as any other', () => {
    const gone = removed(live(), { ...context, now: shift(now, DAY_MS) });
    const room = { ...conference, id: 'c-2', reservationId: 'r-free' };
    const meeting = after(gone, step(request(later), applyIntent(), { conference: room }));
    expect(meeting).toMatchObject({ status: 'live', conference: room, abandoned: gone.abandoned });
    expect(meeting.expiresAt).toBe(live().expiresAt);
  });

  test('with another tag the old aliases are left behind, the name is not', () => {
    const other = { ...conference, reservationId: 'r-free' };
    const meeting = after(live(), step(request(later), applyIntent(), { conference: other }));
    expect(meeting.conference?.reservationId).toBe('r-free');
    expect(meeting.abandoned).toEqual([{ reservationId: 'r-own', name: null }]);
    expect(
      after(meeting, step(request(latest), applyIntent(), { conference: other })).abandoned,
    ).toHaveLength(1);
  });

  test('what is written carries the fence of who wrote it', () => {
    expect(after(live(), step(request(later), applyIntent()), { fence: 9 }).fence).toBe(9);
    const other = { mailboxId: 'mailbox-2', fence: 1 };
    const ignored = step(cancellation(later), { kind: 'ignore', because: 'other-mailbox' });
    expect(after(live(), ignored, other)).toMatchObject({ mailboxId: 'mailbox-1', fence: 3 });
    expect(after(live(), step(request(later), applyIntent()), other)).toMatchObject(other);
  });
});
