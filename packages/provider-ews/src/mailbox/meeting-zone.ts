import type { MeetingZone } from '@vmrkit/core';
import { childOf, textOf, type XmlElement } from '../soap/xml-tree.ts';
import { zoneRulesOf } from './zone-definition.ts';
import { readZoneName } from './zone-names.ts';

/**
 * The zone of an item's start: `StartTimeZoneId`, else the id of `StartTimeZone`; for a custom zone the rules inside
 * it, else its name. The localized `TimeZone` is never an id.
 */
export function zoneOf(item: XmlElement): MeetingZone {
  const definition = childOf(item, 'StartTimeZone');
  const { Id: id = '', Name: name = '' } = definition?.attributes ?? {};
  const ids = [textOf(item, 'StartTimeZoneId') ?? '', id].map((text) => text.trim());
  const windows = [...ids, name.trim()].find((text) => text !== '') ?? null;
  const byId = named(ids);
  if (byId !== null) return byId;
  const rules = zoneRulesOf(definition);
  if (rules !== null) return { iana: null, windows, rules };
  const byName = named([name]);
  if (byName !== null) return byName;
  const [offset] = [...ids, name].flatMap((text) => {
    const read = readZoneName(text);
    return read?.kind === 'offset' ? [read.minutes] : [];
  });
  if (offset === undefined) return { iana: null, windows };
  return { iana: null, windows, rules: { eras: [{ from: null, offsetMinutes: offset, changes: [] }] } };
}

/** The first of the texts that names a zone. */
function named(texts: readonly string[]): MeetingZone | null {
  for (const windows of texts) {
    const zone = readZoneName(windows);
    if (zone?.kind === 'zone') return { iana: zone.iana, windows };
  }
  return null;
}
