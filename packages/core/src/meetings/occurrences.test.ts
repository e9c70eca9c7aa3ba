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
import type { InstanceOverride, Meeting, Schedule, SeenOccurrence } from './meeting.ts';
import type { MeetingVersion } from './meeting-version.ts';
import {
  calendarIsFresh,
  closingTime,
  joinWindow,
  lastEndOf,
  occurrencesOf,
  retainedUntil,
} from './occurrences.ts';

const buffers = { joinBeforeMinutes: 30, joinAfterMinutes: 60 };
const version: MeetingVersion = {
  stamp: now,
  sequence: 1,
  cancels: false,
  received: now,
  messageId: '<1>',
  mailboxId: '',
  articleNumber: null,
  arrival: 0,
};
const later: MeetingVersion = { ...version, stamp: shift(now, 1_000), received: shift(now, 1_000) };

type Known = Pick<Meeting, 'schedule' | 'instances' | 'version'>;

function series(over: Partial<Schedule> = {}, instances: readonly InstanceOverride[] = []): Known {
  const zone = { iana: 'Europe/Berlin', windows: null };
  const first = { start, end };
  const schedule: Schedule = {
    kind: 'series',
    first,
    allDay: false,
    zone,
    series: daily,
    window: null,
    ...over,
  };
  return { version, schedule, instances };
}

function seen(day: number, over: Partial<SeenOccurrence> = {}): SeenOccurrence {
  const originalStart = shift(start, day * DAY_MS);
  return { originalStart, start: originalStart, end: shift(originalStart, HOUR_MS), stamp: now, ...over };
}

function window(...occurrences: readonly SeenOccurrence[]): Schedule['window'] {
  return { start: shift(now, -DAY_MS), end: shift(now, 4 * DAY_MS), readAt: shift(now, 500), occurrences };
}

function readAt(milliseconds: number, ...occurrences: readonly SeenOccurrence[]): Schedule['window'] {
  const shown = window(...occurrences);
  return shown && { ...shown, readAt: shift(now, milliseconds) };
}

function firstAt(hours: number): Interval {
  return { start: shift(start, hours * HOUR_MS), end: shift(end, hours * HOUR_MS) };
}

function override(day: number, movedHours: number | null, by: MeetingVersion = later): InstanceOverride {
  const originalStart = shift(start, day * DAY_MS);
  if (movedHours === null) return { originalStart, version: by, knownAt: by.received, moved: null };
  const from = shift(originalStart, movedHours * HOUR_MS);
  return {
    originalStart,
    version: by,
    knownAt: by.received,
    moved: { start: from, end: shift(from, HOUR_MS) },
  };
}

const starts = (known: Known) => occurrencesOf(known).map((each) => (each.start - start) / HOUR_MS);

describe('occurrences, moved and deleted ones respected', () => {
  const shown = window(seen(0), seen(1), seen(2));

  test.each<[string, Known, readonly number[]]>([
    ['nothing is known', { version: null, schedule: null, instances: [] }, []],
    ['before the first look the first instance', series(), [0]],
    ['what the calendar shows', series({ window: shown }), [0, 24, 48]],
    ['a message moves one', series({ window: shown }, [override(1, 3)]), [0, 27, 48]],
    ['a message deletes one', series({ window: shown }, [override(1, null)]), [0, 48]],
    [
      'a message adds one that the calendar does not show yet',
      series({ window: shown }, [override(3, 0)]),
      [0, 24, 48, 72],
    ],
    ['moved before its neighbour', series({ window: shown }, [override(2, -30)]), [0, 18, 24]],
    ['the first deleted before the first look', series({}, [override(0, null)]), []],
    [
      'a calendar as new as the message is believed',
      series(
        {
          window: { ...window(seen(0), seen(1, { stamp: later.stamp })), readAt: shift(now, 2_000) } as never,
        },
        [override(1, 3)],
      ),
      [0, 24],
    ],
    [
      'a calendar read before the message came is not',
      series({ window: window(seen(0), seen(1, { stamp: later.stamp })) }, [override(1, 3)]),
      [0, 27],
    ],
    [
      'a calendar without stamps is not believed against a message',
      series({ window: window(seen(0, { stamp: null }), seen(1, { stamp: null })) }, [override(1, 3)]),
      [0, 27],
    ],
    [
      'a calendar older than the message is not, whenever it was read',
      series({ window: readAt(2_000, seen(0), seen(1)) }, [override(1, 3)]),
      [0, 27],
    ],
    [
      'a calendar is not believed against a message without a stamp',
      series({ window: readAt(2_000, seen(0), seen(1)) }, [override(1, 3, { ...later, stamp: null })]),
      [0, 27],
    ],
    [
      'a calendar read as the message came is believed',
      series({ window: readAt(1_000, seen(0), seen(1, { stamp: later.stamp })) }, [override(1, 3)]),
      [0, 24],
    ],
    [
      'a calendar is believed where the series tells no stamp',
      { ...series({ window: window(seen(1)) }), version: null },
      [24],
    ],
    [
      'a first instance before the calendar window counts',
      series({ first: firstAt(-10 * 24), window: window(seen(1)) }),
      [-240, 24],
    ],
    [
      'a first instance up to the calendar window counts',
      series({ first: firstAt(-49), window: window(seen(1)) }),
      [-49, 24],
    ],
    [
      'a first instance from the end of the window on counts',
      series({ first: firstAt(72), window: window(seen(1)) }),
      [24, 72],
    ],
    [
      'while the calendar shows the version before, the first instance of the new one counts too',
      series({ window: window(seen(1, { stamp: shift(now, -1_000) })) }),
      [0, 24],
    ],
    [
      'a first instance that the fresh calendar does not show is gone',
      series({ window: window(seen(1)) }),
      [24],
    ],
    [
      'a first instance beyond the calendar window counts',
      series({ first: { start: shift(start, 9 * DAY_MS), end: shift(end, 9 * DAY_MS) }, window: window() }),
      [216],
    ],
    [
      'single instances without a series',
      series({ kind: 'instances', series: null }, [override(1, 0), override(2, 1)]),
      [24, 49],
    ],
    ['a single meeting', series({ kind: 'single', series: null }), [0]],
  ])('%s', (_, known, expected) => {
    expect(starts(known)).toEqual(expected);
  });

  test('are in order, each original start once', () => {
    const day = fc.integer({ min: 0, max: 3 });
    const overrides = fc.uniqueArray(fc.tuple(day, fc.option(fc.integer({ min: -30, max: 30 }))), {
      selector: ([number]) => number,
    });
    fc.assert(
      fc.property(fc.uniqueArray(day), overrides, (days, changed) => {
        const known = series(
          { window: window(...days.map((each) => seen(each))) },
          changed.map(([number, hours]) => override(number, hours)),
        );
        const found = starts(known);
        expect(found).toEqual([...found].sort((a, b) => a - b));
        expect(found.length).toBeLessThanOrEqual(
          new Set([...days, ...changed.map(([each]) => each), 0]).size,
        );
      }),
    );
  });
});

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
