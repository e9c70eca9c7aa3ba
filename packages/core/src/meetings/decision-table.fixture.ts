import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tagWorth } from '../allocation/open-tag.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { chooseTag } from '../tags/choose-tag.ts';
import type { TagFact } from '../tags/tag-fact.ts';
import type { Decision } from './intent.ts';
import { key, otherKey } from './meeting.fixture.ts';
import type { OrganizersItem } from './own-rooms.ts';
import type { SchedulingOptions } from './scheduling-policy.ts';

const columns = [
  'number',
  'message',
  'changes',
  'version',
  'known',
  'tag',
  'from',
  'time',
  'replay',
  'decision',
  'rule',
] as const;
/** Of the rows for what is off unless an integration switches it on. */
const furtherColumns = ['on', 'calendar'] as const;
/** One row of docs/decision-table.md, by column. */
export type Row = Readonly<Record<(typeof columns)[number] | (typeof furtherColumns)[number], string>>;

const table = readFileSync(join(import.meta.dirname, '../../../../docs/decision-table.md'), 'utf8');
/** The table as it stands. */
export const rows: readonly Row[] = table
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => {
    const cells = line.split('|').slice(1, -1);
    const all = [...columns, ...furtherColumns];
    if (cells.length !== columns.length && cells.length !== all.length)
      throw new SyntaxError(`Not a row of the decision table: ${line}`);
    return Object.fromEntries(all.map((column, at) => [column, cells[at]?.trim() ?? ''])) as Row;
  });

const reservation = (reservationId: string, boundTo: MeetingKey | null, quoted = false): TagFact => ({
  kind: 'reservation',
  reservationId,
  boundTo,
  quoted,
});
const token = (over: Partial<Extract<TagFact, { kind: 'token' }>> = {}): TagFact => ({
  kind: 'token',
  hash: 'h',
  valid: true,
  boundTo: null,
  quoted: false,
  ...over,
});
const other = reservation('r-other', otherKey);
const otherQuoted = reservation('r-other', otherKey, true);
const free = reservation('r-free', null);
const freeQuoted = reservation('r-free', null, true);

/** What the cells of the column *Tag* stand for. */
export const tags: Readonly<Record<string, TagFact>> = {
  '': { kind: 'none' },
  none: { kind: 'none' },
  damaged: { kind: 'unknown' },
  released: { kind: 'released' },
  own: reservation('r-own', key),
  'own, quoted': reservation('r-own', key, true),
  'own, not taken up': reservation('r-half', key),
  'own, left behind': reservation('r-left', key),
  free,
  'free, quoted': freeQuoted,
  "free above other's, quoted": await counted(free, otherQuoted),
  "other's": other,
  "other's, quoted": otherQuoted,
  "other's above free, quoted": await counted(other, freeQuoted),
  token: token(),
  'token, quoted': token({ quoted: true }),
  'expired token': token({ valid: false }),
  'second token': token({ hash: 'h2' }),
  'spent token': token({ boundTo: key }),
  'spent token, quoted': token({ boundTo: key, quoted: true }),
  'token, not taken up': token({ boundTo: key }),
  'stolen token': token({ boundTo: otherKey }),
};

/** That of several tags of one body which counts. */
async function counted(...facts: readonly TagFact[]): Promise<TagFact> {
  const found = facts.map((fact, at) => ({
    kind: fact.kind === 'token' ? ('token' as const) : ('scheduling' as const),
    id: `${at}`,
    malformed: false,
    quoted: 'quoted' in fact && fact.quoted,
    range: { start: at, end: at + 1 },
  }));
  const chosen = await chooseTag(found, {
    ownTagId: null,
    open: ({ id }) => facts[Number(id)] ?? null,
    worthOf: (fact) => tagWorth(fact, (boundTo) => boundTo === key),
  });
  return chosen.kind === 'found' ? chosen.opened : { kind: 'none' };
}

/** What the cells of the column *On* switch on. */
export const switchedOn: Readonly<Record<string, Partial<SchedulingOptions>>> = {
  '': {},
  'without the add-in': { withoutAddIn: { keyword: null } },
  'with a keyword': { withoutAddIn: { keyword: 'VMR' } },
  copies: { roomsForCopies: true },
  limits: { longestMinutes: 90, daysAhead: 8, mostOccurrences: 20 },
};

/** What the cells of the column *Calendar* stand for. */
export const calendars: Readonly<Record<string, OrganizersItem | null>> = {
  '': null,
  listed: 'listed',
  unlisted: 'unlisted',
  gone: 'gone',
  'no rights': 'not-allowed',
  away: 'away',
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
        fresh: { kind: 'fresh' },
        token: { kind: 'token', hash: tag.kind === 'token' ? tag.hash : '' },
      };
      return {
        kind: 'apply',
        grant: cell(grants, source) as never,
        reply: detail === 'no answer' ? null : because,
      };
    }
    case 'decline':
      if (source === 'encrypted')
        return { kind: 'decline', because, limited: false, reason: 'body-encrypted' };
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
