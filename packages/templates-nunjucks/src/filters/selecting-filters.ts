import type { Filter, Rendering } from '../evaluate/rendering.ts';
import { renderFault } from '../template-fault.ts';
import { iterate } from '../values/iterate.ts';
import { type CallArguments, isTrue, textOf, type Value } from '../values/value.ts';
import { attributeReader } from './attribute-path.ts';

/** select, reject, selectattr and rejectattr. */
function selecting(options: { readonly keep: boolean; readonly byAttribute: boolean }): Filter {
  return (run, value, args) => {
    const [path, ...others] = args.positional;
    if (options.byAttribute && path === undefined) throw renderFault("The argument 'attribute' is missing");
    const read = options.byAttribute ? attributeReader(run, path ?? null) : (item: Value): Value => item;
    const test = testBy(run, options.byAttribute ? { ...args, positional: others } : args);
    return iterate(value, run.budget).filter((item) => test(read(item)) === options.keep);
  };
}

function testBy(run: Rendering, { positional, named }: CallArguments): (value: Value) => boolean {
  const [name, ...rest] = positional;
  if (name === undefined) return isTrue;
  const known = textOf(name);
  if (known === undefined) throw renderFault('The name of a test is a text');
  return (value) => run.test(known, value, { positional: rest, named });
}

const map: Filter = (run, value, { positional, named }) => {
  const change =
    positional.length === 0 && named.has('attribute')
      ? byAttribute(run, named)
      : byFilter(run, { positional, named });
  return iterate(value, run.budget).map(change);
};

function byAttribute(run: Rendering, named: ReadonlyMap<string, Value>): (item: Value) => Value {
  for (const name of named.keys())
    if (name !== 'attribute' && name !== 'default') throw renderFault(`There is no argument '${name}'`);
  return attributeReader(run, named.get('attribute') ?? null, named.get('default'));
}

function byFilter(run: Rendering, { positional, named }: CallArguments): (item: Value) => Value {
  const [name, ...rest] = positional;
  const known = textOf(name);
  if (known === undefined) throw renderFault('map wants the name of a filter');
  return (item) => {
    run.budget.enter();
    const result = run.filter(known, item, { positional: rest, named });
    run.budget.leave();
    return result;
  };
}

/** Filters that apply a test or a filter to every item. */
export const selectingFilters: readonly (readonly [string, Filter])[] = [
  ['map', map],
  ['reject', selecting({ keep: false, byAttribute: false })],
  ['rejectattr', selecting({ keep: false, byAttribute: true })],
  ['select', selecting({ keep: true, byAttribute: false })],
  ['selectattr', selecting({ keep: true, byAttribute: true })],
];
