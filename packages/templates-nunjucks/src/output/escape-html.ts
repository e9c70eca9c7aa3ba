import type { Budget } from '../evaluate/budget.ts';
import { toText } from '../values/print.ts';
import { Markup, type Value } from '../values/value.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** A text with the five characters of HTML written as entities, as jinja2 writes them. */
export function escapeText(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found) : text;
}

/** A value as HTML: markup as it stands, everything else escaped. What it makes counts against the budget. */
export function escapeHtml(value: Value, budget: Budget): string {
  if (value instanceof Markup) return value.text;
  const text = toText(value, budget);
  budget.scan(text.length);
  return budget.text(escapeText(text));
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  raquo: '»',
  laquo: '«',
  copy: '©',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  euro: '€',
};

/** The text behind entities: numeric ones and the most common names. */
export function unescapeText(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{1,8}));/gi, (found, hex, decimal, name) => {
    if (name) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? found) : found;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}
