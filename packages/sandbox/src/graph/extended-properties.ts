import { extendedValue } from '../mapi/mapi-property.ts';
import type { ExtendedValue } from '../model/item.ts';
import type { ItemView } from '../model/item-view.ts';
import { badRequest } from './graph-error.ts';
import type { Json } from './graph-request.ts';
import { asJson } from './json-values.ts';

/** A MAPI property as Graph names it. */
export interface PropertyName {
  /** As the client wrote it. */
  readonly asked: string;
  /** As Graph writes it: GUID and number in lower case. */
  readonly canonical: string;
  /** As the model knows it. */
  readonly key: string;
  readonly type: string;
}

const types = [
  'Binary',
  'Boolean',
  'Currency',
  'Double',
  'Float',
  'Integer',
  'Long',
  'Short',
  'String',
  'SystemTime',
  'CLSID',
];
const named = /^(\w+)\s+\{([0-9a-f-]{36})\}\s+(Id|Name)\s+(.+)$/i;
const tagged = /^(\w+)\s+(0x[0-9a-f]{1,4})$/i;

/** Reads `Binary {…} Id 0x23`, `String {…} Name x` or `String 0x001A`. Throws 400. */
export function readPropertyName(asked: string): PropertyName {
  const [, type = '', set = '', way = '', id = ''] = named.exec(asked) ?? [];
  const [, tagType = '', tag = ''] = tagged.exec(asked) ?? [];
  const typeName = types.find((each) => each.toLowerCase() === (type || tagType).toLowerCase());
  if (!typeName)
    throw badRequest(`The property id '${asked.slice(0, 80)}' is invalid.`, 'ErrorInvalidProperty');
  if (tag !== '') {
    const number = Number(tag);
    return { asked, canonical: `${typeName} 0x${number.toString(16)}`, key: `tag:${number}`, type: typeName };
  }
  const guid = set.toLowerCase();
  const byName = way.toLowerCase() === 'name';
  const number = Number(id);
  if (!byName && Number.isNaN(number))
    throw badRequest('The property id is invalid.', 'ErrorInvalidProperty');
  return {
    asked,
    canonical: `${typeName} {${guid}} ${byName ? `Name ${id}` : `Id 0x${number.toString(16)}`}`,
    key: `${guid}:${byName ? id.toLowerCase() : number}`,
    type: typeName,
  };
}

/** Reads the ids of `$filter=id eq '…' or id eq '…'`. Throws 400. */
export function readPropertyFilter(filter: string): PropertyName[] {
  const ids = [...filter.matchAll(/\bid\s+eq\s+'((?:[^']|'')*)'/gi)].map(([, id = '']) =>
    id.replaceAll("''", "'"),
  );
  if (ids.length === 0) throw badRequest('The filter of extended properties names none.');
  return ids.map(readPropertyName);
}

/** Keys of what says who received a message: ReceivedBy and ReceivedRepresenting, by address. */
const receiverKeys = new Set([0x0076, 0x0078, 0x5d07, 0x5d08].map((tag) => `tag:${tag}`));

/** `singleValueExtendedProperties` of an item; null where it has none of them, as Graph leaves it out then. */
export function itemProperties(view: ItemView, names: readonly PropertyName[]): readonly Json[] | null {
  const { org, item, mailbox } = view;
  if (!org.switches.graphExtendedProperties) return null;
  const found = names.flatMap((name) => {
    const value = receiverKeys.has(name.key)
      ? mailbox.address.email
      : extendedValue(item, name.key, org.switches);
    return value === null
      ? []
      : [
          {
            id: org.switches.graphPropertyIds === 'canonical' ? name.canonical : name.asked,
            value: String(value),
          },
        ];
  });
  return found.length > 0 ? found : null;
}

/** The same of what a client wrote elsewhere, as to a folder. */
export function writtenProperties(
  written: ReadonlyMap<string, ExtendedValue>,
  names: readonly PropertyName[],
): readonly Json[] | null {
  const found = names.flatMap(({ canonical, key }) => {
    const value = written.get(key)?.value;
    return value === undefined ? [] : [{ id: canonical, value: String(value) }];
  });
  return found.length > 0 ? found : null;
}

/** Writes `singleValueExtendedProperties` of a request; a value of null takes one away. Throws 400. */
export function writeProperties(target: Map<string, ExtendedValue>, value: unknown): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) throw badRequest("The property 'singleValueExtendedProperties' is invalid.");
  for (const each of value) {
    const { id, value: text } = asJson(each, 'singleValueExtendedProperties');
    const { key, type } = readPropertyName(String(id));
    if (text === null) target.delete(key);
    else target.set(key, { type, value: String(text) });
  }
}
