import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, type Interval, shift } from '../time/instant.ts';
import { end, now, start } from './meeting.fixture.ts';
import type { Schedule, SeenOccurrence } from './meeting.ts';
import { type Known, later, override, seen, series, window } from './occurrences.fixture.ts';
import { occurrencesOf } from './occurrences.ts';

function readAt(milliseconds: number, ...occurrences: readonly SeenOccurrence[]): Schedule['window'] {
  const shown = window(...occurrences);
  return shown && { ...shown, readAt: shift(now, milliseconds) };
}

function firstAt(hours: number): Interval {
  return { start: shift(start, hours * HOUR_MS), end: shift(end, hours * HOUR_MS) };
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
