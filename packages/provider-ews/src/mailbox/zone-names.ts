import { MINUTE_MS } from '@vmrkit/core';
import { IANA_ALIAS_MAP, WINDOWS_TO_IANA_MAP } from 'windows-iana';

/** What an id or a name stands for: a zone, or an offset that never changes. */
export type NamedZone =
  | { readonly kind: 'zone'; readonly iana: string }
  | { readonly kind: 'offset'; readonly minutes: number };

/** Windows ids that CLDR has no more, and what Outlook shows for zones that go by no city. */
const OTHER_NAMES = new Map([
  ['kamchatka standard time', 'Asia/Kamchatka'],
  ['mid-atlantic standard time', 'Etc/GMT+2'],
  ['armenian standard time', 'Asia/Yerevan'],
  ['mexico standard time', 'America/Mexico_City'],
  ['mexico standard time 2', 'America/Mazatlan'],
  ['sydney standard time', 'Australia/Sydney'],
  ['bangkok standard time', 'Asia/Bangkok'],
  ['malay peninsula standard time', 'Asia/Singapore'],
  ['saudi arabia standard time', 'Asia/Riyadh'],
  ['jerusalem standard time', 'Asia/Jerusalem'],
  ['gft standard time', 'Europe/Athens'],
  ['lisbon warsaw standard time', 'Europe/Warsaw'],
  ['tzone://microsoft/utc', 'Etc/UTC'],
  ['coordinated universal time', 'Etc/UTC'],
  ['alaska standard time', 'America/Anchorage'],
  ['hawaii standard time', 'Pacific/Honolulu'],
  ['arizona standard time', 'America/Phoenix'],
  ['saskatchewan standard time', 'America/Regina'],
  ['indiana (east) standard time', 'America/Indiana/Indianapolis'],
  ['brasilia standard time', 'America/Sao_Paulo'],
  ['baja california standard time', 'America/Tijuana'],
  ['cabo verde is. standard time', 'Atlantic/Cape_Verde'],
  ['west central africa standard time', 'Africa/Lagos'],
  ['international date line west standard time', 'Etc/GMT+12'],
]);
/** IANA names without a region that windows-iana does not list. */
const BARE_NAMES = ['CET', 'EET', 'MET', 'WET'];
const REGIONS = [
  'Europe',
  'America',
  'Asia',
  'Africa',
  'Australia',
  'Pacific',
  'Atlantic',
  'Indian',
  'America/Argentina',
  'Antarctica',
];
const MOST_CITIES = 10;
const MOST_CHARACTERS = 200;
/** Of the places on Earth that are furthest from UTC. */
const MOST_OFFSET_MINUTES = 14 * 60;

const OFFSET = /^(?:UTC|GMT)?\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?$/i;
const DISPLAY_NAME = /^\((?:UTC|GMT)\s*([+-]\s*\d{1,2}(?::?\d{2})?)?\)\s*(.*)$/i;

const windowsNames = new Map(
  WINDOWS_TO_IANA_MAP.filter(({ territory }) => territory === '001').map(
    ({ windowsName, iana }) => [windowsName.toLowerCase(), iana[0] ?? ''] as const,
  ),
);
const ianaNames = new Map(
  [
    ...WINDOWS_TO_IANA_MAP.flatMap(({ iana }) => iana),
    ...IANA_ALIAS_MAP.flatMap(({ alias }) => alias),
    ...BARE_NAMES,
  ].map((name) => [name.toLowerCase(), name] as const),
);

/**
 * Reads what mail systems and clients write for a zone: a Windows id (also a retired one) or an IANA one (also a
 * backward link) in any case, with a number behind it, at the end of a path (as libical writes them), a display name
 * of Windows, or an offset. Null where it names none.
 */
export function readZoneName(text: string): NamedZone | null {
  const name = text
    .trim()
    .replaceAll(/[\u2212\u2013]/g, '-')
    .replaceAll(/\s+/g, ' ');
  if (name === '' || name.length > MOST_CHARACTERS) return null;
  const iana = ianaOf(name);
  if (iana !== null) return { kind: 'zone', iana };
  if (OFFSET.test(name)) return offsetZone(name);
  const shown = DISPLAY_NAME.exec(name);
  if (shown !== null) return readDisplayName(shown[1] ?? '+0', shown[2]?.trim() ?? '');
  for (const spelling of otherSpellings(name)) {
    const found = ianaOf(spelling);
    if (found !== null) return { kind: 'zone', iana: found };
  }
  return null;
}

/** `(UTC+01:00) Amsterdam, Berlin`: the offset is that of winter or summer, so it only tells cities of one name apart. */
function readDisplayName(offset: string, name: string): NamedZone | null {
  if (name === '') return offsetZone(offset);
  const zone = name.replace(/ Time \((?:US & Canada|Canada)\)$/i, '');
  const iana = ianaOf(name) ?? ianaOf(`${zone} Standard Time`) ?? ianaOfCity(name, minutesOf(offset));
  return iana === null ? null : { kind: 'zone', iana };
}

function ianaOf(name: string): string | null {
  const key = name.toLowerCase();
  const known = windowsNames.get(key) ?? OTHER_NAMES.get(key) ?? ianaNames.get(key);
  if (known !== undefined) return known;
  return key.includes('/') && formatOf(name) !== null ? name : null;
}

function ianaOfCity(names: string, minutes: number | null): string | null {
  const cities = names.split(/[,;]/).slice(0, MOST_CITIES);
  for (const city of cities) {
    const last = city
      .replace(/^\s*City of /i, '')
      .replace(/[.…\s]+$/, '')
      .trim();
    for (const region of REGIONS) {
      const iana = ianaOf(`${region}/${last.replaceAll(' ', '_')}`);
      if (iana !== null && minutes !== null && offsetsOf(iana).includes(minutes)) return iana;
    }
  }
  return null;
}

/** Without the number of a copy, by the standard time's name, and the ends of a path. */
function otherSpellings(name: string): readonly string[] {
  const first = name.replace(/(?<=\/.*|Time)[\s_]*\(?\d{1,4}\)?$/i, '');
  const standard = first.replace(/ (?:Daylight|Summer) Time$/i, ' Standard Time');
  const parts = first.split('/').filter((part) => part !== '');
  const ends = parts.length > 2 ? [3, 2, 1].map((count) => parts.slice(-count).join('/')) : [];
  return [first, standard, ...ends];
}

function offsetZone(text: string): NamedZone | null {
  const minutes = minutesOf(text);
  return minutes === null ? null : { kind: 'offset', minutes };
}

function minutesOf(text: string): number | null {
  const [, sign, hours, minutes = 0] = OFFSET.exec(text.trim()) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  if (sign === undefined || total > MOST_OFFSET_MINUTES) return null;
  return sign === '-' ? 0 - total : total;
}

/** Minutes east of UTC in winter and in summer. */
function offsetsOf(iana: string): readonly number[] {
  const format = formatOf(iana);
  return [Date.UTC(2026, 0, 1), Date.UTC(2026, 6, 1)].map((at) => {
    const parts = new Map(format?.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const [year = 0, month = 1, day = 1] = [parts.get('year'), parts.get('month'), parts.get('day')];
    return (Date.UTC(year, month - 1, day, parts.get('hour'), parts.get('minute')) - at) / MINUTE_MS;
  });
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
      day: '2-digit',
      month: '2-digit',
      year: 'numeric',
    });
  } catch {
    return null;
  }
}
