import { filterOf } from '../evaluate/bind-arguments.ts';
import { attributeOf, itemOf } from '../evaluate/members.ts';
import type { Filter } from '../evaluate/rendering.ts';
import { escapeHtml, unescapeText } from '../output/escape-html.ts';
import { renderFault } from '../template-fault.ts';
import { countCharacters, sliceCharacters } from '../text/characters.ts';
import { printf } from '../text/printf.ts';
import { blanksBefore, capitalize, replaceText, splitLines, strip } from '../text/python-text.ts';
import { wrapText } from '../text/wrap-text.ts';
import { toText } from '../values/print.ts';
import {
  Dict,
  isTrue,
  like,
  Markup,
  Tuple,
  textOf,
  typeName,
  Undefined,
  type Value,
} from '../values/value.ts';

/** A filter that turns a text into another of its kind. */
function textFilter(change: (text: string) => string): Filter {
  return filterOf([], (run, value) => {
    const text = toText(value, run.budget);
    return like(value, run.budget.text(change(text)));
  });
}

/** jinja2's title: words begin after blanks, hyphens and opening brackets. */
function title(text: string): string {
  return text.replace(/[^-\s({[<]+/g, (word) => capitalize(word));
}

const replace = filterOf(['old', 'new', 'count'], (run, value, args) => {
  const { budget } = run;
  const count = (args.get(2) ?? null) === null ? -1 : args.int(2);
  const parts = [value, args.need(0), args.need(1)] as const;
  // As in jinja2: under autoescape, markup anywhere makes all three markup, and `html|replace` stays plain text.
  const marked = run.escape && parts.some((part) => part instanceof Markup);
  const write = (part: Value): string => (marked ? escapeHtml(part, budget) : toText(part, budget));
  const [text, find, by] = [write(parts[0]), write(parts[1]), write(parts[2])];
  const made = budget.text(replaceText(text, find, { by, count, budget }));
  return marked ? new Markup(made) : made;
});

/** The text of a value for filters that Python's str methods stand behind. */
function needText(value: Value): string {
  const text = textOf(value);
  if (text === undefined) throw renderFault(`A text is wanted, not a ${typeName(value)}`);
  return text;
}

const truncate = filterOf(['length', 'killwords', 'end', 'leeway'], (run, value, args) => {
  if (value instanceof Undefined) return value;
  const text = needText(value);
  const length = args.int(0, 255);
  const end = args.get(2) === undefined ? '...' : toText(args.need(2), run.budget);
  const leeway = (args.get(3) ?? null) === null ? 5 : args.int(3);
  const tail = countCharacters(end);
  if (length < tail) throw renderFault(`truncate wants a length of at least ${tail}`);
  if (leeway < 0) throw renderFault('truncate wants a leeway that is not negative');
  if (countCharacters(text) <= length + leeway) return value;
  const cut = sliceCharacters(text, 0, length - tail);
  const blank = cut.lastIndexOf(' ');
  const kept = isTrue(args.get(1) ?? false) || blank < 0 ? cut : cut.slice(0, blank);
  const shown = value instanceof Markup ? escapeHtml(args.get(2) ?? end, run.budget) : end;
  return like(value, run.budget.text(kept + shown));
});

const indent = filterOf(['width', 'first', 'blank'], (run, value, args) => {
  const { budget } = run;
  const text = needText(value);
  const width = args.get(0) ?? 4n;
  const given = textOf(width);
  if (given === undefined) budget.expect(args.int(0, 4));
  const by = given ?? ' '.repeat(Math.max(0, args.int(0, 4)));
  const [head = '', ...lines] = splitLines(`${text}\n`);
  budget.expect(text.length + (lines.length + 1) * (by.length + 1));
  budget.spend(lines.length);
  const blank = isTrue(args.get(2) ?? false);
  const rest = lines.map((line) => `\n${line !== '' || blank ? by : ''}${line}`);
  return like(value, budget.text((isTrue(args.get(1) ?? false) ? by : '') + head + rest.join('')));
});

const wordwrap = filterOf(
  ['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'],
  (run, value, args) => {
    const { budget } = run;
    const text = needText(value);
    budget.scan(text.length * 32);
    const width = args.int(0, 79);
    if (width <= 0) throw renderFault('wordwrap wants a width above zero');
    const mark = args.get(2) ?? null;
    const breakWith = mark === null ? '\n' : toText(mark, budget);
    const options = { width, breakLong: isTrue(args.get(1) ?? true), onHyphens: isTrue(args.get(3) ?? true) };
    const lines = splitLines(text).map((line) => wrapText(line, options));
    budget.expect(text.length + lines.flat().length * breakWith.length);
    return budget.text(lines.map((parts) => parts.join(breakWith)).join(breakWith));
  },
);

const center = filterOf(['width'], (run, value, args) => {
  const text = toText(value, run.budget);
  const width = args.int(0, 80);
  const missing = width - countCharacters(text);
  if (missing <= 0) return like(value, text);
  run.budget.expect(missing + text.length);
  const before = blanksBefore(missing, width);
  return like(value, run.budget.text(' '.repeat(before) + text + ' '.repeat(missing - before)));
});

const defaulted = filterOf(['default_value', 'boolean'], (_run, value, args) => {
  const falls = value instanceof Undefined || (isTrue(args.get(1) ?? false) && !isTrue(value));
  if (!falls) return value;
  const fallback = args.get(0);
  return fallback === undefined ? '' : fallback;
});

const format: Filter = (run, value, args) => {
  if (args.positional.length > 0 && args.named.size > 0)
    throw renderFault('format takes positions or names, not both');
  if (args.named.size === 0)
    return printf(softText(value, run.budget), new Tuple(args.positional), run.budget);
  const names = new Dict();
  for (const [name, given] of args.named) names.set(name, given);
  return printf(softText(value, run.budget), names, run.budget);
};

function softText(value: Value, budget: Parameters<typeof toText>[1]): Value {
  return textOf(value) === undefined ? toText(value, budget) : value;
}

const striptags = filterOf([], (run, value) => {
  const text = toText(value, run.budget);
  const bare = removeBetween(removeBetween(text, '<!--', '-->'), '<', '>');
  return run.budget.text(
    unescapeText(
      bare
        .split(/\s+/)
        .filter((word) => word !== '')
        .join(' '),
    ),
  );
});

function removeBetween(text: string, open: string, close: string): string {
  let result = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length);
    if (end < 0) return result + text.slice(at);
    result += text.slice(at, start);
    at = end + close.length;
  }
}

const attr = filterOf(['name'], (run, value, args) => {
  const name = args.text(0);
  return (
    attributeOf(run, value, name) ??
    (value instanceof Undefined
      ? itemOf(run, value, name)
      : new Undefined(`There is no '${name.slice(0, 60)}'`))
  );
});

const escapeFilter: Filter = filterOf([], (run, value) => new Markup(escapeHtml(value, run.budget)));

/** Filters of texts. */
export const textFilters: readonly (readonly [string, Filter])[] = [
  ['attr', attr],
  ['capitalize', textFilter(capitalize)],
  ['center', center],
  ['d', defaulted],
  ['default', defaulted],
  ['e', escapeFilter],
  ['escape', escapeFilter],
  [
    'forceescape',
    filterOf([], (run, value) => new Markup(escapeHtml(toText(value, run.budget), run.budget))),
  ],
  ['format', format],
  ['indent', indent],
  ['lower', textFilter((text) => text.toLowerCase())],
  ['replace', replace],
  [
    'safe',
    filterOf([], (run, value) => (value instanceof Markup ? value : new Markup(toText(value, run.budget)))),
  ],
  ['string', filterOf([], (run, value) => softText(value, run.budget))],
  ['striptags', striptags],
  ['title', filterOf([], (run, value) => run.budget.text(title(toText(value, run.budget))))],
  [
    'trim',
    filterOf(['chars'], (run, value, args) => {
      const text = toText(value, run.budget);
      return like(value, strip(text, (args.get(0) ?? null) === null ? undefined : args.text(0)));
    }),
  ],
  ['truncate', truncate],
  ['upper', textFilter((text) => text.toUpperCase())],
  [
    'wordcount',
    filterOf([], (run, value) => {
      const text = toText(value, run.budget);
      return BigInt(text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0);
    }),
  ],
  ['wordwrap', wordwrap],
];
