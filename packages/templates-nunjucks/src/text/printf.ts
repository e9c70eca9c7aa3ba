import type { Budget } from '../evaluate/budget.ts';
import { escapeText } from '../output/escape-html.ts';
import { renderFault } from '../template-fault.ts';
import { numberOf } from '../values/compare.ts';
import { toRepr, toText } from '../values/print.ts';
import { Dict, Markup, Tuple, textOf, typeName, type Value } from '../values/value.ts';
import { countCharacters, sliceCharacters } from './characters.ts';
import { fixedText } from './float-text.ts';
import { exponentForm, generalForm } from './number-forms.ts';

const DIRECTIVE = /%(?:\(([^()]*)\))?([-+ #0]*)(\*|\d{1,9})?(?:\.(\*|\d{0,9}))?[hlL]?(.?)/gsu;

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

/** Python's `format % values`. What it makes counts against the budget. */
export function printf(format: Value, values: Value, budget: Budget): Value {
  const source = textOf(format) ?? '';
  budget.scan(source.length);
  const marked = format instanceof Markup;
  const args = new Arguments(values);
  let total = 0;
  const text = source.replace(DIRECTIVE, (all, key, flags: string, width, precision, type: string) => {
    budget.spend(1);
    if (all === '%%') return '%';
    if (type === '') throw renderFault('The format ends inside a directive');
    const directive = {
      flags: width === '*' && args.peekNegative() ? `${flags}-` : flags,
      width: width === '*' ? Math.abs(args.nextInt()) : Number(width ?? 0),
      precision: precision === undefined ? undefined : precision === '*' ? args.nextInt() : Number(precision),
      type,
    };
    const written = writeDirective(directive, key === undefined ? args.next() : args.named(key), {
      budget,
      marked,
    });
    total += written.length;
    budget.expect(total);
    return written;
  });
  args.finish();
  return marked ? new Markup(budget.text(text)) : budget.text(text);
}

class Arguments {
  readonly #values: Value;
  readonly #items: readonly Value[];
  #at = 0;

  constructor(values: Value) {
    this.#values = values;
    this.#items = values instanceof Tuple ? values.items : [values];
  }

  next(): Value {
    const value = this.#items[this.#at];
    if (value === undefined) throw renderFault('Not enough values for the format');
    this.#at += 1;
    return value;
  }

  nextInt(): number {
    const value = this.next();
    if (typeof value !== 'bigint') throw renderFault('* wants an int');
    return Number(value);
  }

  peekNegative(): boolean {
    const value = this.#items[this.#at];
    return typeof value === 'bigint' && value < 0n;
  }

  named(key: string): Value {
    if (!(this.#values instanceof Dict)) throw renderFault('The format wants a dict');
    const value = this.#values.get(key);
    if (value === undefined) throw renderFault(`The dict has no key '${key}'`);
    this.#at = this.#items.length;
    return value;
  }

  finish(): void {
    if (this.#at < this.#items.length && !(this.#values instanceof Dict) && !Array.isArray(this.#values)) {
      throw renderFault('Not all values are used by the format');
    }
  }
}

interface Writing {
  readonly budget: Budget;
  readonly marked: boolean;
}

function writeDirective(directive: Directive, value: Value, writing: Writing): string {
  const { budget, marked } = writing;
  budget.expect(directive.width);
  budget.expect(directive.precision ?? 0);
  const body = bodyOf(directive, value, writing);
  if ('sra'.includes(directive.type) || directive.type === 'c') {
    budget.scan(body.length);
    const cut = directive.precision === undefined ? body : sliceCharacters(body, 0, directive.precision);
    return padded(marked && !(value instanceof Markup) ? escapeText(cut) : cut, {
      ...directive,
      flags: directive.flags.replace('0', ''),
    });
  }
  return padded(body, directive);
}

function bodyOf(directive: Directive, value: Value, { budget }: Writing): string {
  switch (directive.type) {
    case 's':
      return toText(value, budget);
    case 'r':
    case 'a':
      return toRepr(value, budget);
    case 'c':
      return character(value);
    case 'd':
    case 'i':
    case 'u':
      return integerBody(directive, wholeOf(value, true), 10);
    case 'x':
      return integerBody(directive, wholeOf(value, false), 16);
    case 'X':
      return integerBody(directive, wholeOf(value, false), 16).toUpperCase();
    case 'o':
      return integerBody(directive, wholeOf(value, false), 8);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return floatBody(directive, value);
    default:
      throw renderFault(`'%${directive.type}' is no directive of a format`);
  }
}

function character(value: Value): string {
  const text = textOf(value);
  if (text !== undefined && countCharacters(text) === 1) return text;
  if (typeof value === 'bigint' && value >= 0n && value <= 0x10ffffn)
    return String.fromCodePoint(Number(value));
  throw renderFault('%c wants one character');
}

function wholeOf(value: Value, floats: boolean): bigint {
  const number = numberOf(value);
  if (typeof number === 'bigint') return number;
  if (floats && number !== undefined && Number.isFinite(number)) return BigInt(Math.trunc(number));
  throw renderFault(`A number is wanted by the format, not a ${typeName(value)}`);
}

function integerBody({ flags, precision }: Directive, value: bigint, radix: number): string {
  const digits = (value < 0n ? -value : value).toString(radix).padStart(precision ?? 0, '0');
  const prefix = flags.includes('#') && radix !== 10 ? (radix === 16 ? '0x' : '0o') : '';
  return signOf(value < 0n, flags) + prefix + digits;
}

function floatBody({ flags, precision, type }: Directive, value: Value): string {
  const number = numberOf(value);
  if (number === undefined) throw renderFault(`A number is wanted by the format, not a ${typeName(value)}`);
  const float = Number(number);
  const size = Math.abs(float);
  const digits = precision ?? 6;
  if (digits > 90) throw renderFault('A precision above 90 is not supported');
  const lower = type.toLowerCase();
  const forms = {
    f: () => fixedText(size, digits),
    e: () => exponentForm(size, digits),
    g: () => generalForm(size, { digits, keepZeros: flags.includes('#') }),
  };
  const text = lower === 'f' || lower === 'e' || lower === 'g' ? forms[lower]() : '';
  return signOf(float < 0 || Object.is(float, -0), flags) + (type === lower ? text : text.toUpperCase());
}

function signOf(negative: boolean, flags: string): string {
  if (negative) return '-';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

function padded(text: string, { flags, width }: Directive): string {
  const missing = width - countCharacters(text);
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0')) return ' '.repeat(missing) + text;
  const sign = /^[-+ ]?(?:0[xXo])?/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}
