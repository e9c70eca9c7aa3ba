import type { MeetingZone } from '@vmrkit/core';
import { findIana } from 'windows-iana';
import { childOf, textOf, type XmlElement } from '../soap/xml-tree.ts';
import { zoneRulesOf } from './zone-definition.ts';

const UTC_NAMES = new Set(['utc', 'tzone://microsoft/utc', 'etc/utc', 'coordinated universal time']);

/**
 * The zone of an item's start: `StartTimeZoneId`, else the id of `StartTimeZone`; for a custom zone the rules inside
 * it, its name standing for the id. The localized `TimeZone` is never an id.
 */
export function zoneOf(item: XmlElement): MeetingZone {
  const definition = childOf(item, 'StartTimeZone');
  const { Id: id, Name: name } = definition?.attributes ?? {};
  const zone = meetingZone(textOf(item, 'StartTimeZoneId')?.trim() || id?.trim() || name?.trim() || '');
  const rules = zone.iana === null ? zoneRulesOf(definition) : null;
  return rules === null ? zone : { ...zone, rules };
}

/** A zone under both of its names, from a Windows id (CLDR windowsZones) or an IANA one. */
function meetingZone(id: string): MeetingZone {
  if (id === '') return { iana: null, windows: null };
  if (UTC_NAMES.has(id.toLowerCase())) return { iana: 'Etc/UTC', windows: id };
  const [found] = findIana(id);
  if (found !== undefined) return { iana: found, windows: id };
  return { iana: isIana(id) ? id : null, windows: id };
}

function isIana(id: string): boolean {
  try {
    return id.includes('/') && new Intl.DateTimeFormat('en', { timeZone: id }) !== null;
  } catch {
    return false;
  }
}
