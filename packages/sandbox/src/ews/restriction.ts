import type { Folder } from '../model/folder.ts';
import type { Item } from '../model/item.ts';
import { comparableField } from './comparable-field.ts';
import type { EwsContext } from './ews-context.ts';
import { CLEAN_ID_KEY, extendedValue, MESSAGE_ID_KEY, readExtendedField } from './extended-property.ts';
import { fieldName } from './item-shape.ts';
import { schemaFault } from './schema-fault.ts';
import { child, isTrue, type XmlNode } from './xml-node.ts';

type Value = string | number | boolean | null;

/** A restriction that is ready to be applied. */
export interface Restriction {
  readonly matches: (item: Item) => boolean;
  /** A few items among which all matches are, where an index knows them; null to look at all. */
  readonly candidates: (folder: Folder) => Iterable<Item> | null;
}

/** Reads the expression inside `Restriction`. Throws a schema fault for one that is not understood. */
export function readRestriction(context: EwsContext, node: XmlNode): Restriction {
  const children = node.children.filter(
    (each) => each.name !== 'FieldURI' && each.name !== 'ExtendedFieldURI',
  );
  switch (node.name) {
    case 'Restriction':
      return readRestriction(context, first(node));
    case 'And': {
      const parts = children.map((each) => readRestriction(context, each));
      return {
        matches: (item) => parts.every((part) => part.matches(item)),
        candidates: (folder) => {
          for (const part of parts) {
            const found = part.candidates(folder);
            if (found) return found;
          }
          return null;
        },
      };
    }
    case 'Or': {
      const parts = children.map((each) => readRestriction(context, each));
      return {
        matches: (item) => parts.some((part) => part.matches(item)),
        candidates: (folder) => union(parts.map((part) => part.candidates(folder))),
      };
    }
    case 'Not': {
      const inner = readRestriction(context, first(node));
      return { matches: (item) => !inner.matches(item), candidates: () => null };
    }
    default:
      return readComparison(context, node);
  }
}

function union(parts: readonly (Iterable<Item> | null)[]): Iterable<Item> | null {
  const all = new Set<Item>();
  for (const part of parts) {
    if (part === null) return null;
    for (const item of part) all.add(item);
  }
  return all;
}

function readComparison(context: EwsContext, node: XmlNode): Restriction {
  const field = readField(context, node);
  const { read } = field;
  const matches = (test: (value: Value) => boolean): Restriction => ({
    matches: (item) => test(read(item)),
    candidates: () => null,
  });
  if (node.name === 'Exists') return matches((value) => value !== null);
  if (node.name === 'Contains') return matches(containment(node));
  const wanted = constant(node);
  switch (node.name) {
    case 'IsEqualTo': {
      const restriction = matches((value) => compare(value, wanted) === 0);
      return { ...restriction, candidates: (folder) => indexed(folder, field.key, wanted) };
    }
    case 'IsNotEqualTo':
      return matches((value) => compare(value, wanted) !== 0);
    case 'IsGreaterThan':
      return matches((value) => compare(value, wanted) > 0);
    case 'IsGreaterThanOrEqualTo':
      return matches((value) => compare(value, wanted) >= 0);
    case 'IsLessThan':
      return matches((value) => compare(value, wanted) < 0);
    case 'IsLessThanOrEqualTo':
      return matches((value) => compare(value, wanted) <= 0);
    default:
      throw schemaFault(`The element 'Restriction' has invalid child element '${node.name}'.`);
  }
}

function indexed(folder: Folder, key: string, wanted: string): Iterable<Item> | null {
  if (key === CLEAN_ID_KEY) {
    return folder.withCleanId(Buffer.from(wanted, 'base64').toString('hex').toUpperCase());
  }
  if (key === MESSAGE_ID_KEY || key === 'InternetMessageId') return folder.withMessageId(wanted);
  return null;
}

function readField(
  context: EwsContext,
  node: XmlNode,
): { readonly key: string; readonly read: (item: Item) => Value } {
  const extended = child(node, 'ExtendedFieldURI');
  const { switches } = context.org;
  if (extended) {
    const { key, type } = readExtendedField(extended, switches);
    const convert = (value: string | readonly string[] | null): Value => {
      if (typeof value !== 'string') return value?.[0] ?? null;
      if (type === 'SystemTime') return Date.parse(value);
      return type === 'Integer' || type === 'Short' || type === 'Long' ? Number(value) : value;
    };
    return { key, read: (item) => convert(extendedValue(item, key, switches)) };
  }
  const uri = child(node, 'FieldURI');
  if (!uri) throw schemaFault(`The element '${node.name}' names no field.`);
  const key = fieldName(uri);
  return { key, read: (item) => comparableField(item, key) };
}

function constant(node: XmlNode): string {
  const value = child(child(node, 'FieldURIOrConstant'), 'Constant')?.attributes.Value;
  if (value === undefined) throw schemaFault(`The element '${node.name}' holds no constant.`);
  return value;
}

function containment(node: XmlNode): (value: Value) => boolean {
  const exact = node.attributes.ContainmentComparison === 'Exact';
  const fold = (text: string) => (exact ? text : text.toLowerCase());
  const wanted = fold(child(node, 'Constant')?.attributes.Value ?? '');
  const mode = node.attributes.ContainmentMode ?? 'FullString';
  return (value) => {
    if (typeof value !== 'string') return false;
    const text = fold(value);
    if (mode === 'FullString') return text === wanted;
    return mode === 'Prefixed' ? text.startsWith(wanted) : text.includes(wanted);
  };
}

/** Below, at, or above zero; not a number where the two cannot be compared. */
function compare(value: Value, wanted: string): number {
  if (value === null) return Number.NaN;
  if (typeof value === 'boolean') return Number(value) - Number(isTrue(wanted));
  if (typeof value === 'number') {
    const number = /^-?\d+(\.\d+)?$/.test(wanted) ? Number(wanted) : Date.parse(wanted);
    // EWS gives and takes whole seconds.
    return value > 1e11 ? Math.floor(value / 1000) - Math.floor(number / 1000) : value - number;
  }
  const a = value.toLowerCase();
  const b = wanted.toLowerCase();
  return a === b ? 0 : a < b ? -1 : 1;
}

function first(node: XmlNode): XmlNode {
  const [only] = node.children;
  if (!only) throw schemaFault(`The element '${node.name}' has incomplete content.`);
  return only;
}
