import { bounded, toFloat } from '../evaluate/arithmetic.ts';
import { filterOf } from '../evaluate/bind-arguments.ts';
import type { Filter } from '../evaluate/rendering.ts';
import { renderFault } from '../template-fault.ts';
import { fixedText, roundFloat } from '../text/float-text.ts';
import { strip, withPlainDigits } from '../text/python-text.ts';
import { numberOf } from '../values/compare.ts';
import { textOf, typeName, Undefined, type Value } from '../values/value.ts';

const FLOAT = /^[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?$/i;
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
]);

/** Python's float() of a text, or undefined. */
function parseFloatText(text: string): number | undefined {
  const bare = withPlainDigits(strip(text, undefined));
  if (bare.length > 400) return undefined;
  if (FLOAT.test(bare) && !/__|_$|_\.|\._|^_/.test(bare)) return Number(bare.replaceAll('_', ''));
  const sign = bare.startsWith('-') ? -1 : 1;
  const special = SPECIAL.get(bare.replace(/^[+-]/, '').toLowerCase());
  return special === undefined ? undefined : sign * special;
}

const PREFIXES: ReadonlyMap<number, RegExp> = new Map([
  [16, /^0x/i],
  [8, /^0o/i],
  [2, /^0b/i],
]);

/** Python's int() of a text, or undefined. */
function parseIntText(text: string, base: number): bigint | undefined {
  const bare = withPlainDigits(strip(text, undefined));
  const sign = bare.startsWith('-') ? -1n : 1n;
  const unsigned = bare.replace(/^[+-]/, '');
  const prefix = PREFIXES.get(base);
  const digits = prefix ? unsigned.replace(prefix, '') : unsigned;
  if (!/^[\da-z]+(?:_[\da-z]+)*$/i.test(digits) || digits.length > 400) return undefined;
  let value = 0n;
  for (const digit of digits.replaceAll('_', '')) {
    const number = Number.parseInt(digit, 36);
    if (number >= base) return undefined;
    value = bounded(value * BigInt(base) + BigInt(number));
  }
  return sign * value;
}

function truncated(value: number): bigint | undefined {
  return Number.isFinite(value) ? bounded(BigInt(Math.trunc(value))) : undefined;
}

const int = filterOf(['default', 'base'], (_run, value, args) => {
  if (value instanceof Undefined) throw renderFault(value.hint);
  const text = textOf(value);
  const base = args.int(1, 10);
  if (base < 2 || base > 36) throw renderFault('The base of an int is between 2 and 36');
  const fallback = args.get(0) === undefined ? 0n : args.need(0);
  if (text !== undefined) {
    const float = parseFloatText(text);
    return parseIntText(text, base) ?? (float === undefined ? undefined : truncated(float)) ?? fallback;
  }
  const number = numberOf(value);
  if (number === undefined) return fallback;
  return typeof number === 'bigint' ? number : (truncated(number) ?? fallback);
});

const float = filterOf(['default'], (_run, value, args) => {
  if (value instanceof Undefined) throw renderFault(value.hint);
  const text = textOf(value);
  const number = numberOf(value);
  const parsed =
    text !== undefined ? parseFloatText(text) : number === undefined ? undefined : toFloat(number);
  return parsed ?? (args.get(0) === undefined ? 0 : args.need(0));
});

function need(value: Value): bigint | number {
  const number = numberOf(value);
  if (number === undefined)
    throw renderFault(
      value instanceof Undefined ? value.hint : `A number is wanted, not a ${typeName(value)}`,
    );
  return number;
}

const round = filterOf(['precision', 'method'], (_run, value, args) => {
  const digits = args.int(0, 0);
  const method = args.text(1, 'common');
  if (Math.abs(digits) > 300) throw renderFault('That precision is not supported');
  const number = need(value);
  if (method === 'common')
    return typeof number === 'bigint' ? roundInt(number, digits) : roundFloat(number, digits);
  if (method !== 'ceil' && method !== 'floor')
    throw renderFault('The method of round is common, ceil or floor');
  const unit = 10 ** digits;
  const result = Math[method](toFloat(number) * unit) / unit;
  return result === 0 ? 0 : result;
});

function roundInt(value: bigint, digits: number): bigint {
  if (digits >= 0) return value;
  const unit = 10n ** BigInt(-digits);
  const size = value < 0n ? -value : value;
  const rest = size % unit;
  const down = size - rest;
  const up = rest * 2n > unit || (rest * 2n === unit && (down / unit) % 2n === 1n);
  const rounded = up ? down + unit : down;
  return value < 0n ? -rounded : rounded;
}

const abs = filterOf([], (_run, value) => {
  const number = need(value);
  if (typeof number === 'number') return Math.abs(number);
  return number < 0n ? -number : number;
});

const filesizeformat = filterOf(['binary'], (_run, value, args) => {
  const text = textOf(value);
  const bytes = text === undefined ? toFloat(need(value)) : (parseFloatText(text) ?? Number.NaN);
  if (Number.isNaN(bytes)) throw renderFault('filesizeformat wants a number');
  const base = args.get(0) === true ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const units = [...'kMGTPEZY'].map((unit) => (base === 1024 ? `${unit.toUpperCase()}iB` : `${unit}B`));
  let size = bytes / base;
  let at = 0;
  while (size >= base && at < units.length - 1) {
    size /= base;
    at += 1;
  }
  return `${fixedText(size, 1)} ${units[at]}`;
});

/** Filters of numbers. */
export const numberFilters: readonly (readonly [string, Filter])[] = [
  ['abs', abs],
  ['filesizeformat', filesizeformat],
  ['float', float],
  ['int', int],
  ['round', round],
];
