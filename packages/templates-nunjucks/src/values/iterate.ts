import type { Budget } from '../evaluate/budget.ts';
import { renderFault } from '../template-fault.ts';
import { characters, countCharacters } from '../text/characters.ts';
import { Dict, DictView, Markup, Range, Tuple, textOf, typeName, Undefined, type Value } from './value.ts';

/** The items of a value; a list's own items, so that a loop sees what its body appends, as in Python. */
export function iterate(value: Value, budget: Budget): readonly Value[] {
  budget.spend(textOf(value)?.length ?? lengthOf(value) ?? 1);
  const items = itemsOf(value);
  if (items === undefined) throw renderFault(`A ${typeName(value)} cannot be iterated`);
  return items;
}

/** Whether a value has items. */
export function isIterable(value: Value): boolean {
  return (
    textOf(value) !== undefined ||
    Array.isArray(value) ||
    value instanceof Tuple ||
    value instanceof Dict ||
    value instanceof DictView ||
    value instanceof Range ||
    value instanceof Undefined
  );
}

function itemsOf(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return characters(value);
  if (value instanceof Markup) return characters(value.text);
  if (value instanceof Tuple || value instanceof DictView) return value.items;
  if (value instanceof Dict) return value.keys();
  if (value instanceof Undefined) return [];
  if (value instanceof Range) {
    const { start, step, length } = value;
    return Array.from({ length }, (_, index) => BigInt(start + index * step));
  }
  return undefined;
}

/** Python's len, or undefined where there is none. */
export function lengthOf(value: Value): number | undefined {
  const text = textOf(value);
  if (text !== undefined) return countCharacters(text);
  if (Array.isArray(value)) return value.length;
  if (value instanceof Tuple || value instanceof DictView) return value.items.length;
  if (value instanceof Dict) return value.size;
  if (value instanceof Range) return value.length;
  return value instanceof Undefined ? 0 : undefined;
}
