import type { Budget } from '../evaluate/budget.ts';
import { renderFault } from '../template-fault.ts';
import { numberOf } from '../values/compare.ts';
import { toText } from '../values/print.ts';
import { AttributesMarkup, Markup, Undefined, type Value } from '../values/value.ts';
import { escapeHtml, escapeText, unescapeText } from './escape-html.ts';
import {
  holdsUrl,
  OUTPUT_START,
  type OutputPlace,
  runsCode,
  showsText,
  type UrlProgress,
} from './output-place.ts';

/** Attributes whose text runs, is styles or a document, or names by its own rules what is loaded. */
const NUMBERS_ONLY: readonly string[] = ['style', 'srcdoc', 'content', 'values', 'from', 'to', 'by'];

/** A value as it may stand at a place of HTML. Throws where it must not stand. */
export function encodeInContext(state: OutputPlace, value: Value, budget: Budget): string {
  switch (state.mode) {
    case 'raw':
      return showsText(state.tag) ? escapeHtml(value, budget) : onlyNumber(value, budget);
    case 'less-than':
    case 'tag-name':
    case 'tag':
    case 'attribute-name':
    case 'after-name':
      return insideTag(value, budget);
    case 'before-value':
    case 'double-quoted':
    case 'single-quoted':
    case 'unquoted':
      return inAttribute(state, value, budget);
    default:
      return escapeHtml(value, budget);
  }
}

/** A value as the whole of the attribute `name`, in double quotes. */
export function encodeForAttribute(name: string, value: Value, budget: Budget): string {
  const state: OutputPlace = { ...OUTPUT_START, mode: 'double-quoted', attribute: name.toLowerCase() };
  return encodeInContext(state, value, budget);
}

function onlyNumber(value: Value, budget: Budget): string {
  const text = toText(value, budget);
  if (numberOf(value) === undefined && value !== null && text !== '') {
    throw renderFault(
      'Only a number may stand in a script, a style, or an attribute that runs or loads by itself',
    );
  }
  return text;
}

function insideTag(value: Value, budget: Budget): string {
  if (value instanceof AttributesMarkup) return value.text;
  const text = toText(value, budget);
  if (!/^[\w-]*$/.test(text) || /^on/i.test(text)) {
    throw renderFault('Inside a tag a value stands in an attribute, or is a plain word');
  }
  return text;
}

function inAttribute(state: OutputPlace, value: Value, budget: Budget): string {
  if (state.attribute.startsWith('on') || NUMBERS_ONLY.includes(state.attribute)) {
    return onlyNumber(value, budget);
  }
  const quoted = state.mode === 'double-quoted' || state.mode === 'single-quoted';
  const text = holdsUrl(state) ? inUrl(state, value, budget) : attributeText(value, budget);
  return quoted ? text : budget.text(text.replace(/[\s=`<>"']/g, (found) => `&#${found.charCodeAt(0)};`));
}

/** Markup keeps its entities, but never a quote that would end the attribute. */
function attributeText(value: Value, budget: Budget): string {
  const text = escapeHtml(value, budget);
  return value instanceof Markup ? text.replace(/["'<>]/g, (found) => escapeText(found)) : text;
}

function inUrl(state: OutputPlace, value: Value, budget: Budget): string {
  if (value instanceof Undefined) return '';
  if (state.url === 'script') throw renderFault('A value may not stand in a URL that runs code');
  if (state.reference !== '') throw renderFault('A value may not stand in a character reference of a URL');
  const text = value instanceof Markup ? unescapeText(value.text) : toText(value, budget);
  budget.expect(text.length);
  return budget.text(escapeText(encodeUrl(text, { progress: state.url, trusted: value instanceof Markup })));
}

const ALWAYS = 'A-Za-z0-9_.~\\-/@';
const RESERVED = ":?#[\\]!$&'()*+,;=";
const PART = new RegExp(`%[0-9A-Fa-f]{2}|[^${ALWAYS}]`, 'gu');
const COLON_PART = new RegExp(`%[0-9A-Fa-f]{2}|[^${ALWAYS}:]`, 'gu');
const WHOLE = new RegExp(`%[0-9A-Fa-f]{2}|[^${ALWAYS}${RESERVED}]`, 'gu');
const WHOLE_NO_COLON = new RegExp(`%[0-9A-Fa-f]{2}|[^${ALWAYS}${RESERVED.slice(1)}]`, 'gu');

/**
 * Percent-encodes what a URL does not hold (RFC 3986). At the start of the attribute the value is a URL and
 * keeps its delimiters; later it is a part of one and keeps `/`, `@` and, past the scheme, `:`. A scheme that
 * runs code is never completed: its colon is encoded, which makes the text a relative reference.
 */
function encodeUrl(
  text: string,
  { progress, trusted }: { readonly progress: UrlProgress; readonly trusted: boolean },
): string {
  const whole = progress === 'start' || trusted;
  const [head = ''] = text.split(/[/?#]/, 1);
  const scheme = progress !== 'decided' && head.includes(':') ? head.split(':', 1)[0] : undefined;
  const bad = scheme !== undefined && (progress === 'scheme' || runsCode(scheme));
  if (whole) return text.replace(bad ? WHOLE_NO_COLON : WHOLE, percent);
  return text.replace(progress === 'decided' ? COLON_PART : PART, percent);
}

function percent(found: string): string {
  if (found.length === 3 && found.startsWith('%')) return found;
  return Array.from(
    Buffer.from(found),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
