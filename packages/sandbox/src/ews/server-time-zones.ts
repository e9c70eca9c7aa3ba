import { findIanaZone, toWindowsZone } from '../model/time-zone.ts';
import { zoneRules } from '../model/zone-rules.ts';
import type { EwsContext } from './ews-context.ts';
import { renderZoneRules } from './render-zone-rules.ts';
import { response, successMessage } from './soap-envelope.ts';
import { child, isTrue, type XmlNode } from './xml-node.ts';
import { escapeAttribute } from './xml-text.ts';

const someZones = [
  'UTC',
  'W. Europe Standard Time',
  'GMT Standard Time',
  'Eastern Standard Time',
  'Tokyo Standard Time',
];

/** GetServerTimeZones: zones by their ids, those that nobody knows left out, with their rules unless told otherwise. */
export function getServerTimeZones({ org }: EwsContext, request: XmlNode): string {
  const asked = child(request, 'Ids')?.children.map((each) => each.text) ?? someZones;
  const withRules = isTrue(request.attributes.ReturnFullTimeZoneData ?? 'true');
  const year = new Date(org.clock.now()).getUTCFullYear();
  const zones = asked
    .filter((each) => findIanaZone(each) !== null)
    .map((each) => {
      const zone = toWindowsZone(each);
      const id = escapeAttribute(zone);
      const rules = withRules ? renderZoneRules(zoneRules(zone, year)) : '';
      return `<t:TimeZoneDefinition Id="${id}" Name="${id}">${rules}</t:TimeZoneDefinition>`;
    });
  return response('GetServerTimeZones', [
    successMessage(
      'GetServerTimeZonesResponseMessage',
      `<m:TimeZoneDefinitions>${zones.join('')}</m:TimeZoneDefinitions>`,
    ),
  ]);
}
