import { propertySets as sets } from '../mapi/mapi-property.ts';
import type { ExtendedValue } from '../model/item.ts';
import type { RealitySwitches } from '../switches.ts';
import { schemaFault } from './schema-fault.ts';
import type { XmlNode } from './xml-node.ts';
import { escapeAttribute, escapeText } from './xml-text.ts';

/** A property that the fixed elements of EWS do not have, as a client names it. */
export interface ExtendedField {
  /** One spelling for all ways to name it. */
  readonly key: string;
  readonly type: string;
  /** The element as it was asked for, to be given back so. */
  readonly markup: string;
}

/** Reads an `ExtendedFieldURI` element. Throws a schema fault for one that names nothing. */
export function readExtendedField(node: XmlNode, switches: RealitySwitches): ExtendedField {
  const { attributes } = node;
  const type = attributes.PropertyType;
  if (type === undefined) throw schemaFault("The required attribute 'PropertyType' is missing.");
  const names = { ...attributes };
  const setName = attributes.DistinguishedPropertySetId;
  if (switches.extendedPropertyNamedByGuid && setName !== undefined) {
    delete names.DistinguishedPropertySetId;
    names.PropertySetId = sets[setName] ?? setName;
  }
  const pairs = Object.entries(names).map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`);
  return { key: keyOf(attributes), type, markup: `<t:ExtendedFieldURI${pairs.join('')}/>` };
}

function keyOf(attributes: Readonly<Record<string, string>>): string {
  if (attributes.PropertyTag !== undefined) return `tag:${Number(attributes.PropertyTag)}`;
  const named = attributes.DistinguishedPropertySetId;
  const set = named === undefined ? attributes.PropertySetId?.toLowerCase() : sets[named];
  if (set === undefined) throw schemaFault('The ExtendedFieldURI names no property set.');
  if (attributes.PropertyName !== undefined) return `${set}:${attributes.PropertyName.toLowerCase()}`;
  if (attributes.PropertyId === undefined) throw schemaFault('The ExtendedFieldURI names no property.');
  return `${set}:${Number(attributes.PropertyId)}`;
}

/** The markup of a property with its value. */
export function renderExtended(field: ExtendedField, value: string | readonly string[]): string {
  const inner =
    typeof value === 'string'
      ? `<t:Value>${escapeText(value)}</t:Value>`
      : `<t:Values>${value.map((each) => `<t:Value>${escapeText(each)}</t:Value>`).join('')}</t:Values>`;
  return `<t:ExtendedProperty>${field.markup}${inner}</t:ExtendedProperty>`;
}

/** Reads an `ExtendedProperty` element of a request. */
export function readExtendedProperty(
  node: XmlNode,
  switches: RealitySwitches,
): { readonly key: string; readonly value: ExtendedValue } {
  const uri = node.children.find((each) => each.name === 'ExtendedFieldURI');
  if (!uri) throw schemaFault('An ExtendedProperty has no ExtendedFieldURI.');
  const field = readExtendedField(uri, switches);
  const several = node.children.find((each) => each.name === 'Values');
  const single = node.children.find((each) => each.name === 'Value');
  const value = several ? several.children.map((each) => each.text) : (single?.text ?? '');
  return { key: field.key, value: { type: field.type, value } };
}
