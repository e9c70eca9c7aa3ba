import { MINUTE_MS } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { xml } from '../soap/xml-text.ts';
import { parseXml } from '../soap/xml-tree.ts';
import { zoneOf } from './meeting-zone.ts';

const NS = 'http://schemas.microsoft.com/exchange/services/2006/types';
const item = (zoneId: string, id = '', name = '') =>
  parseXml(
    xml`<t:MeetingRequest xmlns:t="${NS}"><t:StartTimeZone Id="${id}" Name="${name}"/><t:StartTimeZoneId>${zoneId}</t:StartTimeZoneId></t:MeetingRequest>`.toString(),
  );
/** Clock times of noon UTC in winter and in summer. */
function clocks({ iana, rules }: ReturnType<typeof zoneOf>): string {
  const offset = (rules?.eras[0]?.offsetMinutes ?? 0) * MINUTE_MS;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: iana ?? 'UTC', timeStyle: 'short' });
  const known = iana !== null || rules !== undefined;
  const noons = [Date.UTC(2026, 0, 15, 12), Date.UTC(2026, 6, 15, 12)];
  return known ? noons.map((at) => clock.format(at + offset)).join(' ') : 'unknown';
}

describe('the zone of a meeting', () => {
  it.each([
    ['Romance Standard Time', '13:00 14:00'],
    ['romance standard time', '13:00 14:00'],
    ['ROMANCE STANDARD TIME', '13:00 14:00'],
    ['Romance Standard Time 1', '13:00 14:00'],
    ['Romance Standard Time (2)', '13:00 14:00'],
    ['Romance Daylight Time', '13:00 14:00'],
    ['Kamchatka Standard Time', '00:00 00:00'],
    ['kamchatka standard time', '00:00 00:00'],
    ['Mid-Atlantic Standard Time', '10:00 10:00'],
    ['Armenian Standard Time', '16:00 16:00'],
    ['Mexico Standard Time', '06:00 06:00'],
    ['Mexico Standard Time 2', '05:00 05:00'],
    ['UTC-11', '01:00 01:00'],
    ['UTC+12', '00:00 00:00'],
    ['Europe/Oslo', '13:00 14:00'],
    ['europe/oslo', '13:00 14:00'],
    ['Europe/Oslo 1', '13:00 14:00'],
    ['US/Eastern', '07:00 08:00'],
    ['Asia/Calcutta', '17:30 17:30'],
    ['Asia/Kolkata', '17:30 17:30'],
    ['Europe/Kyiv', '14:00 15:00'],
    ['Eire', '12:00 13:00'],
    ['GB', '12:00 13:00'],
    ['CET', '13:00 14:00'],
    ['Etc/GMT-2', '14:00 14:00'],
    ['/freeassociation.sourceforge.net/Tzfile/Europe/Oslo', '13:00 14:00'],
    ['/softwarestudio.org/Tzfile/Europe/Oslo', '13:00 14:00'],
    ['/softwarestudio.org/Olson_20011030_5/America/New_York', '07:00 08:00'],
    ['/citadel.org/20190914_1/America/Argentina/Buenos_Aires', '09:00 09:00'],
    ['/freeassociation.sourceforge.net/US/Eastern', '07:00 08:00'],
    ['/freeassociation.sourceforge.net/Tzfile/UTC', '12:00 12:00'],
    ['UTC', '12:00 12:00'],
    ['GMT', '12:00 12:00'],
    ['tzone://Microsoft/Utc', '12:00 12:00'],
    ['Coordinated Universal Time', '12:00 12:00'],
    ['GMT+02:00', '14:00 14:00'],
    ['GMT+0200', '14:00 14:00'],
    ['GMT +2', '14:00 14:00'],
    ['UTC+2', '14:00 14:00'],
    ['UTC+02:00', '14:00 14:00'],
    ['utc-3:30', '08:30 08:30'],
    ['UTC\u22125', '07:00 07:00'],
    ['+05:45', '17:45 17:45'],
    ['(UTC+01:00)', '13:00 13:00'],
    ['(UTC)', '12:00 12:00'],
    ['(UTC) Coordinated Universal Time', '12:00 12:00'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', '13:00 14:00'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien', '13:00 14:00'],
    ['(UTC+01:00) Amsterdam...', '13:00 14:00'],
    ['(GMT+01:00) Amsterdam, Berlin', '13:00 14:00'],
    ['(UTC+00:00) Dublin, Edinburgh, Lisbon, London', '12:00 13:00'],
    ['(UTC-05:00) Eastern Time (US & Canada)', '07:00 08:00'],
    ['(UTC-04:00) Atlantic Time (Canada)', '08:00 09:00'],
    ['(UTC-07:00) Arizona', '05:00 05:00'],
    ['(UTC-07:00) Chihuahua, La Paz, Mazatlan', '05:00 05:00'],
    ['(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi', '17:30 17:30'],
    ['(UTC+05:45) Kathmandu', '17:45 17:45'],
    ['(UTC-03:00) City of Buenos Aires', '09:00 09:00'],
    ['(UTC+01:00) Romance', '13:00 14:00'],
    ['(UTC+10:00) Canberra, Melbourne, Sydney', '23:00 22:00'],
  ])('%s', (id, times) => {
    expect(clocks(zoneOf(item(id)))).toBe(times);
    expect(clocks(zoneOf(item('', id)))).toBe(times);
    expect(clocks(zoneOf(item('', '', id)))).toBe(times);
  });

  it.each([
    '',
    'Customized Time Zone',
    'Mars/Olympus Mons',
    'UTC+99',
    'GMT 2',
    'IST',
    '(UTC+01:00) Atlantis',
    '(UTC+05:00) Amsterdam',
    'Factory',
    '/////',
    'constructor',
    '__proto__',
    `${'Europe/Oslo/'.repeat(50)}`,
  ])('%j names none', (id) => {
    expect(clocks(zoneOf(item(id)))).toBe('unknown');
    expect(zoneOf(item(id)).windows).toBe(id.trim() || null);
  });

  it('another id counts where the first one is unknown', () => {
    const zone = zoneOf(item('Customized Time Zone', 'romance standard time'));
    expect(zone).toEqual({ iana: 'Europe/Paris', windows: 'romance standard time' });
    expect(zoneOf(item('GMT+1', '', '(UTC+01:00) Amsterdam'))).toMatchObject({ iana: 'Europe/Amsterdam' });
  });
});
