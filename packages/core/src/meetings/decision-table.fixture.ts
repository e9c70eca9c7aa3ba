import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision, TagFact } from './intent.ts';
import { key, otherKey } from './meeting.fixture.ts';

const columns = [
  'number',
  'message',
  'changes',
  'version',
  'known',
  'tag',
  'from',
  'time',
  'toldAnew',
  'decision',
  'rule',
] as const;
/** One row of docs/decision-table.md, by column. */
export type Row = Readonly<Record<(typeof columns)[number], string>>;

const table = readFileSync(join(import.meta.dirname, '../../../../docs/decision-table.md'), 'utf8');
/** The table as it stands. */
export const rows: readonly Row[] = table
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => {
    const cells = line.split('|').slice(1, -1);
    if (cells.length !== columns.length) throw new SyntaxError(`Not a row of the decision table: ${line}`);
    return Object.fromEntries(columns.map((column, at) => [column, cells[at]?.trim() ?? ''])) as Row;
  });

/** What the cells of the column *Tag* stand for. */
export const tags: Readonly<Record<string, TagFact>> = {
  '': { kind: 'none' },
  none: { kind: 'none' },
  damaged: { kind: 'unknown' },
  released: { kind: 'released' },
  own: { kind: 'reservation', reservationId: 'r-own', boundTo: key },
  'own, not taken up': { kind: 'reservation', reservationId: 'r-half', boundTo: key },
  'own, left behind': { kind: 'reservation', reservationId: 'r-left', boundTo: key },
  free: { kind: 'reservation', reservationId: 'r-free', boundTo: null },
  "other's": { kind: 'reservation', reservationId: 'r-other', boundTo: otherKey },
  token: { kind: 'token', hash: 'h', valid: true, boundTo: null },
  'expired token': { kind: 'token', hash: 'h', valid: false, boundTo: null },
  'second token': { kind: 'token', hash: 'h2', valid: true, boundTo: null },
  'spent token': { kind: 'token', hash: 'h', valid: true, boundTo: key },
  'token, not taken up': { kind: 'token', hash: 'h', valid: true, boundTo: key },
  'stolen token': { kind: 'token', hash: 'h', valid: true, boundTo: otherKey },
};

/** What the cell *Decision* stands for. */
export function intentOf(row: Row): Decision {
  const [, verb, detail = '', source = ''] = /^(\w+) ?([^,]*)(?:, (.*))?$/.exec(row.decision) ?? [];
  const because = detail as never;
  switch (verb) {
    case 'accept': {
      const tag = cell(tags, row.tag);
      const grants = {
        kept: { kind: 'kept' },
        reserved: { kind: 'reservation', reservationId: tag.kind === 'reservation' ? tag.reservationId : '' },
        token: { kind: 'token', hash: tag.kind === 'token' ? tag.hash : '' },
      };
      return {
        kind: 'apply',
        grant: cell(grants, source) as never,
        reply: detail === 'no answer' ? null : because,
      };
    }
    case 'decline':
      return { kind: 'decline', because, limited: source === 'last' };
    case 'park':
    case 'note':
    case 'ignore':
      return { kind: verb, because };
    case 'cancel':
      return { kind: 'cancel' };
    default:
      throw new SyntaxError(`No such decision: ${row.decision}`);
  }
}

/** What stands for `name`; throws where the table names what nobody knows. */
export function cell<T>(cells: Readonly<Record<string, T>>, name: string): T {
  if (!Object.hasOwn(cells, name)) throw new SyntaxError(`No such cell: ${name}`);
  return cells[name] as T;
}
