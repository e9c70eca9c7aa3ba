import { renderFault } from '../template-fault.ts';

/** Texts and numbers of groups, in order. */
export type Replacement = readonly (string | number)[];

/** The groups of a pattern. */
export interface Groups {
  readonly count: number;
  readonly names: Readonly<Record<string, number>>;
}

const ESCAPE = /\\(?:g<([^>]*)>|0([0-7]{0,2})|([1-3][0-7]{2})|([1-9]\d?)|([\s\S])|$)/g;
const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
};

/** Reads a replacement as re.sub does: `\1`, `\g<1>`, `\g<name>`, octal and simple escapes. */
export function parseReplacement(source: string, groups: Groups): Replacement {
  const parts: (string | number)[] = [];
  let last = 0;
  for (const found of source.matchAll(ESCAPE)) {
    parts.push(source.slice(last, found.index));
    parts.push(escaped(found, groups));
    last = found.index + found[0].length;
  }
  parts.push(source.slice(last));
  return parts.filter((part) => part !== '');
}

function escaped([all, named, zero, octal, group, other]: RegExpMatchArray, groups: Groups): string | number {
  if (named !== undefined) return groupOf(named, groups);
  if (zero !== undefined || octal !== undefined) {
    const code = Number.parseInt(zero === undefined ? (octal ?? '') : `0${zero}`, 8);
    if (code > 0o377) throw renderFault(`The octal escape ${all} is too large`);
    return String.fromCharCode(code);
  }
  if (group !== undefined) return numbered(Number(group), groups);
  if (other === undefined) throw renderFault('The replacement ends with a backslash');
  if (Object.hasOwn(SIMPLE, other)) return SIMPLE[other] ?? '';
  if (/[A-Za-z]/.test(other)) throw renderFault(`\\${other} means nothing in a replacement`);
  return all;
}

function groupOf(name: string, groups: Groups): number {
  if (/^\d{1,3}$/.test(name)) return numbered(Number(name), groups);
  const at = Object.hasOwn(groups.names, name) ? groups.names[name] : undefined;
  if (at === undefined) throw renderFault(`The pattern has no group '${name.slice(0, 60)}'`);
  return at;
}

function numbered(group: number, { count }: Groups): number {
  if (group > count) throw renderFault(`The pattern has no group ${group}`);
  return group;
}
