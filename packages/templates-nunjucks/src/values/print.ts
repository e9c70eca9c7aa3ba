import type { Budget } from '../evaluate/budget.ts';
import { floatText } from '../text/float-text.ts';
import { Dict, DictView, Markup, Range, TemplateObject, type Tuple, Undefined, type Value } from './value.ts';

/** Python's str(). What it makes counts against the budget. */
export function toText(value: Value, budget: Budget): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.text;
  if (value instanceof Undefined) return '';
  return toRepr(value, budget);
}

/** Python's repr(). What it makes counts against the budget. */
export function toRepr(value: Value, budget: Budget): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return floatText(value);
  if (typeof value === 'string') return budget.text(quote(value));
  if (value instanceof Markup) return budget.text(`Markup(${quote(value.text)})`);
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof TemplateObject) return value.label;
  if (value instanceof Range) return rangeText(value);
  return container(value, budget);
}

function container(value: Value[] | Tuple | Dict | DictView, budget: Budget): string {
  budget.enter();
  const text = containerText(value, budget);
  budget.leave();
  return budget.text(text);
}

function containerText(value: Value[] | Tuple | Dict | DictView, budget: Budget): string {
  if (value instanceof Dict) {
    const pairs: string[] = [];
    for (const [key, item] of value.entries()) pairs.push(`${toRepr(key, budget)}: ${toRepr(item, budget)}`);
    return `{${joined(pairs, budget)}}`;
  }
  const items = Array.isArray(value) ? value : value.items;
  const text = joined(
    items.map((item) => {
      budget.spend(1);
      return toRepr(item, budget);
    }),
    budget,
  );
  if (Array.isArray(value)) return `[${text}]`;
  if (value instanceof DictView) return `${value.kind}([${text}])`;
  return items.length === 1 ? `(${text},)` : `(${text})`;
}

function joined(parts: readonly string[], budget: Budget): string {
  budget.expect(parts.reduce((sum, part) => sum + part.length + 2, 0));
  return parts.join(', ');
}

function rangeText({ start, stop, step }: Range): string {
  return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text as Python's repr writes it. */
function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\\n\r\t]|[\p{C}\p{Z}]/gu, (found) => ESCAPES[found] ?? codeEscape(found));
  return mark + (mark === "'" ? body.replaceAll("'", "\\'") : body) + mark;
}

function codeEscape(character: string): string {
  if (character === ' ') return ' ';
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}
