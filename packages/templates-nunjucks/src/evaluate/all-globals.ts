import { fillDict } from '../methods/dict-methods.ts';
import { renderFault } from '../template-fault.ts';
import {
  type CallArguments,
  Dict,
  NativeFunction,
  Range,
  TemplateObject,
  textOf,
  type Value,
} from '../values/value.ts';
import { Bound } from './bind-arguments.ts';
import { Namespace } from './namespace.ts';
import type { Global, Rendering } from './rendering.ts';

/** Items of the longest range, as in jinja2's sandbox. */
const MAX_RANGE = 100_000;

function range(_run: Rendering, args: CallArguments): Value {
  const given = new Bound(['start', 'stop', 'step'], { ...args, named: refuseNames(args) });
  const one = args.positional.length === 1;
  const made = new Range(one ? 0 : given.int(0), one ? given.int(0) : given.int(1), given.int(2, 1));
  if (made.step === 0) throw renderFault('The step of a range cannot be zero');
  if (made.length > MAX_RANGE) throw renderFault(`A range has at most ${MAX_RANGE} items`);
  return made;
}

function refuseNames({ named }: CallArguments): CallArguments['named'] {
  if (named.size > 0) throw renderFault('There are no named arguments here');
  return named;
}

function dict(run: Rendering, args: CallArguments): Value {
  const made = new Dict();
  fillDict(run, made, args);
  return made;
}

function namespace(run: Rendering, args: CallArguments): Value {
  const names = new Dict();
  fillDict(run, names, args);
  const made = new Namespace();
  for (const [key, value] of names.entries()) made.set(textOf(key) ?? '', value);
  return made;
}

class Cycler extends TemplateObject {
  readonly label = '<Cycler>';
  readonly #items: readonly Value[];
  #at = 0;

  constructor(items: readonly Value[]) {
    super();
    if (items.length === 0) throw renderFault('cycler wants items');
    this.#items = items;
  }

  override member(name: string): Value | undefined {
    if (name === 'current') return this.#items[this.#at];
    if (name === 'next') return new NativeFunction('next', () => this.#next());
    return name === 'reset' ? new NativeFunction('reset', () => this.#reset()) : undefined;
  }

  #next(): Value {
    const value = this.#items[this.#at] ?? null;
    this.#at = (this.#at + 1) % this.#items.length;
    return value;
  }

  #reset(): null {
    this.#at = 0;
    return null;
  }
}

function joiner(_run: Rendering, args: CallArguments): Value {
  const separator = new Bound(['sep'], args).get(0) ?? ', ';
  let used = false;
  return new NativeFunction('joiner', () => {
    const first = !used;
    used = true;
    return first ? '' : separator;
  });
}

/** Functions that every template knows, by name. */
export const allGlobals: ReadonlyMap<string, Global> = new Map<string, Global>([
  ['cycler', (_run, args) => new Cycler(args.positional)],
  ['dict', dict],
  ['joiner', joiner],
  ['namespace', namespace],
  ['range', range],
]);
