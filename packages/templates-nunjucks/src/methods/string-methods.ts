import { Bound } from '../evaluate/bind-arguments.ts';
import type { Method } from '../evaluate/members.ts';
import type { Rendering } from '../evaluate/rendering.ts';
import { escapeHtml } from '../output/escape-html.ts';
import { renderFault } from '../template-fault.ts';
import { characters, countCharacters, sliceCharacters } from '../text/characters.ts';
import {
  askText,
  blanksBefore,
  capitalize,
  countText,
  type Ends,
  predicateNames,
  replaceText,
  splitAt,
  splitAtRight,
  splitBlank,
  splitBlankRight,
  splitLines,
  strip,
  swapCase,
  titleWords,
} from '../text/python-text.ts';
import { iterate } from '../values/iterate.ts';
import { like, Markup, Tuple, textOf, textsLength, typeName, type Value } from '../values/value.ts';

type Text = string | Markup;
type StringMethod = Method<Text>;

function method(
  parameters: readonly string[],
  body: (run: Rendering, text: string, args: Bound, self: Text) => Value,
): StringMethod {
  return (run, self, args) => {
    const text = textOf(self) ?? '';
    run.budget.scan(textsLength(self, args) * 4);
    const value = body(run, text, new Bound(parameters, args), self);
    return typeof value === 'string' ? like(self, run.budget.text(value)) : value;
  };
}

/** An argument that becomes part of the text: escaped when the text is markup. */
function part(run: Rendering, self: Text, value: Value): string {
  const text = textOf(value);
  if (text === undefined) throw renderFault(`A text is wanted, not a ${typeName(value)}`);
  return self instanceof Markup ? escapeHtml(value, run.budget) : text;
}

const simple = (change: (text: string) => string): StringMethod => method([], (_run, text) => change(text));

const stripping = (ends: Ends): StringMethod =>
  method(['chars'], (_run, text, args) =>
    strip(text, (args.get(0) ?? null) === null ? undefined : args.text(0), ends),
  );

function splitting(fromEnd: boolean): StringMethod {
  return method(['sep', 'maxsplit'], (run, text, args, self) => {
    const max = args.int(1, -1);
    const separator = args.get(0) ?? null;
    if (separator === null)
      return texts(run, self, fromEnd ? splitBlankRight(text, max) : splitBlank(text, max));
    const mark = args.text(0);
    if (mark === '') throw renderFault('The separator is empty');
    run.budget.search(text, mark);
    return texts(run, self, fromEnd ? splitAtRight(text, mark, max) : splitAt(text, mark, max));
  });
}

function texts(run: Rendering, self: Text, parts: readonly string[]): Value[] {
  run.budget.spend(parts.length);
  return parts.map((item) => like(self, item));
}

function affix(test: (text: string, mark: string) => boolean, name: string): StringMethod {
  return method([name, 'start', 'end'], (_run, text, args) => {
    const within = args.get(1) === undefined ? text : range(text, args);
    const marks = args.need(0);
    const many = marks instanceof Tuple ? marks.items : [marks];
    return many.some((mark) => {
      const wanted = textOf(mark);
      if (wanted === undefined) throw renderFault(`A text is wanted, not a ${typeName(mark)}`);
      return test(within, wanted);
    });
  });
}

function range(text: string, args: Bound): string {
  const end = args.get(2) ?? null;
  return sliceCharacters(text, args.int(1), end === null ? undefined : args.int(2));
}

function finding(options: { readonly last: boolean; readonly strict: boolean }): StringMethod {
  return method(['sub', 'start', 'end'], (run, text, args) => {
    run.budget.search(text, args.text(0));
    const items = characters(text);
    const start = args.int(1, 0);
    const from = start < 0 ? Math.max(0, start + items.length) : start;
    const within = args.get(1) === undefined ? text : range(text, args);
    const unit = options.last ? within.lastIndexOf(args.text(0)) : within.indexOf(args.text(0));
    if (unit < 0 && options.strict) throw renderFault('The text does not hold that part');
    return unit < 0 ? -1n : BigInt(from + countCharacters(within.slice(0, unit)));
  });
}

function filling(blanks: (missing: number, width: number) => number): StringMethod {
  return method(['width', 'fillchar'], (run, text, args, self) => {
    const width = args.int(0);
    const fill = args.get(1) === undefined ? ' ' : part(run, self, args.need(1));
    if (countCharacters(args.text(1, ' ')) !== 1) throw renderFault('The fill character is one character');
    const missing = width - countCharacters(text);
    if (missing <= 0) return text;
    run.budget.expect(missing * fill.length + text.length);
    const before = blanks(missing, width);
    return fill.repeat(before) + text + fill.repeat(missing - before);
  });
}

function partitioning(last: boolean): StringMethod {
  return method(['sep'], (run, text, args, self) => {
    const mark = args.text(0);
    if (mark === '') throw renderFault('The separator is empty');
    run.budget.search(text, mark);
    const at = last ? text.lastIndexOf(mark) : text.indexOf(mark);
    const missing = last ? ['', '', text] : [text, '', ''];
    const parts = at < 0 ? missing : [text.slice(0, at), mark, text.slice(at + mark.length)];
    return new Tuple(texts(run, self, parts));
  });
}

const joinMethod = method(['iterable'], (run, text, args, self) => {
  const parts = iterate(args.need(0), run.budget).map((item) => part(run, self, item));
  run.budget.expect(parts.reduce((sum, item) => sum + item.length + text.length, 0));
  return parts.join(text);
});

const replaceMethod = method(['old', 'new', 'count'], (run, text, args, self) => {
  const count = args.int(2, -1);
  const find = part(run, self, args.need(0));
  const by = part(run, self, args.need(1));
  return replaceText(text, find, { by, count, budget: run.budget });
});

const expandTabs = method(['tabsize'], (run, text, args) => {
  const size = Math.max(0, args.int(0, 8));
  run.budget.expect(text.length + (text.split('\t').length - 1) * size);
  let column = 0;
  return characters(text)
    .map((item) => {
      if (item === '\n' || item === '\r') column = 0;
      else if (item !== '\t') column += 1;
      if (item !== '\t') return item;
      const blanks = size === 0 ? 0 : size - (column % size);
      column += blanks;
      return ' '.repeat(blanks);
    })
    .join('');
});

const zfill = method(['width'], (run, text, args) => {
  const missing = args.int(0) - countCharacters(text);
  if (missing <= 0) return text;
  run.budget.expect(missing + text.length);
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
});

const predicates = predicateNames.map((name): [string, StringMethod] => [
  name,
  method([], (_run, text) => askText(name, text)),
]);

/** What can be called on a text, besides `format`, which reads members itself. */
export const stringMethods: ReadonlyMap<string, StringMethod> = new Map<string, StringMethod>([
  ['capitalize', simple(capitalize)],
  ['casefold', simple((text) => text.toLowerCase().replaceAll('ß', 'ss'))],
  ['center', filling(blanksBefore)],
  [
    'count',
    method(['sub', 'start', 'end'], (run, text, args) => {
      run.budget.search(text, args.text(0));
      return BigInt(countText(args.get(1) === undefined ? text : range(text, args), args.text(0)));
    }),
  ],
  ['endswith', affix((text, mark) => text.endsWith(mark), 'suffix')],
  ['expandtabs', expandTabs],
  ['find', finding({ last: false, strict: false })],
  ['index', finding({ last: false, strict: true })],
  ['join', joinMethod],
  ['ljust', filling(() => 0)],
  ['lower', simple((text) => text.toLowerCase())],
  ['lstrip', stripping('start')],
  ['partition', partitioning(false)],
  [
    'removeprefix',
    method(['prefix'], (_run, text, args) =>
      text.startsWith(args.text(0)) ? text.slice(args.text(0).length) : text,
    ),
  ],
  [
    'removesuffix',
    method(['suffix'], (_run, text, args) =>
      args.text(0) !== '' && text.endsWith(args.text(0)) ? text.slice(0, -args.text(0).length) : text,
    ),
  ],
  ['replace', replaceMethod],
  ['rfind', finding({ last: true, strict: false })],
  ['rindex', finding({ last: true, strict: true })],
  ['rjust', filling((missing) => missing)],
  ['rpartition', partitioning(true)],
  ['rsplit', splitting(true)],
  ['rstrip', stripping('end')],
  ['split', splitting(false)],
  [
    'splitlines',
    method(['keepends'], (run, text, args, self) => texts(run, self, splitLines(text, args.get(0) === true))),
  ],
  ['startswith', affix((text, mark) => text.startsWith(mark), 'prefix')],
  ['strip', stripping('both')],
  ['swapcase', simple(swapCase)],
  ['title', simple(titleWords)],
  ['upper', simple((text) => text.toUpperCase())],
  ['zfill', zfill],
  ...predicates,
]);
