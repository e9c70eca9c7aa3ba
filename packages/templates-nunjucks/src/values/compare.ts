import type { Budget } from '../evaluate/budget.ts';
import { renderFault } from '../template-fault.ts';
import { Dict, DictView, Range, Tuple, textOf, typeName, Undefined, type Value } from './value.ts';

/** A Python number as JavaScript compares it exactly (bool counts as int), or undefined. */
export function numberOf(value: Value): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return undefined;
}

/** Python's ==. What it looks at counts against the budget. */
export function isEqual(left: Value, right: Value, budget: Budget): boolean {
  budget.spend(1);
  const a = numberOf(left);
  if (a !== undefined) {
    const b = numberOf(right);
    return b !== undefined && sameNumber(a, b);
  }
  const text = textOf(left);
  if (text !== undefined) {
    const other = textOf(right);
    if (other === undefined || other.length !== text.length) return false;
    budget.scan(text.length);
    return text === other;
  }
  if (left === right) return true;
  if (left instanceof Undefined) return right instanceof Undefined;
  budget.enter();
  const equal = sameContainer(left, right, budget);
  budget.leave();
  return equal;
}

function sameNumber(a: bigint | number, b: bigint | number): boolean {
  return !(a < b) && !(a > b) && !Number.isNaN(Number(a)) && !Number.isNaN(Number(b));
}

function sameContainer(left: Value, right: Value, budget: Budget): boolean {
  if (Array.isArray(left)) return Array.isArray(right) && sameItems(left, right, budget);
  if (left instanceof Tuple) return right instanceof Tuple && sameItems(left.items, right.items, budget);
  if (left instanceof Dict) return right instanceof Dict && sameEntries(left, right, budget);
  if (left instanceof Range) {
    return right instanceof Range && left.length === right.length && sameRange(left, right);
  }
  if (left instanceof DictView) {
    return (
      right instanceof DictView && left.kind === right.kind && sameItems(left.items, right.items, budget)
    );
  }
  return false;
}

function sameRange(left: Range, right: Range): boolean {
  if (left.length === 0) return true;
  return left.start === right.start && (left.length === 1 || left.step === right.step);
}

function sameItems(left: readonly Value[], right: readonly Value[], budget: Budget): boolean {
  return left.length === right.length && left.every((item, at) => isEqual(item, right[at] ?? null, budget));
}

function sameEntries(left: Dict, right: Dict, budget: Budget): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left.entries()) {
    const other = right.get(key);
    if (other === undefined || !isEqual(value, other, budget)) return false;
  }
  return true;
}

/** Python's order: below zero, zero or above. Throws where Python has no order. */
export function order(left: Value, right: Value, budget: Budget): number {
  budget.spend(1);
  const a = numberOf(left);
  const b = numberOf(right);
  if (a !== undefined && b !== undefined) return a < b ? -1 : a > b ? 1 : 0;
  const text = textOf(left);
  const other = textOf(right);
  if (text !== undefined && other !== undefined) {
    budget.scan(Math.min(text.length, other.length));
    return compareCodePoints(text, other);
  }
  const items = sequenceItems(left);
  const others = sequenceItems(right);
  if (items && others && Array.isArray(left) === Array.isArray(right)) {
    budget.enter();
    const result = orderItems(items, others, budget);
    budget.leave();
    return result;
  }
  throw renderFault(`A ${typeName(left)} and a ${typeName(right)} have no order`);
}

function sequenceItems(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Tuple ? value.items : undefined;
}

function orderItems(left: readonly Value[], right: readonly Value[], budget: Budget): number {
  for (const [at, item] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    if (!isEqual(item, other, budget)) return order(item, other, budget);
  }
  return left.length - right.length;
}

/** UTF-16 order differs from Python's only where surrogates meet units above them. */
function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return lift(a) - lift(b);
  }
  return left.length - right.length;
}

function lift(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** A copy of `items` in Python's stable order. */
export function sorted(items: readonly Value[], options: SortOptions): Value[] {
  const { budget, key, reverse = false } = options;
  const keyed = items.map((item) => ({ item, key: key ? key(item) : item }));
  const sign = reverse ? -1 : 1;
  keyed.sort((left, right) => sign * order(left.key, right.key, budget));
  return keyed.map((entry) => entry.item);
}

/** How {@link sorted} sorts. */
export interface SortOptions {
  readonly budget: Budget;
  readonly key?: (item: Value) => Value;
  readonly reverse?: boolean;
}
