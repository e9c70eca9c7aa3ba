import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DAY_MS,
  HOUR_MS,
  type Instant,
  type Interval,
  instant,
  parseInstant,
  shift,
} from '../time/instant.ts';
import { daily, end, now, start } from './meeting.fixture.ts';
import type { Meeting, Schedule } from './meeting.ts';
import { type Known, override, seen, series, window } from './occurrences.fixture.ts';
import { calendarIsFresh, closingTime, joinWindow, lastEndOf, retainedUntil } from './occurrences.ts';

const buffers = { joinBeforeMinutes: 30, joinAfterMinutes: 60 };

describe('the window of one occurrence', () => {
  const one: readonly Interval[] = [{ start, end }];
  const opens = shift(start, -30 * 60_000);
  const closes = shift(end, 60 * 60_000);

  test.each<[string, Instant, boolean]>([
    ['a millisecond before it opens', shift(opens, -1), false],
    ['as it opens', opens, true],
    ['as it closes', closes, true],
    ['a millisecond after', shift(closes, 1), false],
  ])('%s', (_, at, open) => {
    expect(joinWindow(one, buffers, at).open).toBe(open);
  });

  test('tells when it opens next, and that it does not any more', () => {
    const two = [...one, { start: shift(start, DAY_MS), end: shift(end, DAY_MS) }].reverse();
    expect(joinWindow(two, buffers, now)).toEqual({ open: false, opensAt: opens, closesAt: closes });
    expect(joinWindow(two, buffers, shift(closes, 1)).opensAt).toBe(shift(opens, DAY_MS));
    const over = shift(closes, DAY_MS + 1);
    expect(joinWindow(two, buffers, over)).toEqual({ open: false, opensAt: null, closesAt: null });
    expect(joinWindow([], buffers, now)).toEqual({ open: false, opensAt: null, closesAt: null });
  });

  test('closes with the last of those that overlap', () => {
    const meet = (from: number, to: number) => ({
      start: shift(start, from * HOUR_MS),
      end: shift(start, to * HOUR_MS),
    });
    const list = [meet(0, 1), meet(4, 5), meet(2, 3), meet(2, 2.5), meet(4.5, 4.75), meet(7, 8)];
    const closesAt = shift(start, 6 * HOUR_MS);
    expect(joinWindow(list, buffers, start)).toEqual({ open: true, opensAt: opens, closesAt });
    expect(joinWindow(list, buffers, shift(closes, 1)).opensAt).toBe(shift(start, 1.5 * HOUR_MS));
  });

  test('goes on where the next one opens as it closes', () => {
    const next = { start: shift(end, 1.5 * HOUR_MS), end: shift(end, 2 * HOUR_MS) };
    expect(joinWindow([...one, next], buffers, start).closesAt).toBe(shift(next.end, HOUR_MS));
  });

  test.each<[string, Meeting['status'], Instant, Instant | null]>([
    ['while it is open', 'live', start, closes],
    ['before it opens', 'live', shift(opens, -1), null],
    ['of a meeting that is off', 'cancelled', start, null],
  ])('its end, %s', (_, status, at, expected) => {
    const meeting = { ...series({ kind: 'single', series: null }), status };
    expect(closingTime(meeting, buffers, at)).toBe(expected);
  });

  test('without buffers it is the occurrence itself, also across midnight and a change of the clocks', () => {
    const none = { joinBeforeMinutes: 0, joinAfterMinutes: 0 };
    const night = {
      start: parseInstant('2026-03-28T23:30:00+01:00'),
      end: parseInstant('2026-03-29T04:00:00+02:00'),
    };
    expect(night.end - night.start).toBe(3.5 * HOUR_MS);
    for (const [at, open] of [
      ['2026-03-28T22:29:59Z', false],
      ['2026-03-28T22:30:00Z', true],
      ['2026-03-29T02:00:00Z', true],
      ['2026-03-29T02:00:01Z', false],
    ] as const)
      expect(joinWindow([night], none, parseInstant(at)).open).toBe(open);
  });

  test('is open exactly within some occurrence and its buffers', () => {
    const hour = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.array(fc.tuple(hour, hour)), fc.nat(70 * 60), hour, (list, minute, buffer) => {
        const intervals = list.map(([from, length]) => ({
          start: instant(from * HOUR_MS),
          end: instant((from + length) * HOUR_MS),
        }));
        const at = minute * 60_000;
        const within = intervals.some(
          (each) => each.start - buffer * 60_000 <= at && at <= each.end + HOUR_MS,
        );
        const found = joinWindow(intervals, { joinBeforeMinutes: buffer, joinAfterMinutes: 60 }, instant(at));
        expect(found.open).toBe(within);
      }),
    );
  });
});

describe('the end of the last occurrence', () => {
  test.each<[string, Known, Instant | null]>([
    ['of a single meeting', series({ kind: 'single', series: null }), end],
    ['of a series', series(), daily.lastEnd],
    ['of a series without end', series({ series: { ...daily, lastEnd: null } }), null],
    [
      'moved beyond the end of the series',
      series({}, [override(9, 5)]),
      shift(end, 9 * DAY_MS + 5 * HOUR_MS),
    ],
    [
      'of single instances',
      series({ kind: 'instances', series: null }, [override(2, 0)]),
      shift(end, 2 * DAY_MS),
    ],
    [
      'of single instances that are all off',
      series({ kind: 'instances', series: null }, [override(2, null)]),
      end,
    ],
    ['of nothing', { version: null, schedule: null, instances: [] }, null],
  ])('%s', (_, known, expected) => {
    expect(lastEndOf(known)).toBe(expected);
  });
});

describe('the end of retention', () => {
  const policy = { joinAfterMinutes: 60, retentionHours: 24 };

  test('comes hours after the last window closed', () => {
    expect(retainedUntil(series(), policy)).toBe(shift(end, 9 * DAY_MS + 25 * HOUR_MS));
  });

  test('is not known while the end of the series is not', () => {
    expect(retainedUntil(series({ series: { ...daily, lastEnd: null } }), policy)).toBeNull();
  });
});

describe('whether the calendar shows the newest version', () => {
  test.each<[string, Schedule['window'], boolean]>([
    ['not before the first look', null, false],
    ['not while it shows nothing', window(), false],
    ['not while all is older', window(seen(0, { stamp: shift(now, -1) })), false],
    ['once one is as new', window(seen(0, { stamp: shift(now, -1) }), seen(1)), true],
    ['always, where it tells no stamps', window(seen(0, { stamp: null })), true],
  ])('%s', (_, shown, fresh) => {
    expect(calendarIsFresh(series({ window: shown }))).toBe(fresh);
  });
});
