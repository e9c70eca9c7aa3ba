/** `join_before_buffer` as a type: `joinBeforeBuffer`. */
export type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** A wire shape with its keys in camelCase, read-only through and through. */
export type CamelCased<Wire> = Wire extends string | number
  ? Wire
  : Wire extends readonly (infer Item)[]
    ? readonly CamelCased<Item>[]
    : Wire extends object
      ? { readonly [Key in keyof Wire as Key extends string ? CamelCase<Key> : Key]: CamelCased<Wire[Key]> }
      : Wire;

/** Keys whose value has keys that are data, not names of ours. */
const opaqueKeys = new Set([
  'settings',
  'by_language',
  'byLanguage',
  'placeholder',
  'pane_texts',
  'paneTexts',
]);

/** Renames the keys of JSON to camelCase and freezes the result; keys that are data keep theirs, such as those of `settings`. */
export function toCamelCase<Wire>(wire: Wire): CamelCased<Wire> {
  return renameKeys(wire, camelCase) as CamelCased<Wire>;
}

/** The way back of {@link toCamelCase}. The result is a fresh copy. */
export function toSnakeCase(value: unknown): unknown {
  return structuredClone(renameKeys(value, snakeCase));
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function renameKeys(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((item) => renameKeys(item, rename)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => {
    const inner = opaqueKeys.has(key) ? (name: string) => name : rename;
    return [rename(key), renameKeys(item, inner)] as const;
  });
  return Object.freeze(Object.fromEntries(entries));
}
