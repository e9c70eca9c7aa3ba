import { renderFault } from '../template-fault.ts';
import { numberOf } from '../values/compare.ts';
import { type CallArguments, textOf, typeName, Undefined, type Value } from '../values/value.ts';
import type { Filter, Rendering, Test } from './rendering.ts';

/** No arguments at all. */
export const NO_ARGUMENTS: CallArguments = { positional: [], named: new Map() };

/** The arguments of a call by parameter; what was not given is undefined. Throws on too many, unknown or doubled ones. */
export class Bound {
  readonly #values: readonly (Value | undefined)[];
  readonly #parameters: readonly string[];

  constructor(parameters: readonly string[], args: CallArguments) {
    this.#parameters = parameters;
    this.#values = bind(parameters, args);
  }

  get(at: number): Value | undefined {
    return this.#values[at];
  }

  /** A parameter that must be given. */
  need(at: number): Value {
    const value = this.#values[at];
    if (value === undefined) throw renderFault(`The argument '${this.#parameters[at]}' is missing`);
    return value;
  }

  int(at: number, fallback?: number): number {
    const value = this.#values[at];
    if (value === undefined && fallback !== undefined) return fallback;
    return toInt(this.need(at));
  }

  text(at: number, fallback?: string): string {
    const value = this.#values[at];
    if (value === undefined && fallback !== undefined) return fallback;
    const given = this.need(at);
    const text = textOf(given);
    if (text === undefined)
      throw renderFault(`A text is wanted for '${this.#parameters[at]}', not a ${typeName(given)}`);
    return text;
  }
}

/** An int as a JavaScript number, kept within what positions can be. */
export function toInt(value: Value): number {
  const number = numberOf(value);
  if (typeof number !== 'bigint') {
    throw renderFault(value instanceof Undefined ? value.hint : `An int is wanted, not a ${typeName(value)}`);
  }
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(number > limit ? limit : number < -limit ? -limit : number);
}

function bind(parameters: readonly string[], args: CallArguments): readonly (Value | undefined)[] {
  if (args.positional.length > parameters.length)
    throw renderFault(`At most ${parameters.length} arguments are taken`);
  if (args.named.size === 0) return args.positional;
  const values: (Value | undefined)[] = [...args.positional];
  for (const [name, value] of args.named) {
    const at = parameters.indexOf(name);
    if (at < 0) throw renderFault(`There is no argument '${name}'`);
    if (values[at] !== undefined) throw renderFault(`The argument '${name}' is given twice`);
    values[at] = value;
  }
  return values;
}

/** A filter with named parameters. */
export function filterOf(
  parameters: readonly string[],
  body: (run: Rendering, value: Value, args: Bound) => Value,
): Filter {
  return (run, value, args) => body(run, value, new Bound(parameters, args));
}

/** A test with named parameters. */
export function testOf(
  parameters: readonly string[],
  body: (run: Rendering, value: Value, args: Bound) => boolean,
): Test {
  return (run, value, args) => body(run, value, new Bound(parameters, args));
}
