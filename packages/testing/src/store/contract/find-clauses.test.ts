import type { Page } from '@vmrkit/core';
import { describe } from 'vitest';
import { kitSees } from '../../faulty.fixture.ts';
import { collections, finding, shapes, withSoundDatabase } from './faulty-database.fixture.ts';
import { findClauses } from './find-clauses.ts';
import type { Note } from './note.ts';
import { pagingClauses } from './paging-clauses.ts';

/** Gives other pages. */
const pages = (change: (page: Page<Note>, limit: number) => Page<Note>) =>
  finding((find) => async (partition, query) => change(await find(partition, query), query.limit));

/** What two searches find, one after the other. */
const both = (one: Page<Note>, other: Page<Note>): Page<Note> => ({
  items: [...one.items, ...other.items],
  next: null,
});

describe('the contract of a document database: find and pages', () => {
  kitSees(
    [...findClauses, ...pagingClauses],
    [
      {
        fault: 'finds in the wrong order',
        seenBy: 'orders by the last value, then by id',
        spoil: pages(({ items, next }) => ({ items: items.toReversed(), next })),
      },
      {
        fault: 'gives parts of documents',
        seenBy: 'gives each document whole',
        spoil: pages(({ items, next }) => ({
          items: items.map((each) => ({ ...each, value: { text: each.value.text } })),
          next,
        })),
      },
      {
        fault: 'orders strings as people do',
        seenBy: 'orders strings by code unit',
        spoil: pages(({ items, next }) => ({
          items: items.toSorted((a, b) => (a.value.label ?? '').localeCompare(b.value.label ?? '', 'en')),
          next,
        })),
      },
      {
        fault: 'takes upper and lower case for the same',
        seenBy: 'finds by all leading values and nothing beside',
        spoil: finding((find) => async (partition, query) => {
          const [first = '', ...rest] = query.equals;
          const upper = `${first}`.replace(/^./, (letter) => letter.toUpperCase());
          return both(
            await find(partition, query),
            await find(partition, { ...query, equals: [upper, ...rest] }),
          );
        }),
      },
      {
        fault: 'takes a number for the string that reads alike',
        seenBy: 'tells a number from the string',
        spoil: finding(
          (find) => async (partition, query) =>
            both(
              await find(partition, query),
              await find(partition, { ...query, equals: query.equals.map(Number) }),
            ),
        ),
      },
      {
        fault: 'ignores the range',
        seenBy: 'takes the ends of a range in',
        spoil: finding(
          (find) =>
            (partition, { from, to, ...query }) =>
              find(partition, query),
        ),
      },
      {
        fault: 'indexes what an index answers null for',
        seenBy: 'leaves out what an index answers null for',
        spoil: shapes((shape) => ({
          ...shape,
          indexes: { ...shape.indexes, byDue: ({ due }) => [due ?? 0] },
        })),
      },
      {
        fault: 'knows the first term of a document only',
        seenBy: 'under each of its terms',
        spoil: shapes((shape) => ({
          ...shape,
          indexes: {
            ...shape.indexes,
            byTag: ({ tags, due }) => (tags ? { terms: tags.slice(0, 1), last: due ?? 0 } : null),
          },
        })),
      },
      {
        fault: 'finds what it found before',
        seenBy: 'moves documents with their values',
        spoil: (opened) => {
          const found = new Map<string, Promise<Page<Note>>>();
          return finding((find) => (partition, query) => {
            const key = JSON.stringify([partition, query]);
            const known = found.get(key) ?? find(partition, query);
            found.set(key, known);
            return known;
          })(opened);
        },
      },
      {
        fault: 'indexes what was asked for and not written',
        seenBy: 'does not index what was not written',
        spoil: (opened) => {
          const asked = new Map<string, Note>();
          return collections((sound) => ({
            commit: (partition, changes) => {
              for (const change of changes) if (change.op !== 'remove') asked.set(change.id, change.value);
              return sound.commit(partition, changes);
            },
            find: async (partition, query) => {
              const { items, next } = await sound.find(partition, query);
              return {
                items: items.map((each) => ({ ...each, value: asked.get(each.id) ?? each.value })),
                next,
              };
            },
          }))(opened);
        },
      },
      {
        fault: 'crosses partitions',
        seenBy: 'searches one partition, or every one',
        spoil: finding((find) => (_, query) => find(null, query)),
      },
      {
        fault: 'skips a document between two pages',
        seenBy: 'cover a search once',
        spoil: finding((find) => async (partition, query) => {
          const page = await find(partition, { ...query, limit: Math.min(1_000, query.limit + 1) });
          return { items: page.items.slice(0, query.limit), next: page.next };
        }),
      },
      {
        fault: 'begins a page with the last document of the one before',
        seenBy: 'cover a search once',
        spoil: (opened) => {
          let last: Page<Note>['items'] = [];
          return finding((find) => async (partition, query) => {
            const page = await find(partition, query);
            const items = query.after === undefined ? page.items : [...last, ...page.items];
            last = page.items.slice(-1);
            return { items, next: page.next };
          })(opened);
        },
      },
      {
        fault: 'leads from a full page to an empty one',
        seenBy: 'end with null, also when the last one is full',
        spoil: pages((page, limit) =>
          page.items.length === limit ? { ...page, next: page.next ?? 'more' } : page,
        ),
      },
      {
        fault: 'forgets the range on later pages',
        seenBy: 'keep to the range and the leading values',
        spoil: finding((find) => (partition, query) => {
          const { from, to, ...rest } = query;
          return find(partition, query.after === undefined ? query : rest);
        }),
      },
      {
        fault: 'counts pages by the number of documents before them',
        seenBy: 'go on where the last one ended',
        spoil: finding((find) => async (partition, { after = '0', ...query }) => {
          const from = Number(after);
          const { items } = await find(partition, { ...query, limit: 1_000 });
          const end = from + query.limit;
          return { items: items.slice(from, end), next: items.length > end ? `${end}` : null };
        }),
      },
      {
        fault: 'reads a page in two halves while writers go on',
        seenBy: 'hold no document twice',
        spoil: finding((find) => async (partition, query) => {
          const first = await find(partition, { ...query, limit: 20 });
          await new Promise(setImmediate);
          await new Promise(setImmediate);
          const whole = await find(partition, query);
          return { items: [...first.items, ...whole.items.slice(20)], next: whole.next };
        }),
      },
      {
        fault: 'takes any limit',
        seenBy: 'refuse a limit of',
        spoil: finding((find) => (partition, query) => find(partition, { ...query, limit: 1 })),
      },
      {
        fault: 'begins anew after what no page ended with',
        seenBy: 'refuse to go on after',
        spoil: finding(
          (find) =>
            (partition, { after, ...query }) =>
              find(partition, query),
        ),
      },
      {
        fault: 'finds nothing along an index that it has not',
        seenBy: 'are refused along an index',
        spoil: finding(
          (find) => (partition, query) => find(partition, query).catch(() => ({ items: [], next: null })),
        ),
      },
    ],
    withSoundDatabase,
  );
});
