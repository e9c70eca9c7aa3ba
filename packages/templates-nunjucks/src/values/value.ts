import { renderFault } from '../template-fault.ts';

/**
 * Everything a template can hold, in JavaScript types that keep Python's distinctions: `bigint` is int,
 * `number` is float. Members are only ever reached through the lists of what is allowed, so no prototype is.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Value[]
  | Markup
  | Tuple
  | Dict
  | Range
  | DictView
  | Undefined
  | TemplateObject;

/** Text that needs no escaping any more. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Markup that is a run of attributes, each escaped for its own name; may stand inside a tag. */
export class AttributesMarkup extends Markup {}

/** A Python tuple; `names` are positions that can be read by name, as groupby's pairs can. */
export class Tuple {
  readonly items: readonly Value[];
  readonly names: readonly string[];

  constructor(items: readonly Value[], names: readonly string[] = []) {
    this.items = items;
    this.names = names;
  }
}

/** A Python range. */
export class Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;

  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }
}

/** What keys(), values() and items() of a dict answer. */
export class DictView {
  readonly kind: 'dict_keys' | 'dict_values' | 'dict_items';
  readonly items: readonly Value[];

  constructor(kind: DictView['kind'], items: readonly Value[]) {
    this.kind = kind;
    this.items = items;
  }
}

/** A name or member that is not there: prints nothing, is false and empty, refuses everything else. */
export class Undefined {
  readonly hint: string;

  constructor(hint: string) {
    this.hint = hint;
  }
}

type Key = string | bigint | number | null;

/** A Python dict: keeps insertion order, and 1, 1.0 and True are one key. */
export class Dict {
  readonly #entries = new Map<Key, readonly [Value, Value]>();

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(toKey(key))?.[1];
  }

  set(key: Value, value: Value): void {
    const id = toKey(key);
    const known = this.#entries.get(id);
    this.#entries.set(id, [known ? known[0] : key, value]);
  }

  delete(key: Value): void {
    this.#entries.delete(toKey(key));
  }

  clear(): void {
    this.#entries.clear();
  }

  keys(): Value[] {
    return Array.from(this.#entries.values(), (entry) => entry[0]);
  }

  values(): Value[] {
    return Array.from(this.#entries.values(), (entry) => entry[1]);
  }

  entries(): Iterable<readonly [Value, Value]> {
    return this.#entries.values();
  }
}

function toKey(key: Value): Key {
  if (typeof key === 'string' || typeof key === 'bigint' || key === null) return key;
  if (key instanceof Markup) return key.text;
  if (typeof key === 'boolean') return key ? 1n : 0n;
  if (typeof key === 'number') return Number.isInteger(key) ? BigInt(key) : key;
  throw renderFault(`A ${typeName(key)} cannot be a key of a dict`);
}

/** Arguments of a call, already evaluated. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** Something made by the engine itself: a function, a macro, a loop, a namespace. Its members are a closed list. */
export abstract class TemplateObject {
  /** What it prints as; never a text of the host. */
  abstract readonly label: string;

  /** A member by name, or undefined when there is none. */
  member(_name: string): Value | undefined {
    return undefined;
  }

  /** Calls it. Throws when it cannot be called. */
  call(_args: CallArguments): Value {
    throw renderFault(`'${this.label}' cannot be called`);
  }

  get callable(): boolean {
    return false;
  }
}

/** A function of the engine. */
export class NativeFunction extends TemplateObject {
  readonly label: string;
  readonly #run: (args: CallArguments) => Value;

  constructor(name: string, run: (args: CallArguments) => Value) {
    super();
    this.label = `<function ${name}>`;
    this.#run = run;
  }

  override call(args: CallArguments): Value {
    return this.#run(args);
  }

  override get callable(): boolean {
    return true;
  }
}

/** Python's name of a value's type, for messages. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string') return 'str';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Markup) return 'Markup';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Dict) return 'dict';
  if (value instanceof Range) return 'range';
  if (value instanceof DictView) return value.kind;
  if (value instanceof Undefined) return 'Undefined';
  return 'object';
}

/** Python's truth. */
export function isTrue(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null || value instanceof Undefined) return false;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Markup) return value.text !== '';
  if (value instanceof Tuple || value instanceof DictView) return value.items.length > 0;
  if (value instanceof Dict) return value.size > 0;
  if (value instanceof Range) return value.length > 0;
  return true;
}

/** The text of a str or Markup, else undefined. */
export function textOf(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Markup ? value.text : undefined;
}

/** Characters of the texts that a call is given: the value it is made on, and its arguments. */
export function textsLength(value: Value, { positional, named }: CallArguments): number {
  let length = textOf(value)?.length ?? 0;
  for (const argument of positional) length += textOf(argument)?.length ?? 0;
  for (const argument of named.values()) length += textOf(argument)?.length ?? 0;
  return length;
}

/** `text` as the kind of text that `model` is. */
export function like(model: Value, text: string): string | Markup {
  return model instanceof Markup ? new Markup(text) : text;
}
