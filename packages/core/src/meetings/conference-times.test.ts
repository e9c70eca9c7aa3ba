import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, shift } from '../time/instant.ts';
import { conferenceTimes } from './conference-times.ts';
import {
  after,
  cancellation,
  daily,
  end,
  live,
  now,
  policy,
  request,
  start,
  step,
} from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';
import { versionOf } from './place-in-history.ts';

/** A series whose calendar shows instances on these days after the first. */
function series(...days: readonly number[]): Meeting {
  const meeting = live({ series: daily });
  const occurrences = days.map((day) => {
    const from = shift(start, day * DAY_MS);
    return { originalStart: from, start: from, end: shift(from, HOUR_MS), stamp: now };
  });
  const window = { start: shift(now, -DAY_MS), end: shift(now, 9 * DAY_MS), readAt: now, occurrences };
  return { ...meeting, schedule: meeting.schedule && { ...meeting.schedule, window } };
}

/** The second of two instances was moved into the end of the first. */
function overlapping(): Meeting {
  const meeting = series(0, 1);
  const moved = { start: hour(1.5), end: hour(2) };
  const told = {
    originalStart: hour(24),
    version: { ...versionOf(request(), { meeting: null, mailboxId: 'mailbox-1' }), stamp: shift(now, 2) },
  };
  return { ...meeting, instances: [{ ...told, knownAt: shift(now, 1), moved }] };
}

const times = (meeting: Meeting, at: Instant) => {
  const { window, nextOpensAt, noneInTwoDays } = conferenceTimes(meeting, policy, at);
  const hours = (of: Instant | null | undefined) => (of == null ? null : (of - start) / HOUR_MS);
  return [hours(window?.start), hours(window?.end), hours(nextOpensAt), noneInTwoDays];
};
const hour = (count: number) => shift(start, count * HOUR_MS);

describe('what a view of a conference tells of its times', () => {
  test.each<[string, Meeting, Instant, unknown[]]>([
    ['a single meeting, buffers included', live(), now, [-0.5, 2, null, false]],
    ['a single meeting that is long over', live(), hour(900), [-0.5, 2, null, false]],
    ['the next of a series and the one after it', series(0, 1, 2, 3), hour(-3), [-0.5, 2, 23.5, false]],
    ['the one that is open', series(0, 1, 2, 3), hour(1.9), [-0.5, 2, 23.5, false]],
    ['the first of two that are open together', overlapping(), hour(1.2), [-0.5, 2, null, false]],
    ['the one that follows an open one closely', overlapping(), hour(0.5), [-0.5, 2, 1, false]],
    ['between two of them', series(0, 1, 2), hour(3), [23.5, 26, 47.5, false]],
    ['the last one, nothing after it', series(0, 1, 2), hour(47.6), [47.5, 50, null, false]],
    ['the next one just two days ahead', series(0, 4), hour(95.5 - 48), [95.5, 98, null, false]],
    ['the next one further than that', series(0, 4), hour(95.4 - 48), [null, null, null, true]],
    ['the last of the past day', series(0, 4), hour(2 + 24), [-0.5, 2, null, true]],
    ['older than that', series(0, 9), hour(2.1 + 24), [null, null, null, true]],
    ['nothing any more', series(), hour(200), [null, null, null, true]],
  ])('%s', (_, meeting, at, told) => {
    expect(times(meeting, at)).toEqual(told);
  });

  test('a cancelled one has none', () => {
    const off = after(live(), step(cancellation(), { kind: 'cancel' }));
    expect(conferenceTimes(off, policy, start).window).toBeNull();
  });

  test('buffers are those of the record as it stands now', () => {
    const { window } = conferenceTimes(live(), { joinBeforeMinutes: 0, joinAfterMinutes: 5 }, now);
    expect(window).toEqual({ start, end: shift(end, 5 * MINUTE_MS) });
  });
});
