import { type Instant, instant, type MeetingZone } from '@vmrkit/core';
import { DateTime, IANAZone } from 'luxon';
import { findIana } from 'windows-iana';
import type { GraphEvent, GraphTime } from './entities.ts';

/** `tzone://Microsoft/Utc` and the like, which no table of zones has. */
const UTC_NAMES = new Set(['utc', 'tzone://microsoft/utc', 'etc/utc', 'gmt', 'etc/gmt']);

/** IANA id of a zone's name; null for a name that no table has. */
export function ianaOf(name: string | null | undefined): string | null {
  const asked = name?.trim() ?? '';
  if (asked === '' || asked.length > 200) return null;
  if (UTC_NAMES.has(asked.toLowerCase())) return 'UTC';
  const [windows] = findIana(asked);
  if (windows !== undefined) return windows;
  return IANAZone.isValidZone(asked) ? asked : null;
}

/** An instant as Graph writes it: `2026-12-01T09:00:00Z`, with up to seven digits of a second. */
export function instantOf(text: string | null | undefined): Instant | null {
  if (!text) return null;
  const read = DateTime.fromISO(text, { zone: 'utc' });
  return read.isValid ? instant(read.toMillis()) : null;
}

/** A local time with its zone. Null where either cannot be read; calls ask for UTC, so the zone's name fails nothing. */
export function timeOf(time: GraphTime | null | undefined): Instant | null {
  if (!time) return null;
  const zone = time.timeZone ? ianaOf(time.timeZone) : 'UTC';
  if (zone === null) return null;
  const read = DateTime.fromISO(time.dateTime, { zone });
  return read.isValid ? instant(read.toMillis()) : null;
}

/**
 * Zone of an entry, under both of its names. A name that no table has is one that other products wrote: the mailbox's
 * zone is shown instead, under its own name.
 */
export function zoneOf(
  { originalStartTimeZone: name }: Pick<GraphEvent, 'originalStartTimeZone'>,
  mailboxZone: string | null,
): MeetingZone {
  const iana = ianaOf(name);
  if (iana !== null) return { iana, windows: iana === 'UTC' ? 'UTC' : (name?.trim() ?? null) };
  return { iana: ianaOf(mailboxZone), windows: mailboxZone };
}

/** What {@link intervalOf} may go by besides the entry itself. */
export interface IntervalHints {
  readonly zone: MeetingZone;
  /** The instants of the request, which are true where those of an all-day entry are dates. */
  readonly told?: { readonly start: Instant | null; readonly end: Instant | null };
}

const FURTHEST_ZONE_MS = 14 * 3_600_000;

/** Start and end of an entry. Those of an all-day entry are dates, whatever zone they are labelled with. */
export function intervalOf(
  event: Pick<GraphEvent, 'start' | 'end' | 'isAllDay'>,
  { zone, told }: IntervalHints,
): { readonly start: Instant; readonly end: Instant } | null {
  if (event.isAllDay !== true) {
    const [start, end] = [timeOf(event.start), timeOf(event.end)];
    return start === null || end === null || end < start ? null : { start, end };
  }
  const midnight = (time: GraphTime | null | undefined, hint: Instant | null | undefined): Instant | null => {
    const date = time?.dateTime.slice(0, 10) ?? '';
    const utc = DateTime.fromISO(date, { zone: 'utc' });
    if (!utc.isValid) return null;
    const near = hint != null && Math.abs(hint - utc.toMillis()) <= FURTHEST_ZONE_MS;
    const known = zone.iana !== null && zone.iana !== 'UTC';
    if (!known && near) return hint;
    return instant(DateTime.fromISO(date, { zone: zone.iana ?? 'utc' }).toMillis());
  };
  const [start, end] = [midnight(event.start, told?.start), midnight(event.end, told?.end)];
  return start === null || end === null || end < start ? null : { start, end };
}
