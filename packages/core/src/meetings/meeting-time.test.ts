import { expect, test } from 'vitest';
import { parseInstant } from '../time/instant.ts';
import { formatMeetingTime, formatMeetingTimes } from './meeting-time.ts';

test.each([
  ['2026-01-06T10:00:00Z', 'Europe/Berlin', '11:00 on 06/01/2026'],
  ['2026-07-06T10:00:00Z', 'Europe/Berlin', '12:00 on 06/07/2026'],
  ['2026-03-29T00:59:00Z', 'Europe/Berlin', '01:59 on 29/03/2026'],
  ['2026-03-29T01:00:00Z', 'Europe/Berlin', '03:00 on 29/03/2026'],
  ['2026-10-25T00:30:00Z', 'Europe/Berlin', '02:30 on 25/10/2026'],
  ['2026-10-25T01:30:00Z', 'Europe/Berlin', '02:30 on 25/10/2026'],
  ['2026-01-05T23:00:00Z', 'Europe/Berlin', '00:00 on 06/01/2026'],
  ['2026-01-06T04:59:00Z', 'America/New_York', '23:59 on 05/01/2026'],
  ['2026-01-05T18:15:00Z', 'Asia/Kathmandu', '00:00 on 06/01/2026'],
  ['2026-12-31T23:59:00Z', 'Etc/UTC', '23:59 on 31/12/2026'],
])('%s in %s is %s', (at, iana, text) => {
  expect(formatMeetingTime(parseInstant(at), { iana, windows: null })).toBe(text);
});

test.each([null, 'Mars/Olympus_Mons', ''])(
  'a zone that nobody knows (%j) is shown in UTC, and so marked',
  (iana) => {
    const at = parseInstant('2026-01-06T10:05:00Z');
    expect(formatMeetingTime(at, { iana, windows: 'Custom' })).toBe('10:05 on 06/01/2026 (UTC)');
  },
);

test.each([
  ['one day', '2026-07-13T22:00:00Z', '2026-07-14T22:00:00Z', 'Europe/Paris', ['14/07/2026', '14/07/2026']],
  [
    'three days',
    '2026-07-13T22:00:00Z',
    '2026-07-16T22:00:00Z',
    'Europe/Paris',
    ['14/07/2026', '16/07/2026'],
  ],
  [
    'the day when the clocks change',
    '2026-03-28T23:00:00Z',
    '2026-03-29T22:00:00Z',
    'Europe/Paris',
    ['29/03/2026', '29/03/2026'],
  ],
  [
    'west of UTC',
    '2026-01-05T05:00:00Z',
    '2026-01-06T05:00:00Z',
    'America/New_York',
    ['05/01/2026', '05/01/2026'],
  ],
  [
    'a zone that nobody knows, in the east',
    '2026-07-13T15:00:00Z',
    '2026-07-14T15:00:00Z',
    null,
    ['14/07/2026', '14/07/2026'],
  ],
  [
    'a zone that nobody knows, in the west',
    '2026-07-14T07:00:00Z',
    '2026-07-15T07:00:00Z',
    null,
    ['14/07/2026', '14/07/2026'],
  ],
  ['no length', '2026-07-13T22:00:00Z', '2026-07-13T22:00:00Z', 'Europe/Paris', ['14/07/2026', '14/07/2026']],
])('an all-day meeting is shown by its dates: %s', (_name, start, end, iana, [first, last]) => {
  const times = { start: parseInstant(start), end: parseInstant(end) };
  expect(formatMeetingTimes({ ...times, zone: { iana, windows: null }, allDay: true })).toEqual({
    start: first,
    end: last,
  });
});

test('an all-day meeting is shown by the dates of a zone that only its rules describe', () => {
  const rules = { eras: [{ from: null, offsetMinutes: 780, changes: [] }] };
  const times = { start: parseInstant('2026-07-13T11:00:00Z'), end: parseInstant('2026-07-14T11:00:00Z') };
  expect(formatMeetingTimes({ ...times, zone: { iana: null, windows: null, rules }, allDay: true })).toEqual({
    start: '14/07/2026',
    end: '14/07/2026',
  });
});
