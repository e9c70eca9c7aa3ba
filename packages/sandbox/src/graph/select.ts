import { badRequest } from './graph-error.ts';
import type { Json } from './graph-request.ts';

/** Which properties of which type a client may ask for. */
export interface EntityType {
  readonly name: string;
  readonly properties: ReadonlySet<string>;
  /** Types below it, with their own properties; to be asked for with a cast. */
  readonly derived?: Readonly<Record<string, ReadonlySet<string>>>;
}

/** What a client selected; null for everything. */
export interface Selection {
  readonly names: ReadonlySet<string>;
  /** Whether a property of a derived type is among them: only then the type is told. */
  readonly hasCast: boolean;
}

/** Reads `$select`. Throws 400 for a property that the type does not have. */
export function readSelect(text: string | undefined, type: EntityType): Selection | null {
  if (text === undefined || text.trim() === '') return null;
  const names = new Set<string>();
  let hasCast = false;
  for (const each of text.split(',').map((part) => part.trim())) {
    const slash = each.indexOf('/');
    const cast = slash > 0 && each.startsWith('microsoft.graph.') ? each.slice(16, slash) : null;
    const name = cast === null ? (each.split('/')[0] ?? each) : each.slice(slash + 1);
    const known = cast === null ? type.properties : type.derived?.[cast];
    if (!known?.has(name)) throw unknownProperty(name, cast ?? type.name);
    names.add(name);
    hasCast ||= cast !== null;
  }
  return { names, hasCast };
}

function unknownProperty(name: string, type: string) {
  return badRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
    'RequestBroker-ParseUri',
  );
}

/** The selected part of an entity, its id and annotations always; the type only as the selection says. */
export function applySelect(entity: Json, selection: Selection | null, alwaysTyped = false): Json {
  if (!selection) return entity;
  return Object.fromEntries(
    Object.entries(entity).filter(([name]) => {
      if (name === '@odata.type') return alwaysTyped || selection.hasCast;
      return name === 'id' || name.startsWith('@') || selection.names.has(name);
    }),
  );
}

/** The selected part of an entity of which everything is at hand. Throws 400 for what it does not have. */
export function selectFrom(entity: Json, text: string | undefined, typeName: string): Json {
  const properties = new Set([...Object.keys(entity), 'singleValueExtendedProperties']);
  const selection = readSelect(text, { name: typeName, properties });
  if (!selection) return entity;
  return applySelect(entity, {
    ...selection,
    names: new Set([...selection.names, 'singleValueExtendedProperties']),
  });
}

/** One part of `$expand`. */
export interface Expansion {
  readonly name: string;
  /** Query options in parentheses, by name. */
  readonly options: ReadonlyMap<string, string>;
}

/** Reads `$expand`. Throws 400 for open parentheses. */
export function readExpand(text: string | undefined): Expansion[] {
  if (text === undefined || text.trim() === '') return [];
  return splitOutside(text, ',').map((part) => {
    const [, name = part, inner = ''] = /^([^(]+)\((.*)\)$/s.exec(part.trim()) ?? [];
    const options = splitOutside(inner, ';').flatMap((option) => {
      const at = option.indexOf('=');
      return at > 0 ? [[option.slice(0, at).trim(), option.slice(at + 1).trim()] as const] : [];
    });
    return { name: name.trim(), options: new Map(options) };
  });
}

/** Parts of a text between separators that stand outside of parentheses and quotes. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [depth, quoted, from] = [0, false, 0];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'") quoted = !quoted;
    if (quoted) continue;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === separator && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  if (depth !== 0) throw badRequest('The parentheses of $expand do not match.', 'RequestBroker-ParseUri');
  return [...parts, text.slice(from)].filter((part) => part.trim() !== '');
}
