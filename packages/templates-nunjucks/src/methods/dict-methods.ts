import { Bound } from '../evaluate/bind-arguments.ts';
import type { Method } from '../evaluate/members.ts';
import type { Rendering } from '../evaluate/rendering.ts';
import { renderFault } from '../template-fault.ts';
import { iterate } from '../values/iterate.ts';
import { type CallArguments, Dict, DictView, Tuple, type Value } from '../values/value.ts';

type DictMethod = Method<Dict>;

function method(
  parameters: readonly string[],
  body: (run: Rendering, dict: Dict, args: Bound) => Value,
): DictMethod {
  return (run, dict, args) => body(run, dict, new Bound(parameters, args));
}

function copying(body: (run: Rendering, dict: Dict) => Value): DictMethod {
  return (run, dict, args) => {
    run.budget.spend(dict.size);
    void new Bound([], args);
    return body(run, dict);
  };
}

/** The pairs of a dict. */
function pairsOf(dict: Dict): Tuple[] {
  return Array.from(dict.entries(), ([key, value]) => new Tuple([key, value]));
}

/** Takes over what dict() and update() are given: a dict or pairs, then names. */
export function fillDict(run: Rendering, dict: Dict, { positional, named }: CallArguments): void {
  const [source] = positional;
  if (positional.length > 1) throw renderFault('At most 1 argument is taken');
  if (source instanceof Dict) {
    run.budget.spend(source.size);
    for (const [key, value] of [...source.entries()]) dict.set(key, value);
  } else if (source !== undefined) {
    for (const item of iterate(source, run.budget)) {
      const [key, value, ...more] = iterate(item, run.budget);
      if (key === undefined || value === undefined || more.length > 0)
        throw renderFault('Pairs are wanted for a dict');
      dict.set(key, value);
    }
  }
  for (const [name, value] of named) dict.set(name, value);
}

function take(dict: Dict, key: Value, fallback: Value | undefined): Value {
  const held = dict.get(key);
  const value = held === undefined ? fallback : held;
  if (value === undefined) throw renderFault('The dict has no such key');
  dict.delete(key);
  return value;
}

/** What can be called on a dict. */
export const dictMethods: ReadonlyMap<string, DictMethod> = new Map<string, DictMethod>([
  [
    'clear',
    method([], (_run, dict) => {
      dict.clear();
      return null;
    }),
  ],
  [
    'copy',
    copying((_run, dict) => {
      const copy = new Dict();
      for (const [key, value] of dict.entries()) copy.set(key, value);
      return copy;
    }),
  ],
  [
    'get',
    method(['key', 'default'], (_run, dict, args) => {
      const held = dict.get(args.need(0));
      return held === undefined ? (args.get(1) ?? null) : held;
    }),
  ],
  ['items', copying((_run, dict) => new DictView('dict_items', pairsOf(dict)))],
  ['keys', copying((_run, dict) => new DictView('dict_keys', dict.keys()))],
  ['pop', method(['key', 'default'], (_run, dict, args) => take(dict, args.need(0), args.get(1)))],
  [
    'popitem',
    copying((_run, dict) => {
      const last = pairsOf(dict).at(-1);
      if (!last) throw renderFault('The dict is empty');
      dict.delete(last.items[0] ?? null);
      return last;
    }),
  ],
  [
    'setdefault',
    method(['key', 'default'], (_run, dict, args) => {
      const known = dict.get(args.need(0));
      if (known !== undefined) return known;
      dict.set(args.need(0), args.get(1) ?? null);
      return args.get(1) ?? null;
    }),
  ],
  [
    'update',
    (run, dict, args) => {
      fillDict(run, dict, args);
      return null;
    },
  ],
  ['values', copying((_run, dict) => new DictView('dict_values', dict.values()))],
]);
