import type { RecordJson } from '../api/admin-types.ts';
import { type ValueChange, valueChanges } from '../parts/value-changes.ts';

/** The value at a path of names and places joined by dots; undefined where there is none. */
export function valueAt(record: unknown, path: string): unknown {
  let value = record;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** The record with another value at a path; undefined takes it away. What is missing on the way is made. */
export function withValue(record: RecordJson, path: string, value: unknown): RecordJson {
  return put(record, path.split('.'), value) as RecordJson;
}

function put(target: unknown, [name = '', ...rest]: readonly string[], value: unknown): unknown {
  const isPlace = /^\d+$/.test(name) && (Array.isArray(target) || target == null);
  if (isPlace) {
    const list = Array.isArray(target) ? [...target] : [];
    const at = Number(name);
    if (rest.length > 0) list[at] = put(list[at], rest, value);
    else if (value === undefined) list.splice(at, 1);
    else list[at] = value;
    return list;
  }
  const object: Record<string, unknown> = typeof target === 'object' && target !== null ? { ...target } : {};
  if (rest.length > 0) object[name] = put(object[name], rest, value);
  else if (value === undefined) delete object[name];
  else object[name] = value;
  return object;
}

/** A field that two people changed to different values. */
export interface Conflict {
  readonly path: string;
  readonly mine: unknown;
  readonly theirs: unknown;
}

/** What two changes of the same record come to: both, and mine where both changed the same. */
export function mergeRecords({
  base,
  mine,
  theirs,
}: Readonly<Record<'base' | 'mine' | 'theirs', RecordJson>>): {
  readonly merged: RecordJson;
  readonly conflicts: readonly Conflict[];
} {
  const [own, foreign] = [valueChanges(base, mine), valueChanges(base, theirs)];
  const conflicts = own
    .filter(({ path, after }) => {
      const isTouched = foreign.some((each) => overlaps(each, path));
      return isTouched && JSON.stringify(valueAt(theirs, path)) !== JSON.stringify(after);
    })
    .map(({ path, after }) => ({ path, mine: after, theirs: valueAt(theirs, path) }));
  const merged = own.reduce((record, { path, after }) => withValue(record, path, after), theirs);
  return { merged, conflicts };
}

function overlaps({ path }: ValueChange, other: string): boolean {
  return path === other || path.startsWith(`${other}.`) || other.startsWith(`${path}.`);
}
