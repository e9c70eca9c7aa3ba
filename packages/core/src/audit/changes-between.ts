/** One field that a change touched, as an audit entry tells it. */
export interface AuditedChange {
  /** Of the field on the wire: `general.name`. */
  readonly path: string;
  /** JSON text, cut where it is long; null: it was not there. */
  readonly before: string | null;
  /** JSON text, cut where it is long; null: it is gone. */
  readonly after: string | null;
}

/** Most fields of one change that are told. */
const MOST_FIELDS = 100;
/** Most characters of a value. */
const LONGEST_VALUE = 500;

/**
 * The fields that differ between two states of a thing on the wire; lists are compared as a whole. Secrets are to be
 * masked in both before they are given: one that changed under its mask is not told. Pure.
 */
export function changesBetween(before: unknown, after: unknown): readonly AuditedChange[] {
  return differences([], { before, after }).slice(0, MOST_FIELDS);
}

interface TwoStates {
  readonly before: unknown;
  readonly after: unknown;
}

function differences(path: readonly string[], { before, after }: TwoStates): readonly AuditedChange[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) =>
      differences([...path, name], { before: own(before, name), after: own(after, name) }),
    );
  }
  const [was, is] = [JSON.stringify(before), JSON.stringify(after)];
  if (was === is) return [];
  return [{ path: path.join('.'), before: told(was), after: told(is) }];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

function told(json: string | undefined): string | null {
  if (json === undefined) return null;
  return json.length > LONGEST_VALUE ? `${json.slice(0, LONGEST_VALUE)}…` : json;
}
