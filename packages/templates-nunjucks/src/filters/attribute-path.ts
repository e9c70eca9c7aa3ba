import type { Budget } from '../evaluate/budget.ts';
import { itemOf } from '../evaluate/members.ts';
import type { Rendering } from '../evaluate/rendering.ts';
import { textOf, Undefined, type Value } from '../values/value.ts';

/** Reads `a.b.0` of an item; `fallback` stands for what is missing on the way. */
export function attributeReader(run: Rendering, path: Value, fallback?: Value): (item: Value) => Value {
  run.budget.spend(textOf(path)?.length ?? 1);
  const steps = stepsOf(path);
  return (item) => {
    let value = item;
    for (const step of steps) {
      run.budget.spend(1);
      value = itemOf(run, value, step);
      if (fallback !== undefined && value instanceof Undefined) return fallback;
    }
    return value;
  };
}

function stepsOf(path: Value): Value[] {
  const text = textOf(path);
  if (text === undefined) return path === null ? [] : [path];
  return text.split('.').map((step) => (/^\d{1,9}$/.test(step) ? BigInt(step) : step));
}

/** How two texts are told apart or sorted when their case does not matter. */
export function foldCase(value: Value, budget: Budget): Value {
  const text = textOf(value);
  if (text === undefined) return value;
  budget.scan(text.length * 2);
  return text.toLowerCase();
}

/** The key of an item: by attribute, and without regard to case unless told otherwise. */
export function keyReader(
  run: Rendering,
  attribute: Value | undefined,
  caseSensitive: boolean,
): (item: Value) => Value {
  const read = (attribute ?? null) === null ? undefined : attributeReader(run, attribute ?? null);
  return (item) => {
    const value = read ? read(item) : item;
    return caseSensitive ? value : foldCase(value, run.budget);
  };
}
