import { dictMethods } from '../methods/dict-methods.ts';
import { listMethods, tupleMethods } from '../methods/list-methods.ts';
import { stringMethods } from '../methods/string-methods.ts';
import { renderFault } from '../template-fault.ts';
import { characterAt, characters } from '../text/characters.ts';
import { formatText } from '../text/str-format.ts';
import { numberOf } from '../values/compare.ts';
import {
  type CallArguments,
  Dict,
  like,
  type Markup,
  NativeFunction,
  Range,
  TemplateObject,
  Tuple,
  textOf,
  typeName,
  Undefined,
  type Value,
} from '../values/value.ts';
import type { Rendering } from './rendering.ts';

/** A method of one of the built-in types. */
export type Method<Self> = (run: Rendering, self: Self, args: CallArguments) => Value;

const textMethods: ReadonlyMap<string, Method<string | Markup>> = new Map([
  ...stringMethods,
  ['format', (run, self, args) => formatText(run, self, { args, memberOf, itemOf })],
]);

/** `target.name`: an attribute, else an item. */
export function memberOf(run: Rendering, target: Value, name: string): Value {
  const found = attributeOf(run, target, name) ?? (target instanceof Dict ? target.get(name) : undefined);
  return found ?? missing(target, name);
}

/** `target[index]`: an item, else an attribute. */
export function itemOf(run: Rendering, target: Value, index: Value): Value {
  const found = target instanceof Dict ? target.get(index) : positioned(run, target, index);
  if (found !== undefined) return found;
  const name = textOf(index);
  const attribute = name === undefined ? undefined : attributeOf(run, target, name);
  return attribute ?? missing(target, name ?? 'that item');
}

/** An attribute proper: a method, or a member of an object of the engine. */
export function attributeOf(run: Rendering, target: Value, name: string): Value | undefined {
  if (target instanceof TemplateObject) return target.member(name);
  if (target instanceof Tuple) {
    const at = target.names.indexOf(name);
    if (at >= 0) return target.items[at];
    return bound(run, target, { name, methods: tupleMethods });
  }
  if (textOf(target) !== undefined)
    return bound(run, target as string | Markup, { name, methods: textMethods });
  if (Array.isArray(target)) return bound(run, target, { name, methods: listMethods });
  if (target instanceof Dict) return bound(run, target, { name, methods: dictMethods });
  return undefined;
}

function bound<Self extends Value>(
  run: Rendering,
  self: Self,
  { name, methods }: { readonly name: string; readonly methods: ReadonlyMap<string, Method<Self>> },
): Value | undefined {
  const method = methods.get(name);
  return method && new NativeFunction(name, (args) => method(run, self, args));
}

function missing(target: Value, name: string): Undefined {
  if (target instanceof Undefined) throw renderFault(target.hint);
  return new Undefined(`A ${typeName(target)} has no '${name.slice(0, 60)}'`);
}

function positioned(run: Rendering, target: Value, index: Value): Value | undefined {
  const number = numberOf(index);
  if (typeof number !== 'bigint') return undefined;
  const at = Number(number);
  if (Array.isArray(target)) return target.at(at);
  if (target instanceof Tuple) return target.items.at(at);
  const text = textOf(target);
  if (text !== undefined) {
    run.budget.scan(text.length * 8);
    const found = characterAt(text, at);
    return found === undefined ? undefined : like(target, found);
  }
  if (!(target instanceof Range)) return undefined;
  const offset = at < 0 ? at + target.length : at;
  return offset >= 0 && offset < target.length ? BigInt(target.start + offset * target.step) : undefined;
}

/** The bounds of a slice; what was left out is undefined. */
export interface SliceBounds {
  readonly start: number | undefined;
  readonly stop: number | undefined;
  readonly step: number;
}

/** `target[start:stop:step]`. */
export function sliceOf(run: Rendering, target: Value, bounds: SliceBounds): Value {
  if (bounds.step === 0) throw renderFault('The step of a slice cannot be zero');
  const text = textOf(target);
  if (text !== undefined) {
    run.budget.scan(text.length * 8);
    return like(target, run.budget.text(picked(characters(text), bounds).join('')));
  }
  if (Array.isArray(target) || target instanceof Tuple) {
    const items = picked(Array.isArray(target) ? target : target.items, bounds);
    run.budget.spend(items.length);
    return Array.isArray(target) ? items : new Tuple(items);
  }
  if (target instanceof Range) {
    const { length } = target;
    const [from, to] = limits(length, bounds);
    const { start, step } = target;
    return new Range(start + from * step, start + to * step, step * bounds.step);
  }
  if (target instanceof Undefined) throw renderFault(target.hint);
  throw renderFault(`A ${typeName(target)} cannot be sliced`);
}

function limits(length: number, { start, stop, step }: SliceBounds): [number, number] {
  const lowest = step < 0 ? -1 : 0;
  const highest = step < 0 ? length - 1 : length;
  const place = (at: number): number => Math.min(highest, Math.max(lowest, at < 0 ? at + length : at));
  const from = start === undefined ? (step < 0 ? highest : lowest) : place(start);
  const to = stop === undefined ? (step < 0 ? lowest : highest) : place(stop);
  return [from, to];
}

function picked<T>(items: readonly T[], bounds: SliceBounds): T[] {
  const [from, to] = limits(items.length, bounds);
  const result: T[] = [];
  for (let at = from; bounds.step > 0 ? at < to : at > to; at += bounds.step) {
    const item = items[at];
    if (item !== undefined) result.push(item);
  }
  return result;
}
