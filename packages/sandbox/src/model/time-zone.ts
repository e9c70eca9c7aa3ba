import { DateTime } from 'luxon';
import { findIana, findWindows } from 'windows-iana';
import { customZones } from './custom-zones.ts';

const known = new Map<string, string>([
  ['UTC', 'Etc/UTC'],
  ['tzone://Microsoft/Utc', 'Etc/UTC'],
  ...[...customZones].map(([id, { sameAs }]) => [id, sameAs] as const),
]);

const windowsIds = new Map<string, string>([...customZones.keys()].map((id) => [id, id]));

/** The IANA zone of a Windows zone id; an IANA id passes through. Null where nobody knows it. */
export function findIanaZone(zoneId: string): string | null {
  const cached = known.get(zoneId);
  if (cached !== undefined) return cached;
  const found = findIana(zoneId)[0] ?? (DateTime.utc().setZone(zoneId).isValid ? zoneId : null);
  if (found !== null) known.set(zoneId, found);
  return found;
}

/** The Windows id for a zone given either way, a custom zone's name as it is; `UTC` where there is none. */
export function toWindowsZone(zoneId: string): string {
  const cached = windowsIds.get(zoneId);
  if (cached !== undefined) return cached;
  const found = findIana(zoneId).length > 0 ? zoneId : (findWindows(zoneId)[0] ?? 'UTC');
  windowsIds.set(zoneId, found);
  return found;
}

/** A moment on the wall of a zone (Windows or IANA id; unknown ids count as UTC). */
export function inZone(at: number, zoneId: string): DateTime {
  return DateTime.fromMillis(at, { zone: findIanaZone(zoneId) ?? 'Etc/UTC' });
}

/** The moment that lies `wallMs` later on the wall clock, so that a day stays a day over a change of time. */
export function addWallTime(at: number, wallMs: number, zoneId: string): number {
  const wall = inZone(at, zoneId).setZone('utc', { keepLocalTime: true }).plus(wallMs);
  return wall.setZone(findIanaZone(zoneId) ?? 'Etc/UTC', { keepLocalTime: true }).toMillis();
}

/** How far two moments lie apart on the wall clock of a zone, in milliseconds. */
export function wallDifference(from: number, to: number, zoneId: string): number {
  return to + inZone(to, zoneId).offset * 60_000 - (from + inZone(from, zoneId).offset * 60_000);
}
