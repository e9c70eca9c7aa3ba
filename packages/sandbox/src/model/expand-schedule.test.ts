import { describe, expect, it } from 'vitest';
import { alignSchedule, allStarts, seriesStarts } from './expand-schedule.ts';
import type { Recurrence, Schedule } from './schedule.ts';

function series(start: string, recurrence: Recurrence, timeZone = 'W. Europe Standard Time'): Schedule {
  const at = Date.parse(start);
  return { start: at, end: at + 3_600_000, allDay: false, timeZone, recurrence };
}

function starts(schedule: Schedule): string[] {
  return (allStarts(schedule) ?? []).map((each) => new Date(each).toISOString().slice(0, 16));
}

describe('expanding a series', () => {
  it('keeps the wall-clock time over the change to summer time', () => {
    const weekly = series('2026-03-16T09:00:00Z', {
      pattern: { type: 'weekly', interval: 1, days: ['Monday'] },
      range: { type: 'numbered', count: 4 },
    });
    expect(starts(weekly)).toEqual([
      '2026-03-16T09:00',
      '2026-03-23T09:00',
      '2026-03-30T08:00',
      '2026-04-06T08:00',
    ]);
  });

  it('keeps the wall-clock time over the change back, in another zone', () => {
    const daily = series(
      '2026-10-31T13:00:00Z',
      { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', count: 2 } },
      'Eastern Standard Time',
    );
    expect(starts(daily)).toEqual(['2026-10-31T13:00', '2026-11-01T14:00']);
  });

  it('counts the end date in, whatever the time of day', () => {
    const daily = series('2026-05-01T20:00:00Z', {
      pattern: { type: 'daily', interval: 2 },
      range: { type: 'endDate', endDate: '2026-05-05' },
    });
    expect(starts(daily)).toEqual(['2026-05-01T20:00', '2026-05-03T20:00', '2026-05-05T20:00']);
  });

  it('takes the last day of months that are too short', () => {
    const monthly = series('2026-01-31T10:00:00Z', {
      pattern: { type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 },
      range: { type: 'numbered', count: 3 },
    });
    expect(starts(monthly).map((each) => each.slice(0, 10))).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
    ]);
  });

  it('finds the last weekday of a month and a yearly day', () => {
    const monthly = series('2026-01-30T10:00:00Z', {
      pattern: { type: 'relativeMonthly', interval: 1, day: 'Weekday', index: 'Last' },
      range: { type: 'numbered', count: 3 },
    });
    expect(starts(monthly).map((each) => each.slice(0, 10))).toEqual([
      '2026-01-30',
      '2026-02-27',
      '2026-03-31',
    ]);
    const yearly = series('2026-11-26T10:00:00Z', {
      pattern: { type: 'relativeYearly', day: 'Thursday', index: 'Fourth', month: 11 },
      range: { type: 'numbered', count: 2 },
    });
    expect(starts(yearly).map((each) => each.slice(0, 10))).toEqual(['2026-11-26', '2027-11-25']);
  });

  it('expands a series without end as far as asked, and further later', () => {
    const daily = series('2026-01-01T10:00:00Z', {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'noEnd' },
    });
    expect(allStarts(daily)).toBeNull();
    const soon = seriesStarts(daily, Date.parse('2026-01-10T00:00:00Z')).length;
    const later = seriesStarts(daily, Date.parse('2031-01-01T00:00:00Z'));
    expect(later.length).toBeGreaterThan(soon);
    expect(new Set(later).size).toBe(later.length);
    expect(later).toContain(Date.parse('2030-07-01T09:00:00Z'));
  });

  it('moves the start onto the first occurrence', () => {
    const weekly = series('2026-03-17T09:00:00Z', {
      pattern: { type: 'weekly', interval: 1, days: ['Friday'] },
      range: { type: 'noEnd' },
    });
    const aligned = alignSchedule(weekly);
    expect(new Date(aligned.start).toISOString()).toBe('2026-03-20T09:00:00.000Z');
    expect(aligned.end - aligned.start).toBe(3_600_000);
  });
});
