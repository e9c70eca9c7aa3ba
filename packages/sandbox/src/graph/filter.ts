import { extendedValue } from '../mapi/mapi-property.ts';
import type { Item } from '../model/item.ts';
import type { ItemView } from '../model/item-view.ts';
import { readPropertyName } from './extended-properties.ts';
import { badRequest } from './graph-error.ts';
import { readTime } from './json-values.ts';

type Test = (view: ItemView) => boolean;
type Value = string | number | boolean | null;

const fields: Readonly<Record<string, (item: Item) => Value>> = {
  subject: (item) => item.subject,
  isread: (item) => item.isRead,
  internetmessageid: (item) => item.messageId,
  receiveddatetime: (item) => item.receivedAt,
  sentdatetime: (item) => item.sentAt,
  lastmodifieddatetime: (item) => item.modifiedAt,
  createddatetime: (item) => item.createdAt,
  'from/emailaddress/address': (item) => item.from?.email ?? null,
  'start/datetime': (item) => (item.kind === 'calendar' ? item.meeting.schedule.start : null),
  'end/datetime': (item) => (item.kind === 'calendar' ? item.meeting.schedule.end : null),
  icaluid: (item) => (item.kind === 'calendar' ? item.meeting.uid : null),
};

const comparison = /^([\w/]+)\s+(eq|ne|gt|ge|lt|le)\s+(?:'((?:[^']|'')*)'|(\S+))$/i;
const property =
  /^singleValueExtendedProperties\/any\(\s*(\w+)\s*:\s*\1\/id\s+eq\s+'((?:[^']|'')*)'\s+and\s+(?:cast\(\1\/value,\s*Edm\.\w+\)|\1\/value)\s+eq\s+(?:'((?:[^']|'')*)'|(\S+))\s*\)$/i;

/** Reads `$orderby` of one property; null where nothing is asked. Throws 400 for others. */
export function readOrder(text: string | undefined): ((a: ItemView, b: ItemView) => number) | null {
  if (text === undefined || text.trim() === '') return null;
  const [name = '', direction = 'asc'] = text.trim().split(/\s+/);
  const read = fields[name.toLowerCase()];
  if (!read) throw badRequest(`The property '${name}' cannot be sorted by.`, 'ErrorInvalidUrlQuery');
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  return (a, b) => {
    const [left, right] = [read(a.item) ?? '', read(b.item) ?? ''];
    return left === right ? 0 : sign * (left < right ? -1 : 1);
  };
}

/** Reads a `$filter` of comparisons that are joined by `and`. Throws 400 for others. */
export function readFilter(text: string | undefined): Test {
  if (text === undefined || text.trim() === '') return () => true;
  const tests = splitByAnd(text).map(readOne);
  return (view) => tests.every((test) => test(view));
}

function readOne(text: string): Test {
  const [, , id, quotedValue, bareValue] = property.exec(text) ?? [];
  if (id !== undefined) {
    const { key } = readPropertyName(id.replaceAll("''", "'"));
    const wanted = quotedValue?.replaceAll("''", "'") ?? bareValue;
    return ({ item, org }) => extendedValue(item, key, org.switches) === wanted;
  }
  const [, name = '', operator = '', quoted, bare = ''] = comparison.exec(text) ?? [];
  const read = fields[name.toLowerCase()];
  if (!read)
    throw badRequest('The query filter contains one or more invalid nodes.', 'ErrorInvalidUrlQueryFilter');
  return (view) => compare(read(view.item), operator.toLowerCase(), quoted?.replaceAll("''", "'") ?? bare);
}

function compare(value: Value, operator: string, text: string): boolean {
  const wanted = typeof value === 'number' ? readTime(text, 'UTC', '$filter') : text;
  const given = typeof value === 'boolean' ? String(value) : typeof value === 'string' ? value : value;
  if (operator === 'eq') return given === wanted;
  if (operator === 'ne') return given !== wanted;
  if (given === null) return false;
  if (operator === 'gt') return given > wanted;
  if (operator === 'ge') return given >= wanted;
  return operator === 'lt' ? given < wanted : given <= wanted;
}

/** Parts between `and`s that stand outside of parentheses and quotes. */
function splitByAnd(text: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  let quoted = false;
  for (const word of text.split(/(\s+and\s+|[()'])/i)) {
    if (word === "'") quoted = !quoted;
    if (!quoted && word === '(') depth += 1;
    if (!quoted && word === ')') depth -= 1;
    if (!quoted && depth === 0 && /^\s+and\s+$/i.test(word)) parts.push('');
    else parts[parts.length - 1] += word;
  }
  return parts.map((part) => part.trim().replace(/^\((?!.*\/any)(.*)\)$/i, '$1'));
}
