import { filterOf } from '../evaluate/bind-arguments.ts';
import type { Filter, Rendering } from '../evaluate/rendering.ts';
import { escapeHtml, escapeText } from '../output/escape-html.ts';
import { encodeForAttribute } from '../output/html-context.ts';
import { renderFault } from '../template-fault.ts';
import { linkText } from '../text/link-text.ts';
import { pythonJson } from '../text/python-json.ts';
import { iterate } from '../values/iterate.ts';
import { toRepr, toText } from '../values/print.ts';
import {
  AttributesMarkup,
  Dict,
  isTrue,
  Markup,
  textOf,
  typeName,
  Undefined,
  type Value,
} from '../values/value.ts';

/** Percent-encodes a text as UTF-8: all but `A-Za-z0-9_.~-`. */
function percentEncode(text: string): string {
  const wellFormed = text.replace(/\p{Cs}/gu, '\ufffd');
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const urlencode = filterOf([], (run, value) => {
  const { budget } = run;
  const text = textOf(value);
  if (text !== undefined || !isPairs(value)) {
    const plain = text ?? toText(value, budget);
    budget.expect(plain.length);
    return budget.text(percentEncode(plain).replaceAll('%2F', '/'));
  }
  const pairs =
    value instanceof Dict
      ? Array.from(value.entries(), ([key, item]) => [key, item])
      : iterate(value, budget).map((pair) => [...iterate(pair, budget)]);
  const write = (part: Value | undefined): string => {
    const plain = toText(part ?? null, budget);
    budget.expect(plain.length);
    return percentEncode(plain).replaceAll('%20', '+');
  };
  return budget.text(pairs.map(([key, item]) => `${write(key)}=${write(item)}`).join('&'));
});

function isPairs(value: Value): boolean {
  return value instanceof Dict || Array.isArray(value);
}

const urlize = filterOf(
  ['trim_url_limit', 'nofollow', 'target', 'rel', 'extra_schemes'],
  (run, value, args) => {
    const { budget } = run;
    const text = escapeHtml(value, budget);
    budget.scan(text.length * 32);
    const words = new Set(textOf(args.get(3) ?? null)?.split(/\s+/) ?? []);
    if (isTrue(args.get(1) ?? false)) words.add('nofollow');
    words.add('noopener');
    const made = linkText(text, {
      limit: (args.get(0) ?? null) === null ? undefined : args.int(0),
      rel: escapeText(
        [...words]
          .filter((word) => word !== '')
          .sort()
          .join(' '),
      ),
      target: escapeText(textOf(args.get(2) ?? null) ?? ''),
    });
    return run.escape ? new Markup(budget.text(made)) : budget.text(made);
  },
);

const tojson = filterOf(['indent'], (run, value, args) => {
  const indent = args.get(0) ?? null;
  const width = indent === null ? undefined : args.int(0);
  if (width !== undefined && width > 16) throw renderFault('tojson indents by at most 16');
  const json = pythonJson(value, { budget: run.budget, indent: width });
  const safe = json.replace(/[<>&']/g, (found) => `\\u00${found.charCodeAt(0).toString(16)}`);
  return new Markup(run.budget.text(safe));
});

const xmlattr = filterOf(['autospace'], (run, value, args) => {
  if (!(value instanceof Dict)) throw renderFault(`xmlattr wants a dict, not a ${typeName(value)}`);
  const parts: string[] = [];
  for (const [key, item] of value.entries()) {
    run.budget.spend(1);
    if (item === null || item instanceof Undefined) continue;
    parts.push(attribute(run, key, item));
  }
  const text = (parts.length > 0 && isTrue(args.get(0) ?? true) ? ' ' : '') + parts.join(' ');
  return run.escape ? new AttributesMarkup(run.budget.text(text)) : run.budget.text(text);
});

function attribute(run: Rendering, key: Value, item: Value): string {
  const name = textOf(key);
  if (name === undefined || /[\s/>=]/.test(name)) throw renderFault('That is no name of an attribute');
  const written = run.inContext ? encodeForAttribute(name, item, run.budget) : escapeHtml(item, run.budget);
  return `${escapeText(name)}="${written}"`;
}

/** Filters that write HTML, URLs and JSON. */
export const markupFilters: readonly (readonly [string, Filter])[] = [
  ['pprint', filterOf([], (run, value) => toRepr(value, run.budget))],
  ['tojson', tojson],
  ['urlencode', urlencode],
  ['urlize', urlize],
  ['xmlattr', xmlattr],
];
