import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, shift } from '../time/instant.ts';
import { later, latest, moved, second, series, states } from './evolve.fixture.ts';
import { evolve } from './evolve.ts';
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
