import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { aliasClaim } from '../allocation/claim.ts';
import { openStore, type Store } from '../collections/store.ts';
import { ada, bea, conference, live } from '../meetings/meeting.fixture.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { HOUR_MS, type Instant, shift } from '../time/instant.ts';
import {
  anyConference,
  type ConferencePage,
  type ConferenceQuery,
  type ConferenceScope,
  findConference,
  findConferences,
} from './find-conferences.ts';

const integrations = [
  { tenantId: 'default', integrationId: 'one' },
  { tenantId: 'acme', integrationId: 'two' },
];
const any: ConferenceQuery = { ...anyConference, limit: 2 };
const first = live();
const begin = first.schedule?.first ?? { start: first.createdAt, end: first.createdAt };
/** The start of meeting `at`: five of the one integration, the third without a conference, and two of the other. */
const startOf = (at: number): Instant => shift(begin.start, at * HOUR_MS);
const subjects = [
  'Résumé review',
  'Weekly <b>plan</b>',
  'Gone',
  'Plan, weekly: budget',
  'Budget',
  'Plan',
  'x',
];

let store: Store;

beforeEach(async () => {
  store = openStore(createWeakMemoryDatabase());
  for (let at = 0; at < 7; at += 1) {
    const { tenantId = '', integrationId = '' } = integrations[at < 5 ? 0 : 1] ?? {};
    const { schedule } = first;
    const value = {
      ...first,
      tenantId,
      integrationId,
      organizer: at % 2 === 0 ? ada : bea,
      subject: subjects[at] ?? '',
      // Made in the opposite order of their starts.
      createdAt: shift(first.createdAt, -at),
      schedule: schedule && { ...schedule, first: { start: startOf(at), end: startOf(at + 1) } },
      conference:
        at === 2 ? null : { ...conference, id: `c-${at}`, alias: `${at}@vmr.example`, numericAlias: `${at}` },
      journal: [
        {
          number: 1,
          messageId: 'm',
          at: first.createdAt,
          outcome: 'apply',
          correlationId: `correlation-${at}`,
        },
      ],
    };
    await store.meetings.commit(tenantId, [{ op: 'insert', id: `meeting-${at}`, value }]);
  }
  const about = { tenantId: 'acme', meetingKey: 'meeting-5' as never, reviewAt: first.createdAt };
  const claim = { ...about, owner: { kind: 'meeting', id: 'meeting-5' } } as const;
  await store.claims.commit(DEPLOYMENT, [{ op: 'insert', id: aliasClaim('5@vmr.example'), value: claim }]);
});

async function pagesOf(query: Partial<ConferenceQuery>, scope: ConferenceScope = 'all') {
  const pages: string[][] = [];
  let cursor: string | null = null;
  do {
    const page: ConferencePage = await findConferences(scope, { ...any, ...query, cursor }, store);
    pages.push(page.items.map(({ value }) => value.conference.id));
    cursor = page.next;
  } while (cursor !== null);
  return pages;
}

describe('finding conferences', () => {
  it.each<[string, Partial<ConferenceQuery>, string[][]]>([
    [
      'all by their start, page by page',
      {},
      [
        ['c-0', 'c-1'],
        ['c-3', 'c-4'],
        ['c-5', 'c-6'],
      ],
    ],
    ['all in one page', { limit: 100 }, [['c-0', 'c-1', 'c-3', 'c-4', 'c-5', 'c-6']]],
    ['of an organizer, without case', { organizer: 'BEA@corp.example', limit: 10 }, [['c-1', 'c-3', 'c-5']]],
    ['of an integration', { integrationId: 'two' }, [['c-5', 'c-6']]],
    ['by a correlation id', { correlationId: 'Correlation-4' }, [['c-4']]],
    ['of nobody', { organizer: 'nobody@corp.example' }, [[]]],
    ['by a word, without accents', { words: 'resume' }, [['c-0']]],
    ['by words in any order', { words: 'PLAN weekly' }, [['c-1', 'c-3']]],
    ['by a word of one of two tenants', { words: 'plan', integrationId: 'two' }, [['c-5']]],
    ['not by a part of a word', { words: 'week' }, [[]]],
    ['by no word at all', { words: ' <> ' }, [[]]],
    ['from a time on', { from: startOf(5), limit: 9 }, [['c-4', 'c-5', 'c-6']]],
    ['up to a time', { to: startOf(1), limit: 9 }, [['c-0', 'c-1']]],
    ['a page that ends within what was read', { words: 'plan', limit: 1 }, [['c-1'], ['c-3'], ['c-5']]],
    ['the same with more to judge', { words: 'plan', from: startOf(0), limit: 2 }, [['c-1', 'c-3'], ['c-5']]],
  ])('%s', async (_, query, expected) => {
    expect(await pagesOf(query)).toEqual(expected);
  });

  it('shows a tenant its own alone, and tenants one after the other', async () => {
    expect(await pagesOf({}, ['acme'])).toEqual([['c-5', 'c-6']]);
    expect(await pagesOf({ limit: 3 }, ['default', 'acme'])).toEqual([
      ['c-5', 'c-6', 'c-0'],
      ['c-1', 'c-3', 'c-4'],
    ]);
    expect(await pagesOf({}, [])).toEqual([[]]);
  });

  it.each(['5@VMR.example', 'c-5'])('finds the one called %s, for those who may see it', async (name) => {
    expect(await findConference(name, { scope: 'all', store })).toMatchObject({ id: 'meeting-5' });
    expect(await findConference(name, { scope: ['acme'], store })).toMatchObject({ id: 'meeting-5' });
    expect(await findConference(name, { scope: ['default'], store })).toBeNull();
  });

  it.each(['6', 'c-2', ''])('finds none called %j', async (name) => {
    expect(await findConference(name, { scope: 'all', store })).toBeNull();
  });

  it.each(['', 'abc', '["three",""]', '[1,""]', '[0.5,""]', '[0,"x"]', '[0,7]', '{}'])(
    'refuses the cursor %j',
    async (text) => {
      const cursor = text.startsWith('[') || text === '{}' ? Buffer.from(text).toString('base64url') : text;
      const found = findConferences('all', { ...any, cursor }, store);
      await expect(found).rejects.toMatchObject({ code: 'ERR_LIST_CURSOR' });
    },
  );
});
