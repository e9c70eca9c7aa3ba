import { Bound } from '../evaluate/bind-arguments.ts';
import type { Method } from '../evaluate/members.ts';
import type { Rendering } from '../evaluate/rendering.ts';
import { renderFault } from '../template-fault.ts';
import { isEqual, sorted } from '../values/compare.ts';
import { iterate } from '../values/iterate.ts';
import { isTrue, type Tuple, type Value } from '../values/value.ts';

type ListMethod = Method<Value[]>;

function method(
  parameters: readonly string[],
  body: (run: Rendering, list: Value[], args: Bound) => Value,
): ListMethod {
  return (run, list, args) => {
    run.budget.spend(1 + list.length / 8);
    return body(run, list, new Bound(parameters, args));
  };
}

function indexOf(run: Rendering, items: readonly Value[], wanted: Value): number {
  return items.findIndex((item) => isEqual(item, wanted, run.budget));
}

function indexIn(run: Rendering, items: readonly Value[], wanted: Value): bigint {
  const at = indexOf(run, items, wanted);
  if (at < 0) throw renderFault('The list does not hold that item');
  return BigInt(at);
}

const countIn = (run: Rendering, items: readonly Value[], wanted: Value): bigint =>
  BigInt(items.filter((item) => isEqual(item, wanted, run.budget)).length);

function pop(list: Value[], at: number): Value {
  const [value] = at >= list.length || at < -list.length ? [] : list.splice(at, 1);
  if (value === undefined) throw renderFault('There is no such item to pop');
  return value;
}

/** What can be called on a list. */
export const listMethods: ReadonlyMap<string, ListMethod> = new Map<string, ListMethod>([
  [
    'append',
    method(['object'], (_run, list, args) => {
      list.push(args.need(0));
      return null;
    }),
  ],
  [
    'clear',
    method([], (_run, list) => {
      list.length = 0;
      return null;
    }),
  ],
  ['copy', method([], (run, list) => [...iterate(list, run.budget)])],
  ['count', method(['value'], (run, list, args) => countIn(run, list, args.need(0)))],
  [
    'extend',
    method(['iterable'], (run, list, args) => {
      for (const item of [...iterate(args.need(0), run.budget)]) list.push(item);
      return null;
    }),
  ],
  ['index', method(['value'], (run, list, args) => indexIn(run, list, args.need(0)))],
  [
    'insert',
    method(['index', 'object'], (_run, list, args) => {
      list.splice(args.int(0), 0, args.need(1));
      return null;
    }),
  ],
  ['pop', method(['index'], (_run, list, args) => pop(list, args.int(0, -1)))],
  [
    'remove',
    method(['value'], (run, list, args) => {
      list.splice(Number(indexIn(run, list, args.need(0))), 1);
      return null;
    }),
  ],
  [
    'reverse',
    method([], (_run, list) => {
      list.reverse();
      return null;
    }),
  ],
  [
    'sort',
    (run, list, args) => {
      const reverse = isTrue(new Bound(['reverse'], { positional: [], named: args.named }).get(0) ?? false);
      list.splice(0, list.length, ...sorted(list, { budget: run.budget, reverse }));
      return null;
    },
  ],
]);

/** What can be called on a tuple. */
export const tupleMethods: ReadonlyMap<string, Method<Tuple>> = new Map<string, Method<Tuple>>([
  ['count', (run, tuple, args) => countIn(run, tuple.items, new Bound(['value'], args).need(0))],
  ['index', (run, tuple, args) => indexIn(run, tuple.items, new Bound(['value'], args).need(0))],
]);
