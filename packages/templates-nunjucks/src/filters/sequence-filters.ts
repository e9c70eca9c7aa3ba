import { binary } from '../evaluate/arithmetic.ts';
import { type Bound, filterOf } from '../evaluate/bind-arguments.ts';
import type { Filter, Rendering } from '../evaluate/rendering.ts';
import { escapeHtml } from '../output/escape-html.ts';
import { renderFault } from '../template-fault.ts';
import { characters } from '../text/characters.ts';
import { isEqual, order, sorted } from '../values/compare.ts';
import { iterate, lengthOf } from '../values/iterate.ts';
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
import { attributeReader, foldCase, keyReader } from './attribute-path.ts';

const items = (run: Rendering, value: Value): readonly Value[] => iterate(value, run.budget);
const flag = (args: Bound, at: number): boolean => isTrue(args.get(at) ?? false);

const length = filterOf([], (_run, value) => {
  const count = lengthOf(value);
  if (count === undefined) throw renderFault(`A ${typeName(value)} has no length`);
  return BigInt(count);
});

const join = filterOf(['d', 'attribute'], (run, value, args) => {
  const { budget } = run;
  const attribute = args.get(1) ?? null;
  const read = attribute === null ? undefined : attributeReader(run, attribute);
  const parts = items(run, value).map((item) => (read ? read(item) : item));
  const separator = args.get(0) ?? '';
  const marked = run.escape && (separator instanceof Markup || parts.some((part) => part instanceof Markup));
  const write = (part: Value): string => (marked ? escapeHtml(part, budget) : toText(part, budget));
  const between = write(separator);
  const texts = parts.map(write);
  budget.expect(texts.reduce((sum, text) => sum + text.length + between.length, 0));
  const made = budget.text(texts.join(between));
  return marked ? new Markup(made) : made;
});

const edge = (at: 0 | -1): Filter =>
  filterOf(
    [],
    (run, value) =>
      items(run, value).at(at) ?? (isTrue(value) ? null : new Undefined('The sequence is empty')),
  );

const reverse = filterOf([], (run, value) => {
  const text = textOf(value);
  if (text !== undefined) {
    return like(value, characters(text).reverse().join(''));
  }
  return [...items(run, value)].reverse();
});

const sort = filterOf(['reverse', 'case_sensitive', 'attribute'], (run, value, args) => {
  const caseSensitive = flag(args, 1);
  const single = keyReader(run, args.get(2), caseSensitive);
  const paths = textOf(args.get(2) ?? null)?.split(',') ?? [];
  const readers = paths.map((path) => keyReader(run, path, caseSensitive));
  const key = readers.length > 1 ? (item: Value) => readers.map((read) => read(item)) : single;
  return sorted(items(run, value), { budget: run.budget, key, reverse: flag(args, 0) });
});

const unique = filterOf(['case_sensitive', 'attribute'], (run, value, args) => {
  const key = keyReader(run, args.get(1), flag(args, 0));
  const seen = new Dict();
  return items(run, value).filter((item) => {
    const id = key(item);
    const known = seen.get(id) !== undefined;
    seen.set(id, true);
    return !known;
  });
});

const extreme = (sign: 1 | -1): Filter =>
  filterOf(['case_sensitive', 'attribute'], (run, value, args) => {
    const key = keyReader(run, args.get(1), flag(args, 0));
    let best: { item: Value; key: Value } | undefined;
    for (const item of items(run, value)) {
      const candidate = { item, key: key(item) };
      if (!best || sign * order(candidate.key, best.key, run.budget) < 0) best = candidate;
    }
    return best ? best.item : new Undefined('The sequence is empty');
  });

const sum = filterOf(['attribute', 'start'], (run, value, args) => {
  const attribute = args.get(0) ?? null;
  const read = attribute === null ? undefined : attributeReader(run, attribute);
  let total: Value = args.get(1) ?? 0n;
  if (textOf(total) !== undefined) throw renderFault('sum does not add texts');
  for (const item of items(run, value)) total = binary('+', total, read ? read(item) : item, run.budget);
  return total;
});

function fillable(args: Bound): Value | undefined {
  return (args.get(1) ?? null) === null ? undefined : args.need(1);
}

const batch = filterOf(['linecount', 'fill_with'], (run, value, args) => {
  const size = args.int(0);
  const all = items(run, value);
  const fill = fillable(args);
  // jinja2 ends a row that holds exactly `linecount` items: the empty first one for 0, none below.
  if (size < 1) return [...(size === 0 && all.length > 0 ? [[]] : []), ...(all.length > 0 ? [[...all]] : [])];
  const rows: Value[][] = [];
  for (let at = 0; at < all.length; at += size) rows.push(all.slice(at, at + size));
  const last = rows.at(-1);
  if (last && fill !== undefined) {
    run.budget.spend(size);
    while (last.length < size) last.push(fill);
  }
  return rows;
});

const slice = filterOf(['slices', 'fill_with'], (run, value, args) => {
  const count = args.int(0);
  if (count < 1) throw renderFault('slice wants a number of slices above zero');
  run.budget.spend(count);
  const all = items(run, value);
  const fill = fillable(args);
  const size = Math.floor(all.length / count);
  const longer = all.length % count;
  return Array.from({ length: count }, (_, at) => {
    const start = at * size + Math.min(at, longer);
    const part = all.slice(start, start + size + (at < longer ? 1 : 0));
    return fill !== undefined && at >= longer ? [...part, fill] : part;
  });
});

const groupby = filterOf(['attribute', 'default', 'case_sensitive'], (run, value, args) => {
  const read = attributeReader(run, args.need(0), args.get(1));
  const key = (item: Value): Value => (flag(args, 2) ? read(item) : foldCase(read(item), run.budget));
  const groups: { key: Value; members: Value[] }[] = [];
  for (const item of sorted(items(run, value), { budget: run.budget, key })) {
    const group = groups.at(-1);
    if (group && isEqual(group.key, key(item), run.budget)) group.members.push(item);
    else groups.push({ key: key(item), members: [item] });
  }
  return groups.map(({ members }) => new Tuple([read(members[0] ?? null), members], ['grouper', 'list']));
});

const dictsort = filterOf(['case_sensitive', 'by', 'reverse'], (run, value, args) => {
  if (!(value instanceof Dict)) throw renderFault(`dictsort wants a dict, not a ${typeName(value)}`);
  const by = args.text(1, 'key');
  if (by !== 'key' && by !== 'value') throw renderFault("dictsort sorts by 'key' or 'value'");
  const at = by === 'key' ? 0 : 1;
  const key = (pair: Value): Value => {
    const part = pair instanceof Tuple ? (pair.items[at] ?? null) : null;
    return flag(args, 0) ? part : foldCase(part, run.budget);
  };
  return sorted(pairs(run, value), { budget: run.budget, key, reverse: flag(args, 2) });
});

function pairs(run: Rendering, dict: Dict): Tuple[] {
  run.budget.spend(dict.size);
  return Array.from(dict.entries(), ([key, item]) => new Tuple([key, item]));
}

const itemsFilter = filterOf([], (run, value) => {
  if (value instanceof Undefined) return [];
  if (!(value instanceof Dict)) throw renderFault(`items wants a dict, not a ${typeName(value)}`);
  return pairs(run, value);
});

const random = filterOf([], (run, value) => {
  const all = items(run, value);
  return all.length === 0 ? new Undefined('The sequence is empty') : (all[run.draw(all.length)] ?? null);
});

/** Filters of sequences and dicts. */
export const sequenceFilters: readonly (readonly [string, Filter])[] = [
  ['batch', batch],
  ['count', length],
  ['dictsort', dictsort],
  ['first', edge(0)],
  ['groupby', groupby],
  ['items', itemsFilter],
  ['join', join],
  ['last', edge(-1)],
  ['length', length],
  ['list', filterOf([], (run, value) => [...items(run, value)])],
  ['max', extreme(-1)],
  ['min', extreme(1)],
  ['random', random],
  ['reverse', reverse],
  ['slice', slice],
  ['sort', sort],
  ['sum', sum],
  ['unique', unique],
];
