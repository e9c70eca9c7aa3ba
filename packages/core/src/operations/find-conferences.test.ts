import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { aliasClaim } from '../allocation/claim.ts';
import { openStore, type Store } from '../collections/store.ts';
import { ada, bea, conference, live } from '../meetings/meeting.fixture.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { shift } from '../time/instant.ts';
import { type ConferenceQuery, findConference, findConferences } from './find-conferences.ts';

const integrations = [
  { tenantId: 'default', integrationId: 'one' },
  { tenantId: 'acme', integrationId: 'two' },
];
const any: ConferenceQuery = { organizer: null, correlationId: null, limit: 2, cursor: null };
const first = live();

let store: Store;

/** Five meetings of the one integration, the third without a conference, and two of the other. */
beforeEach(async () => {
  store = openStore(createWeakMemoryDatabase());
  for (let at = 0; at < 7; at += 1) {
    const { tenantId = '', integrationId = '' } = integrations[at < 5 ? 0 : 1] ?? {};
    const value = {
      ...first,
      tenantId,
      integrationId,
      organizer: at % 2 === 0 ? ada : bea,
      createdAt: shift(first.createdAt, at),
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

async function pagesOf(query: Partial<ConferenceQuery>) {
  const pages: string[][] = [];
  let cursor: string | null = null;
  do {
    const page = await findConferences(integrations, { ...any, ...query, cursor }, store);
    pages.push(page.items.map(({ value }) => value.conference.id));
    cursor = page.next;
  } while (cursor !== null);
  return pages;
}

describe('finding conferences', () => {
  it.each<[string, Partial<ConferenceQuery>, string[][]]>([
    [
      'all, page by page, no page longer than asked',
      {},
      [['c-0', 'c-1'], ['c-3', 'c-4'], ['c-5', 'c-6'], []],
    ],
    ['all in one page', { limit: 100 }, [['c-0', 'c-1', 'c-3', 'c-4', 'c-5', 'c-6']]],
    ['of an organizer, without case', { organizer: 'BEA@corp.example', limit: 10 }, [['c-1', 'c-3', 'c-5']]],
    ['by a correlation id', { correlationId: 'correlation-4' }, [['c-4']]],
    ['of nobody', { organizer: 'nobody@corp.example' }, [[]]],
  ])('%s', async (_, query, expected) => {
    expect(await pagesOf(query)).toEqual(expected);
  });

  it.each(['5@VMR.example', 'c-5'])('finds the one called %s', async (name) => {
    expect(await findConference(name, { integrations, store })).toMatchObject({ id: 'meeting-5' });
  });

  it.each(['6', 'c-2', ''])('finds none called %j', async (name) => {
    expect(await findConference(name, { integrations, store })).toBeNull();
  });

  it.each([
    '',
    'abc',
    Buffer.from('["three",""]').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
  ])('refuses the cursor %j', async (cursor) => {
    const found = findConferences(integrations, { ...any, cursor }, store);
    await expect(found).rejects.toMatchObject({ code: 'ERR_LIST_CURSOR' });
  });
});
