import type { Budget } from '../evaluate/budget.ts';
import { renderFault } from '../template-fault.ts';
import { sorted } from '../values/compare.ts';
import { Dict, Tuple, textOf, typeName, type Value } from '../values/value.ts';
import { floatText } from './float-text.ts';

/** How {@link pythonJson} writes. */
export interface JsonOptions {
  readonly budget: Budget;
  /** Blanks per level; without it everything stands in one line. */
  readonly indent: number | undefined;
}

/** JSON as Python's json.dumps writes it with sorted keys and ASCII only. */
export function pythonJson(value: Value, options: JsonOptions, level = 0): string {
  const { budget } = options;
  budget.spend(1);
  const text = textOf(value);
  if (text !== undefined) return budget.text(jsonText(text));
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return floatText(value).replace('inf', 'Infinity').replace('nan', 'NaN');
  budget.enter();
  const made = container(value, options, level);
  budget.leave();
  return budget.text(made);
}

function container(value: Value, options: JsonOptions, level: number): string {
  if (Array.isArray(value) || value instanceof Tuple) {
    const items = Array.isArray(value) ? value : value.items;
    const parts = items.map((item) => pythonJson(item, options, level + 1));
    return wrapped(parts, { marks: ['[', ']'], options, level });
  }
  if (!(value instanceof Dict)) throw renderFault(`A ${typeName(value)} cannot be written as JSON`);
  const parts = sorted(value.keys(), { budget: options.budget }).map(
    (key) => `${keyText(key)}: ${pythonJson(value.get(key) ?? null, options, level + 1)}`,
  );
  return wrapped(parts, { marks: ['{', '}'], options, level });
}

interface Wrapping {
  readonly marks: readonly [string, string];
  readonly options: JsonOptions;
  readonly level: number;
}

function wrapped(
  parts: readonly string[],
  { marks: [open, close], options: { indent, budget }, level }: Wrapping,
): string {
  if (parts.length === 0) return open + close;
  const size = parts.reduce((sum, part) => sum + part.length + 2 + (indent ?? 0) * (level + 1), 0);
  budget.expect(size);
  if (indent === undefined) return open + parts.join(', ') + close;
  const line = `\n${' '.repeat(Math.max(0, indent) * (level + 1))}`;
  return `${open}${line}${parts.join(`,${line}`)}\n${' '.repeat(Math.max(0, indent) * level)}${close}`;
}

function keyText(key: Value): string {
  const text = textOf(key);
  if (text !== undefined) return jsonText(text);
  if (key === null) return '"null"';
  if (typeof key === 'boolean') return key ? '"true"' : '"false"';
  return typeof key === 'number' ? `"${floatText(key)}"` : `"${String(key)}"`;
}

function jsonText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
