import { escapeHtml } from '../output/escape-html.ts';
import { renderFault, TemplateFault } from '../template-fault.ts';
import { printf } from '../text/printf.ts';
import { numberOf } from '../values/compare.ts';
import { toText } from '../values/print.ts';
import { Markup, Tuple, textOf, typeName, Undefined, type Value } from '../values/value.ts';
import type { Budget } from './budget.ts';

/** The operators between two values. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** Bits of the largest int; far above what a template needs, far below what costs time. */
const MAX_INT_BITS = 1024;

/** Applies an operator as Python does. */
export function binary(operator: BinaryOperator, left: Value, right: Value, budget: Budget): Value {
  const a = numberOf(left);
  const b = numberOf(right);
  if (a !== undefined && b !== undefined) return numeric(operator, a, b);
  if (operator === '+') return add(left, right, budget);
  if (operator === '*') return repeat(left, right, budget);
  if (operator === '%' && textOf(left) !== undefined) return printf(left, right, budget);
  throw unsupported(operator, left, right);
}

function unsupported(operator: string, left: Value, right: Value): TemplateFault {
  for (const value of [left, right]) if (value instanceof Undefined) return renderFault(value.hint);
  return renderFault(`'${operator}' does not work between a ${typeName(left)} and a ${typeName(right)}`);
}

function add(left: Value, right: Value, budget: Budget): Value {
  const a = textOf(left);
  const b = textOf(right);
  if (a !== undefined && b !== undefined) {
    budget.expect(a.length + b.length);
    if (!(left instanceof Markup) && !(right instanceof Markup)) return budget.text(a + b);
    return new Markup(budget.text(escapeHtml(left, budget) + escapeHtml(right, budget)));
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    budget.spend(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Tuple && right instanceof Tuple) {
    budget.spend(left.items.length + right.items.length);
    return new Tuple([...left.items, ...right.items]);
  }
  throw unsupported('+', left, right);
}

function repeat(left: Value, right: Value, budget: Budget): Value {
  const [sequence, factor] = numberOf(left) === undefined ? [left, right] : [right, left];
  const count = numberOf(factor);
  if (typeof count !== 'bigint') throw unsupported('*', left, right);
  const times = count < 0n ? 0 : Number(count);
  const text = textOf(sequence);
  if (text !== undefined) {
    budget.expect(text.length * times);
    const made = budget.text(text === '' ? '' : text.repeat(times));
    return sequence instanceof Markup ? new Markup(made) : made;
  }
  const items = Array.isArray(sequence) ? sequence : sequence instanceof Tuple ? sequence.items : undefined;
  if (!items) throw unsupported('*', left, right);
  if (items.length === 0) return Array.isArray(sequence) ? [] : sequence;
  budget.spend(items.length * times);
  const many = Array.from({ length: times }, () => items).flat() as Value[];
  return Array.isArray(sequence) ? many : new Tuple(many);
}

function numeric(operator: BinaryOperator, a: bigint | number, b: bigint | number): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return integers(operator, a, b);
  return floats(operator, toFloat(a), toFloat(b));
}

/** An int as float; throws where it is too large for one. */
export function toFloat(value: bigint | number): number {
  const float = Number(value);
  if (typeof value === 'bigint' && !Number.isFinite(float))
    throw renderFault('An int is too large for a float');
  return float;
}

function integers(operator: BinaryOperator, a: bigint, b: bigint): Value {
  switch (operator) {
    case '+':
      return bounded(a + b);
    case '-':
      return bounded(a - b);
    case '*':
      return bounded(a * b);
    case '/':
      return divide(toFloat(a), toFloat(b));
    case '//':
      return floorDivide(a, b);
    case '%':
      return a - floorDivide(a, b) * b;
    case '**':
      return power(a, b);
  }
}

/** Refuses an int of more than {@link MAX_INT_BITS} bits. */
export function bounded(value: bigint): bigint {
  if (BigInt.asIntN(MAX_INT_BITS, value) !== value) throw tooLarge();
  return value;
}

function tooLarge(): TemplateFault {
  return new TemplateFault('limit', `An int of the template has more than ${MAX_INT_BITS} bits`);
}

function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw renderFault('Division by zero');
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function power(base: bigint, exponent: bigint): Value {
  if (exponent < 0n) return floats('**', toFloat(base), toFloat(exponent));
  const size = base < 0n ? -base : base;
  if (size > 1n && BigInt(size.toString(2).length - 1) * exponent > BigInt(MAX_INT_BITS)) throw tooLarge();
  if (size <= 1n) return exponent === 0n ? 1n : base === -1n && exponent % 2n === 0n ? 1n : base;
  return bounded(base ** exponent);
}

function divide(a: number, b: number): number {
  if (b === 0) throw renderFault('Division by zero');
  return a / b;
}

function floats(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return divide(a, b);
    case '//':
      return floorDivideFloats(a, b);
    case '%':
      return modulo(a, b);
    case '**':
      return floatPower(a, b);
  }
}

/** As CPython does it, signed zeros included. */
function floorDivideFloats(a: number, b: number): number {
  const quotient = divide(a - modulo(a, b), b);
  if (quotient === 0) return a / b < 0 ? -0 : a / b > 0 ? 0 : a / b;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function modulo(a: number, b: number): number {
  if (b === 0) throw renderFault('Division by zero');
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function floatPower(a: number, b: number): number {
  if (a === 0 && b < 0) throw renderFault('Zero cannot be raised to a negative power');
  const result = a ** b;
  if (Number.isNaN(result) && !Number.isNaN(a) && !Number.isNaN(b))
    throw renderFault('A complex number is not supported');
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b))
    throw renderFault('A float is too large');
  return result;
}

/** A sign before a number. */
export function signed(sign: '-' | '+', value: Value): Value {
  const number = numberOf(value);
  if (number === undefined) {
    throw renderFault(
      value instanceof Undefined ? value.hint : `'${sign}' does not work on a ${typeName(value)}`,
    );
  }
  return sign === '-' ? -number : number;
}

/** `a ~ b ~ c`: the texts side by side; escaped as soon as one of them is markup and `escape` is on. */
export function concatenate(
  parts: readonly Value[],
  options: { readonly escape: boolean; readonly budget: Budget },
): Value {
  const { budget } = options;
  const marked = options.escape && parts.some((part) => part instanceof Markup);
  const texts = parts.map((part) => (marked ? escapeHtml(part, budget) : toText(part, budget)));
  budget.expect(texts.reduce((sum, text) => sum + text.length, 0));
  const text = budget.text(texts.join(''));
  return marked ? new Markup(text) : text;
}
