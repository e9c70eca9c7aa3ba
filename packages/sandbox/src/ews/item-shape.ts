import type { RealitySwitches } from '../switches.ts';
import { type ExtendedField, readExtendedField } from './extended-property.ts';
import type { ResponseCodeError } from './response-code-error.ts';
import { schemaFault } from './schema-fault.ts';
import { child, childText, isTrue, type XmlNode } from './xml-node.ts';

/** What a client wants to see of items. */
export interface ItemShape {
  readonly base: 'IdOnly' | 'Default' | 'AllProperties';
  /** Local element names asked for beside the base. */
  readonly names: ReadonlySet<string>;
  readonly extended: readonly ExtendedField[];
  readonly bodyType: 'HTML' | 'Text' | 'Best';
  readonly includeMimeContent: boolean;
  /** One spelling of base and names, to keep what follows from them. */
  readonly key: string;
}

const bases = ['IdOnly', 'Default', 'AllProperties'] as const;
const domains = new Set([
  'item',
  'message',
  'calendar',
  'meeting',
  'meetingRequest',
  'folder',
  'task',
  'contacts',
  'conversation',
  'distributionlist',
  'postitem',
  'persona',
  'person',
  'sharingMessage',
]);

/** Reads `ItemShape` or `FolderShape`. Throws a schema fault. */
export function readShape(node: XmlNode, switches: RealitySwitches): ItemShape {
  const base = bases.find((each) => each === childText(node, 'BaseShape'));
  if (!base) throw schemaFault("The element 'BaseShape' is missing or invalid.");
  const names = new Set<string>();
  const extended: ExtendedField[] = [];
  for (const each of child(node, 'AdditionalProperties')?.children ?? []) {
    if (each.name === 'ExtendedFieldURI') extended.push(readExtendedField(each, switches));
    else if (each.name === 'FieldURI') names.add(shownField(each, switches));
  }
  const bodyType = childText(node, 'BodyType');
  return {
    base,
    names,
    extended,
    bodyType: bodyType === 'Text' || bodyType === 'HTML' ? bodyType : 'Best',
    includeMimeContent: isTrue(childText(node, 'IncludeMimeContent')),
    key: `${base}|${[...names].join(',')}|${extended.length > 0}`,
  };
}

function shownField(node: XmlNode, { startTimeZoneId }: RealitySwitches): string {
  const name = fieldName(node);
  if (startTimeZoneId === 'refused' && name.endsWith('TimeZoneId')) throw unknownField(node);
  return name;
}

/** The local element name that a `FieldURI` means. Throws a schema fault for an unknown one. */
export function fieldName(node: XmlNode): string {
  const [domain = '', name = ''] = (node.attributes.FieldURI ?? '').split(':');
  if (!domains.has(domain) || !/^[A-Z]\w*$/.test(name)) throw unknownField(node);
  return name;
}

function unknownField({ attributes }: XmlNode): ResponseCodeError {
  return schemaFault(`The 'FieldURI' attribute is invalid: '${attributes.FieldURI?.slice(0, 80)}'.`);
}
