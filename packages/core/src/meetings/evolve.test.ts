import { describe, expect, test } from 'vitest';
import type { ModifiedOccurrence } from '../mailbox/meeting-message.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, shift } from '../time/instant.ts';
import { evolve, removed } from './evolve.ts';
import {
  after,
  applyIntent,
  bea,
  cancellation,
  conference,
  context,
  daily,
  end,
  eve,
  live,
  now,
  request,
  start,
  step,
} from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';
import type { EffectState, ReplyEffect } from './outbox-entry.ts';

const second = shift(start, DAY_MS);
const later = { stamp: shift(now, 1_000), sequence: 2, receivedAt: shift(now, 1_000), messageId: '<2>' };
const latest = { stamp: shift(now, 2_000), sequence: 3, receivedAt: shift(now, 2_000), messageId: '<3>' };
const series = { series: daily };
const moved: ModifiedOccurrence = {
  originalStart: second,
  start: shift(second, HOUR_MS),
  end: shift(second, 2 * HOUR_MS),
};

const states = ({ outbox }: Meeting) => outbox.map(({ kind, state }) => `${kind} ${state.kind}`);
const overrides = ({ instances }: Meeting) =>
  instances.map(({ originalStart, moved: to }) => [
    originalStart,
    to && (to.start - originalStart) / HOUR_MS,
  ]);

describe('what is kept of a request', () => {
  test('the organizer, the time and the room', () => {
    const meeting = live();
    expect(meeting).toMatchObject({
      status: 'live',
      subject: 'Plan',
      conference,
      fence: 3,
      fromTrustedSender: true,
    });
    expect(meeting.organizer).toEqual(request().organizer);
    expect(meeting.schedule).toMatchObject({ kind: 'single', first: { start, end }, window: null });
    expect(meeting.journal.map(({ messageId, outcome }) => [messageId, outcome])).toEqual([
      ['<1@corp.example>', 'apply: single-new'],
    ]);
  });

  test('an update changes subject, time, organizer and recurrence', () => {
    const change = {
      ...later,
      ...series,
      subject: 'B',
      organizer: bea,
      start: second,
      end: shift(second, HOUR_MS),
    };
    const meeting = after(live(), step(request(change), applyIntent({ reply: 'single-edited' })));
    expect(meeting).toMatchObject({ subject: 'B', organizer: bea, createdAt: now });
    expect(meeting.schedule).toMatchObject({ kind: 'series', first: { start: second } });
  });

  test('an update of one occurrence leaves the series alone', () => {
    const change = request({
      ...later,
      instance: second,
      subject: 'Only this',
      start: moved.start,
      end: moved.end,
    });
    const meeting = after(live(series), step(change, applyIntent({ reply: 'occurrence-edited' })));
    expect(meeting.subject).toBe('Plan');
    expect(meeting.schedule?.first).toEqual({ start, end });
    expect(meeting.version).toEqual(live(series).version);
    expect(overrides(meeting)).toEqual([[second, 1]]);
  });

  test('the list of changes in a newer series replaces what older messages said', () => {
    const single = request({ ...later, instance: second, start: moved.start, end: moved.end });
    const before = after(live(series), step(single, applyIntent()));
    expect(overrides(after(before, step(request({ ...latest, ...series }), applyIntent())))).toEqual([]);
    const listed = { series: { ...daily, modified: [moved], deleted: [start] } };
    expect(overrides(after(before, step(request({ ...latest, ...listed }), applyIntent())))).toEqual([
      [second, 1],
      [start, null],
    ]);
  });

  test('a newer message about an instance outlives an older series that comes late', () => {
    const stub = after(
      null,
      step(cancellation({ ...latest, instance: second }), { kind: 'note', because: 'cancelled-before' }),
    );
    const meeting = after(stub, step(request({ ...later, ...series }), applyIntent()));
    expect(overrides(meeting)).toEqual([[second, null]]);
    expect(meeting.status).toBe('live');
  });

  test('what is ignored is journalled where the meeting is known, and changes nothing else', () => {
    const before = live();
    const { journal, ...rest } = after(
      before,
      step(request(later), { kind: 'ignore', because: 'not-organizer' }),
    );
    const { journal: was, ...known } = before;
    expect(rest).toEqual(known);
    expect(journal.slice(was.length).map(({ outcome }) => outcome)).toEqual(['ignore: not-organizer']);
    expect(evolve(null, step(request(), { kind: 'ignore', because: 'delegate-copy' }), context)).toBeNull();
  });

  test('a declined request makes no room, and leaves the one that is there', () => {
    const declined = { kind: 'decline', because: 'alias-conflict', limited: false } as const;
    const fresh = after(null, step(request(), declined));
    expect(fresh).toMatchObject({ status: 'unknown', conference: null, schedule: null, version: null });
    const { status, subject, version, schedule, conference: room } = live();
    expect(after(live(), step(request({ ...later, subject: 'B' }), declined))).toMatchObject({
      status,
      subject,
      version,
      schedule,
      conference: room,
    });
  });
});

describe('what is off', () => {
  test('a cancelled meeting keeps its room for the retention time', () => {
    const meeting = after(live(), step(cancellation(later), { kind: 'cancel' }), {
      now: shift(now, HOUR_MS),
    });
    expect(meeting).toMatchObject({ status: 'cancelled', statusSince: shift(now, HOUR_MS), conference });
    expect(meeting.expiresAt).toBe(shift(now, 25 * HOUR_MS));
    expect(meeting.refreshAt).toBeNull();
  });

  test('a cancelled occurrence is off, the series is not', () => {
    const meeting = after(
      live(series),
      step(cancellation({ ...later, instance: second }), { kind: 'cancel' }),
    );
    expect(meeting.status).toBe('live');
    expect(overrides(meeting)).toEqual([[second, null]]);
  });

  test('acceptances that were not sent are not sent any more', () => {
    expect(states(after(live(), step(cancellation(later), { kind: 'cancel' })))).toEqual([
      'reply superseded',
    ]);
  });

  test('what was not sent about an occurrence is not sent any more once it is off', () => {
    const change = { instance: second, start: moved.start, end: moved.end };
    const before = after(live(series), step(request({ ...later, ...change }), applyIntent()));
    const meeting = after(before, step(cancellation({ ...latest, instance: second }), { kind: 'cancel' }));
    expect(states(meeting)).toEqual(['reply pending', 'reply superseded']);
  });

  test('a note moves the version forward only', () => {
    const off = after(live(), step(cancellation(latest), { kind: 'cancel' }));
    const again = after(off, step(cancellation(later), { kind: 'note', because: 'cancelled-already' }));
    expect(again.version?.messageId).toBe('<3>');
    expect(again.status).toBe('cancelled');
  });
});

describe('single instances of a series', () => {
  const alone = (over: object, before: Meeting | null = null) =>
    after(
      before,
      step(
        request({ instance: second, start: moved.start, end: moved.end, ...over }),
        applyIntent({ reply: 'single-new' }),
      ),
    );
  const off = (before: Meeting, over: object) => after(before, step(cancellation(over), { kind: 'cancel' }));

  test('an invitation to one outlives a cancellation of the series that is older, in either order', () => {
    const told = [
      off(alone(latest, live(series)), later),
      alone(latest, off(live(series), later)),
      off(alone(latest), later),
    ];
    for (const meeting of told) {
      expect(meeting).toMatchObject({ status: 'live', conference, version: { messageId: '<2>' } });
      expect(meeting.schedule).toMatchObject({ kind: 'instances', series: null, window: null });
      expect(overrides(meeting)).toEqual([[second, 1]]);
      expect(states(meeting).at(-1)).toBe('reply pending');
    }
  });

  test('all else goes with the series, and what was not yet sent of it', () => {
    const third = { instance: shift(second, DAY_MS), messageId: '<t>' };
    const meeting = off(alone(latest, alone(third, live(series))), later);
    expect(overrides(meeting)).toEqual([[second, 1]]);
    expect(states(meeting)).toEqual(['reply superseded', 'reply superseded', 'reply pending']);
    const none = off(off(live(series), { ...latest, instance: second }), later);
    expect(none.status).toBe('cancelled');
  });

  test('an invitation to one does not bring back what was off with the series', () => {
    const listed = { series: { ...daily, modified: [{ ...moved, originalStart: start }] } };
    const meeting = alone(latest, off(live(listed), later));
    expect(overrides(meeting)).toEqual([[second, 1]]);
  });

  test('with the last of them the meeting is off', () => {
    const both = alone({ ...later, instance: start }, alone({}));
    const one = off(both, { ...latest, instance: start });
    expect(one.status).toBe('live');
    expect(off(one, { ...latest, instance: second }).status).toBe('cancelled');
  });

  test('the newest of them names organizer and subject while no series is known', () => {
    const change = { instance: start, organizer: bea, subject: 'B' };
    const told = [alone({ ...later, ...change }, alone({})), alone({}, alone({ ...later, ...change }))];
    for (const meeting of told) expect(meeting).toMatchObject({ organizer: bea, subject: 'B' });
    expect(alone({ ...later, ...change }, live(series))).toMatchObject({ subject: 'Plan' });
  });

  test('a change of one outlives that its series was a single meeting before', () => {
    const meeting = after(alone(latest, live(series)), step(request(later), applyIntent()));
    expect(overrides(meeting)).toEqual([[second, 1]]);
  });
});

describe('cancellations by an organizer to come', () => {
  const note = { kind: 'note', because: 'not-organizer' } as const;
  const byBea = (over: object) => step(cancellation({ organizer: bea, sender: bea, ...over }), note);
  const handOver = (before: Meeting, over: object) =>
    after(
      before,
      step(request({ organizer: bea, sender: bea, ...over }), applyIntent({ reply: 'series-edited' })),
    );

  test('count once the meeting is handed over', () => {
    const before = after(live(series), byBea(latest));
    expect(before).toMatchObject({ status: 'live', organizer: { email: 'ada@corp.example' } });
    const meeting = handOver(before, { ...later, ...series });
    expect(meeting).toMatchObject({
      status: 'cancelled',
      version: { messageId: '<3>' },
      pendingCancellations: [],
    });
    expect(states(meeting)).toEqual(['reply superseded', 'reply superseded']);
  });

  test('count for one instance as well', () => {
    const before = after(live(series), byBea({ ...latest, instance: second }));
    const meeting = handOver(before, { ...later, ...series });
    expect(meeting.status).toBe('live');
    expect(overrides(meeting)).toEqual([[second, null]]);
  });

  test('do not count where the hand-over is the newer one, or is to somebody else', () => {
    const before = after(live(series), byBea(later));
    expect(handOver(before, { ...latest, ...series })).toMatchObject({
      status: 'live',
      pendingCancellations: [],
    });
    const toEve = handOver(before, { ...latest, ...series, organizer: eve });
    expect(toEve).toMatchObject({
      status: 'live',
      pendingCancellations: [{ organizer: 'bea@corp.example' }],
    });
  });

  test('count by whom the meeting is handed to, and those of others wait', () => {
    const third = shift(second, DAY_MS);
    const byEve = step(cancellation({ ...latest, organizer: eve, sender: eve, instance: second }), note);
    const before = after(after(live(series), byEve), byBea({ ...latest, instance: third }));
    const meeting = handOver(before, { ...later, ...series });
    expect(overrides(meeting)).toEqual([[third, null]]);
    expect(meeting.pendingCancellations).toMatchObject([{ organizer: eve.email, instance: second }]);
  });

  test('are kept in bounds', () => {
    let meeting = live();
    for (let at = 0; at < 130; at += 1) meeting = after(meeting, byBea({ ...later, messageId: `<m${at}>` }));
    expect(meeting.pendingCancellations).toHaveLength(100);
    expect(meeting.pendingCancellations.at(-1)?.version.messageId).toBe('<m129>');
  });
});

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
