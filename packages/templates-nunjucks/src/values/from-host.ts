import type { Budget } from '../evaluate/budget.ts';
import { TemplateFault } from '../template-fault.ts';
import { Dict, type Value } from './value.ts';

/**
 * Copies what the host hands in into the template's own types, so that nothing of the host is reachable.
 * Whole numbers become ints. Throws on anything but JSON's types.
 */
export function fromHost(value: unknown, budget: Budget): Value {
  budget.spend(1);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw refused('a number that is not finite');
      return Number.isInteger(value) ? BigInt(value) : value;
    case 'object':
      return value === null ? null : structure(value, budget);
    default:
      throw refused(`a ${typeof value}`);
  }
}

function structure(value: object, budget: Budget): Value {
  budget.enter();
  const copy = Array.isArray(value) ? value.map((item) => fromHost(item, budget)) : record(value, budget);
  budget.leave();
  return copy;
}

function record(value: object, budget: Budget): Dict {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw refused('an object of a class');
  const dict = new Dict();
  for (const [key, item] of Object.entries(value)) dict.set(key, fromHost(item, budget));
  return dict;
}

function refused(what: string): TemplateFault {
  return new TemplateFault('value', `A value handed to the template is ${what}`);
}
