import { allFilters } from '../filters/all-filters.ts';
import type { Comparison } from '../parse/syntax-tree.ts';
import { renderFault } from '../template-fault.ts';
import { askText } from '../text/python-text.ts';
import { numberOf } from '../values/compare.ts';
import { isIterable } from '../values/iterate.ts';
import { toText } from '../values/print.ts';
import {
  Dict,
  DictView,
  Markup,
  Range,
  TemplateObject,
  Tuple,
  textOf,
  typeName,
  Undefined,
  type Value,
} from '../values/value.ts';
import { binary } from './arithmetic.ts';
import { testOf } from './bind-arguments.ts';
import { compare } from './expressions.ts';
import type { Test } from './rendering.ts';

const simple = (ask: (value: Value) => boolean): Test => testOf([], (_run, value) => ask(value));
const comparing = (comparison: Comparison): Test =>
  testOf(['other'], (run, value, args) => compare(comparison, [value, args.need(0)], run));
const casing = (name: string): Test => testOf([], (run, value) => askText(name, toText(value, run.budget)));

function remainder(rest: number): Test {
  return testOf([], (run, value) => Number(numberOf(binary('%', value, 2n, run.budget))) === rest);
}

const isSequence = (value: Value): boolean =>
  textOf(value) !== undefined ||
  Array.isArray(value) ||
  value instanceof Tuple ||
  value instanceof Dict ||
  value instanceof Range ||
  value instanceof Undefined;

function sameAs(left: Value, right: Value): boolean {
  return left === right || (left instanceof Undefined && right instanceof Undefined);
}

const named = (names: { has(name: string): boolean }): Test =>
  simple((value) => {
    const name = textOf(value);
    if (name === undefined) throw renderFault(`A name is wanted, not a ${typeName(value)}`);
    return names.has(name);
  });

const entries: [string, Test][] = [
  ['boolean', simple((value) => typeof value === 'boolean')],
  ['callable', simple((value) => value instanceof TemplateObject && value.callable)],
  ['defined', simple((value) => !(value instanceof Undefined))],
  [
    'divisibleby',
    testOf(
      ['num'],
      (run, value, args) => Number(numberOf(binary('%', value, args.need(0), run.budget))) === 0,
    ),
  ],
  ['escaped', simple((value) => value instanceof Markup)],
  ['even', remainder(0)],
  ['false', simple((value) => value === false)],
  ['filter', named(allFilters)],
  ['float', simple((value) => typeof value === 'number')],
  ['in', testOf(['seq'], (run, value, args) => compare('in', [value, args.need(0)], run))],
  ['integer', simple((value) => typeof value === 'bigint')],
  ['iterable', simple((value) => isIterable(value) || value instanceof DictView)],
  ['lower', casing('islower')],
  ['mapping', simple((value) => value instanceof Dict)],
  ['none', simple((value) => value === null)],
  ['number', simple((value) => numberOf(value) !== undefined)],
  ['odd', remainder(1)],
  ['sameas', testOf(['other'], (_run, value, args) => sameAs(value, args.need(0)))],
  ['sequence', simple(isSequence)],
  ['string', simple((value) => textOf(value) !== undefined)],
  ['true', simple((value) => value === true)],
  ['undefined', simple((value) => value instanceof Undefined)],
  ['upper', casing('isupper')],
];

for (const [comparison, names] of [
  ['==', ['eq', 'equalto']],
  ['!=', ['ne']],
  ['<', ['lt', 'lessthan']],
  ['<=', ['le']],
  ['>', ['gt', 'greaterthan']],
  ['>=', ['ge']],
] as const) {
  for (const name of [comparison, ...names]) entries.push([name, comparing(comparison)]);
}

const tests = new Map(entries);
tests.set('test', named(tests));

/** Every test of the language, by name. */
export const allTests: ReadonlyMap<string, Test> = tests;
