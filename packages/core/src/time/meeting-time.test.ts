import { expect, test } from 'vitest';
import { parseInstant } from './instant.ts';
import { formatMeetingTime } from './meeting-time.ts';

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
