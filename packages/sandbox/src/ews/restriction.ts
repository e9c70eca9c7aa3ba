import type { Folder } from '../model/folder.ts';
import type { RealitySwitches } from '../switches.ts';
import { readExtendedField } from './extended-property.ts';
import { fieldName } from './item-shape.ts';
import { schemaFault } from './schema-fault.ts';
import { child, isTrue, type XmlNode } from './xml-node.ts';

/** What a field may hold, for comparing. */
export type Value = string | number | boolean | null;

/** How fields are read of what is searched. */
export interface Searched<T> {
  readonly switches: RealitySwitches;
  /** The value of a `FieldURI` by its element name. */
  readonly plain: (subject: T, name: string) => Value;
  /** The text of an extended property by its key. */
  readonly extended: (subject: T, key: string) => string | readonly string[] | null;
  /** Those of a folder whose field has a value, where an index knows them. */
  readonly indexed: (folder: Folder, key: string, wanted: string) => Iterable<T> | null;
}

/** A restriction that is ready to be applied. */
export interface Restriction<T> {
  readonly matches: (subject: T) => boolean;
  /** A few subjects among which all matches are, where an index knows them; null to look at all. */
  readonly candidates: (folder: Folder) => Iterable<T> | null;
}

/** Reads the expression inside `Restriction`. Throws a schema fault for one that is not understood. */
export function readRestriction<T>(searched: Searched<T>, node: XmlNode): Restriction<T> {
  const children = node.children.filter(
    (each) => each.name !== 'FieldURI' && each.name !== 'ExtendedFieldURI',
  );
  switch (node.name) {
    case 'Restriction':
      return readRestriction(searched, first(node));
    case 'And': {
      const parts = children.map((each) => readRestriction(searched, each));
      return {
        matches: (subject) => parts.every((part) => part.matches(subject)),
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
      const parts = children.map((each) => readRestriction(searched, each));
      return {
        matches: (subject) => parts.some((part) => part.matches(subject)),
        candidates: (folder) => union(parts.map((part) => part.candidates(folder))),
      };
    }
    case 'Not': {
      const inner = readRestriction(searched, first(node));
      return { matches: (subject) => !inner.matches(subject), candidates: () => null };
    }
    default:
      return readComparison(searched, node);
  }
}

function union<T>(parts: readonly (Iterable<T> | null)[]): Iterable<T> | null {
  const all = new Set<T>();
  for (const part of parts) {
    if (part === null) return null;
    for (const item of part) all.add(item);
  }
  return all;
}

function readComparison<T>(searched: Searched<T>, node: XmlNode): Restriction<T> {
  const field = readField(searched, node);
  const { read } = field;
  const matches = (test: (value: Value) => boolean): Restriction<T> => ({
    matches: (subject) => test(read(subject)),
    candidates: () => null,
  });
  if (node.name === 'Exists') return matches((value) => value !== null);
  if (node.name === 'Contains') return matches(containment(node));
  const wanted = constant(node);
  switch (node.name) {
    case 'IsEqualTo': {
      const restriction = matches((value) => compare(value, wanted) === 0);
      return { ...restriction, candidates: (folder) => searched.indexed(folder, field.key, wanted) };
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

/** Reads the field that a comparison or an order names. Throws a schema fault for none. */
export function readField<T>(
  { switches, plain, extended }: Searched<T>,
  node: XmlNode,
): { readonly key: string; readonly read: (subject: T) => Value } {
  const path = child(node, 'ExtendedFieldURI');
  if (path) {
    const { key, type } = readExtendedField(path, switches);
    return { key, read: (subject) => typed(extended(subject, key), type) };
  }
  const uri = child(node, 'FieldURI');
  if (!uri) throw schemaFault(`The element '${node.name}' names no field.`);
  const key = fieldName(uri);
  return { key, read: (subject) => plain(subject, key) };
}

function typed(text: string | readonly string[] | null, type: string): Value {
  if (typeof text !== 'string') return text?.[0] ?? null;
  if (type === 'SystemTime') return Date.parse(text);
  if (type === 'Boolean') return isTrue(text);
  return type === 'Integer' || type === 'Short' || type === 'Long' ? Number(text) : text;
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
