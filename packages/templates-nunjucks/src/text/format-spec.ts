import type { Budget } from '../evaluate/budget.ts';
import { renderFault } from '../template-fault.ts';
import { numberOf } from '../values/compare.ts';
import { toText } from '../values/print.ts';
import { textOf, typeName, type Value } from '../values/value.ts';
import { countCharacters, sliceCharacters } from './characters.ts';
import { fixedText, floatText } from './float-text.ts';
import { exponentForm, generalForm } from './number-forms.ts';

const SPEC = /^(?:([\s\S])?([<>=^]))?([-+ ])?(#)?(0)?(\d{1,9})?([,_])?(?:\.(\d{1,9}))?([a-zA-Z%])?$/u;

interface Spec {
  readonly fill: string;
  /** Undefined: what the value's type has, which a zero before the width changes for numbers. */
  readonly align: string | undefined;
  readonly zero: boolean;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly group: string;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

/** Python's format(): a value by a format specification. */
export function formatSpec(
  value: Value,
  { spec, budget }: { readonly spec: string; readonly budget: Budget },
): string {
  if (spec === '') return toText(value, budget);
  const parsed = parse(spec);
  budget.expect(parsed.width);
  budget.expect(parsed.precision ?? 0);
  const text = textOf(value);
  if (text !== undefined) return padText(text, parsed);
  const number = numberOf(value);
  if (number === undefined) throw renderFault(`A ${typeName(value)} takes no format`);
  return padNumber(typeof number === 'bigint' ? integer(number, parsed) : float(number, parsed), parsed);
}

function parse(spec: string): Spec {
  const found = SPEC.exec(spec);
  if (!found) throw renderFault('The format is not written as formats are');
  const [, fill, align, sign, alternate, zero, width, group, precision, type] = found;
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align,
    zero: zero !== undefined,
    sign: sign ?? '-',
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    group: group ?? '',
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

function padText(text: string, spec: Spec): string {
  if ((spec.type !== undefined && spec.type !== 's') || spec.align === '=')
    throw renderFault('That format is for numbers');
  const cut = spec.precision === undefined ? text : sliceCharacters(text, 0, spec.precision);
  return aligned(cut, spec, spec.align ?? '<');
}

function aligned(text: string, { fill, width }: Spec, align: string): string {
  const missing = width - countCharacters(text);
  if (missing <= 0) return text;
  const before = align === '<' ? 0 : align === '>' ? missing : Math.floor(missing / 2);
  return fill.repeat(before) + text + fill.repeat(missing - before);
}

interface Digits {
  readonly negative: boolean;
  readonly prefix: string;
  readonly digits: string;
}

function padNumber({ negative, prefix, digits }: Digits, spec: Spec): string {
  const sign = (negative ? '-' : spec.sign === '-' ? '' : spec.sign) + prefix;
  const align = spec.align ?? (spec.zero ? '=' : '>');
  if (align !== '=') return aligned(sign + digits, spec, align);
  const room = spec.width - sign.length;
  const filled = spec.fill === '0' ? groupedZeros(digits, { room, group: spec.group }) : digits;
  return sign + spec.fill.repeat(Math.max(0, room - filled.length)) + filled;
}

/** Zeros that fill up are grouped as the digits are; a mark never comes first, so one more may be needed. */
function groupedZeros(
  digits: string,
  { room, group }: { readonly room: number; readonly group: string },
): string {
  const [whole = ''] = digits.split(/[.e%]/, 1);
  if (group === '' || !/^\d/.test(whole) || room <= digits.length) return digits;
  const rest = digits.slice(whole.length);
  const count = Math.ceil((3 * (room - rest.length) + 1) / 4);
  return grouped(whole.replaceAll(group, '').padStart(count, '0'), group) + rest;
}

const RADIX: Readonly<Record<string, readonly [number, string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
};

function integer(value: bigint, spec: Spec): Digits {
  const { type = 'd' } = spec;
  if ('eEfFgG%'.includes(type)) return float(Number(value), spec);
  if (spec.precision !== undefined) throw renderFault('An int takes no precision');
  const negative = value < 0n;
  const size = negative ? -value : value;
  if (type === 'c') return { negative: false, prefix: '', digits: character(value, spec) };
  if (type === 'd' || type === 'n')
    return { negative, prefix: '', digits: grouped(size.toString(), spec.group) };
  const radix = RADIX[type];
  if (!radix) throw renderFault(`'${type}' is no format of an int`);
  const digits = size.toString(radix[0]);
  return {
    negative,
    prefix: spec.alternate ? radix[1] : '',
    digits: type === 'X' ? digits.toUpperCase() : digits,
  };
}

function character(value: bigint, { sign, alternate, group }: Spec): string {
  if (sign !== '-' || alternate || group !== '') throw renderFault("'c' takes a width and an alignment only");
  if (value < 0n || value > 0x10ffffn) throw renderFault('There is no such character');
  return String.fromCodePoint(Number(value));
}

function float(value: number, spec: Spec): Digits {
  const size = Math.abs(value);
  const digits = spec.precision ?? 6;
  if (digits > 90) throw renderFault('A precision above 90 is not supported');
  const type = spec.type ?? '';
  const negative = value < 0 || Object.is(value, -0);
  const made = floatDigits(size, { type: type.toLowerCase(), digits, precision: spec.precision });
  const [whole = ''] = made.split(/[.e%]/, 1);
  const text = spec.group === '' ? made : grouped(whole, spec.group) + made.slice(whole.length);
  return {
    negative,
    prefix: '',
    digits: type !== '' && type === type.toUpperCase() ? text.toUpperCase() : text,
  };
}

function floatDigits(
  size: number,
  { type, digits, precision }: { type: string; digits: number; precision: number | undefined },
): string {
  switch (type) {
    case 'f':
      return fixedText(size, digits);
    case 'e':
      return exponentForm(size, digits);
    case 'g':
    case 'n':
      return generalForm(size, { digits });
    case '%':
      return `${fixedText(size * 100, digits)}%`;
    case '':
      return precision === undefined ? floatText(size) : withPoint(generalForm(size, { digits }));
    default:
      throw renderFault(`'${type}' is no format of a float`);
  }
}

function withPoint(text: string): string {
  return /[.en]/.test(text) ? text : `${text}.0`;
}

function grouped(digits: string, mark: string): string {
  if (mark === '') return digits;
  const head = digits.length % 3 || 3;
  const parts = [digits.slice(0, head)];
  for (let at = head; at < digits.length; at += 3) parts.push(digits.slice(at, at + 3));
  return parts.join(mark);
}
