import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMeetingTime } from '../meetings/meeting-time.ts';
import { instant, MINUTE_MS, parseInstant } from './instant.ts';
import { offsetMinutesAt, type YearlyChange, type ZoneRules } from './zone-rules.ts';

const sunday = (month: number, nth: number, hour: number, offsetMinutes: number): YearlyChange => ({
  month,
  day: { weekday: 0, nth },
  minuteOfDay: hour * 60,
  offsetMinutes,
});
const always = (offsetMinutes: number, ...changes: readonly YearlyChange[]): ZoneRules => ({
  eras: [{ from: null, offsetMinutes, changes }],
});

const berlin = always(60, sunday(3, -1, 2, 120), sunday(10, -1, 3, 60));
const sydney = always(660, sunday(4, 1, 3, 600), sunday(10, 1, 2, 660));
const newYork: ZoneRules = {
  eras: [
    { from: null, offsetMinutes: -300, changes: [sunday(4, 1, 2, -240), sunday(10, -1, 2, -300)] },
    {
      from: parseInstant('2007-01-01T05:00:00Z'),
      offsetMinutes: -300,
      changes: [sunday(3, 2, 2, -240), sunday(11, 1, 2, -300)],
    },
  ],
};

describe('a zone that only its rules describe', () => {
  test.each([
    ['Europe/Berlin', berlin, '1996-11-01'],
    ['Australia/Sydney', sydney, '2008-06-01'],
    ['America/New_York', newYork, '1990-01-01'],
    ['Asia/Kathmandu', always(345), '1990-01-01'],
  ])('shows the same time as %s at any moment', (iana, rules, since) => {
    const from = parseInstant(`${since}T00:00:00Z`);
    const to = parseInstant('2037-12-31T00:00:00Z');
    const moment = fc.oneof(
      fc.integer({ min: from, max: to }),
      // Half hours around the changes of time, where a wrong rule shows.
      fc.integer({ min: 0, max: 41 }).chain((years) =>
        fc.integer({ min: 0, max: 366 * 48 }).map((halfHours) => {
          const year = Date.UTC(1996 + years, 0, 1);
          return Math.min(to, Math.max(from, year + halfHours * 30 * MINUTE_MS));
        }),
      ),
    );
    fc.assert(
      fc.property(moment, (at) => {
        expect(formatMeetingTime(instant(at), { iana: null, windows: 'Customized Time Zone', rules })).toBe(
          formatMeetingTime(instant(at), { iana, windows: null }),
        );
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ['2026-03-29T00:59:59.999Z', 60],
    ['2026-03-29T01:00:00Z', 120],
    ['2026-10-25T00:59:59.999Z', 120],
    ['2026-10-25T01:00:00Z', 60],
    ['2026-12-31T23:59:59.999Z', 60],
  ])('changes its clocks to the millisecond: %s', (at, minutes) => {
    expect(offsetMinutesAt(berlin, parseInstant(at))).toBe(minutes);
  });

  test.each([
    ['2026-02-28T21:59:00Z', 120],
    ['2026-02-28T22:00:00Z', 180],
    ['2028-02-29T21:59:00Z', 120],
    ['2028-02-29T22:00:00Z', 180],
  ])('changes on a day of the month too: %s', (at, minutes) => {
    const rules = always(
      120,
      { month: 3, day: 1, minuteOfDay: 0, offsetMinutes: 180 },
      { month: 9, day: 1, minuteOfDay: 0, offsetMinutes: 120 },
    );
    expect(offsetMinutesAt(rules, parseInstant(at))).toBe(minutes);
  });

  test('without eras it is UTC', () => {
    expect(offsetMinutesAt({ eras: [] }, parseInstant('2026-01-01T00:00:00Z'))).toBe(0);
  });

  test('its name is not looked at: an IANA id wins where there is one', () => {
    const at = parseInstant('2026-07-06T10:00:00Z');
    expect(formatMeetingTime(at, { iana: 'Asia/Tokyo', windows: null, rules: berlin })).toBe(
      '19:00 on 06/07/2026',
    );
  });
});
