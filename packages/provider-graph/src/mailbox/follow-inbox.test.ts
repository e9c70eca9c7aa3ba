import type { ChangeBatch } from '@vmrkit/core';
import { FakeClock, recordingLogger } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import type { GraphClient, GraphPage } from '../client/graph-client.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { testSettings } from '../test-support/test-deps.ts';
import { followInbox } from './follow-inbox.ts';
import { KnownRequests } from './known-requests.ts';

const START = '/users/room/mailFolders/inbox/messages/delta?$select=id';
const entries = (...ids: string[]) => ids.map((id) => ({ id }));
const page = (value: readonly object[], links: Partial<GraphPage> = {}): GraphPage => ({
  value: value as GraphPage['value'],
  nextLink: null,
  deltaLink: null,
  ...links,
});
const refused = (status: number, errorCode: string) =>
  new GraphFailure('response', { status, errorCode, maySent: false });

interface Asked {
  readonly link: string;
  readonly size: number;
}

/** Follows an inbox whose pages the test gives, until so many batches came. */
async function follow(
  answer: (asked: Asked, all: readonly Asked[]) => GraphPage,
  {
    cursor = null,
    batches = 1,
    settings = {},
  }: {
    readonly cursor?: string | null;
    readonly batches?: number;
    readonly settings?: Record<string, unknown>;
  } = {},
) {
  const asked: Asked[] = [];
  const logger = recordingLogger();
  const client: GraphClient = {
    user: '/users/room',
    call: async () => ({}),
    batch: async () => [],
    page: async (link, options) => {
      const size = Number(/odata\.maxpagesize=(\d+)/.exec(options?.prefer?.join() ?? '')?.[1] ?? 0);
      asked.push({ link, size });
      return answer({ link, size }, asked);
    },
    followLinks: async function* (link) {
      const { value } = answer({ link, size: 0 }, asked);
      yield value;
    },
  };
  const clock = new FakeClock();
  const found: ChangeBatch[] = [];
  const stop = new AbortController();
  let waits = 0;
  const wait = async () => {
    waits += 1;
    await clock.advance(120_000);
    if (waits > 20) stop.abort();
  };
  const context = {
    client,
    email: 'room',
    clock,
    logger,
    known: new KnownRequests(),
    settings: testSettings('http://127.0.0.1', { follow_deleted_items: false, ...settings }),
    mailboxZone: async () => null,
  };
  for await (const batch of followInbox(context, cursor, { signal: stop.signal, wait })) {
    found.push(batch);
    if (found.length >= batches) break;
  }
  return { asked, found, logger, ids: found.flatMap(({ refs }) => refs.map(({ id }) => id)), waits };
}

describe('following an inbox', () => {
  test('asks for ids alone, without filter and without $top, and for a size on every page', async () => {
    const { asked } = await follow(
      ({ link }) =>
        link === START ? page(entries('a'), { nextLink: 'n' }) : page(entries('b'), { deltaLink: 'd' }),
      { batches: 2 },
    );
    expect(asked).toEqual([
      { link: START, size: 100 },
      { link: 'n', size: 100 },
    ]);
  });

  test('commits page by page: each batch has the link of its own page', async () => {
    const links: Record<string, GraphPage> = {
      [START]: page(entries('a'), { nextLink: 'n1' }),
      n1: page(entries('b'), { nextLink: 'n2' }),
      n2: page(entries('c'), { deltaLink: 'd' }),
    };
    const { found } = await follow(({ link }) => links[link] ?? page([]), { batches: 3 });
    expect(found.map(({ cursor }) => (JSON.parse(cursor) as { inbox: string }).inbox)).toEqual([
      'n1',
      'n2',
      'd',
    ]);
  });

  test('the same message twice on a page and in a round is one, and what was removed is none', async () => {
    const { ids } = await follow(
      ({ link }) =>
        link === START
          ? page([...entries('a', 'a', 'b'), { id: 'gone', '@removed': { reason: 'deleted' } }], {
              nextLink: 'n',
            })
          : page(entries('b', 'c'), { deltaLink: 'd' }),
      { batches: 2 },
    );
    expect(ids).toEqual(['a', 'b', 'c']);
  });

  test.each([
    [410, 'SyncStateNotFound'],
    [410, 'syncStateNotFound'],
    [400, 'SyncStateNotFound'],
    [410, 'ErrorUnheardOf'],
  ])('a link that is too old (%d %s) begins anew, and says so', async (status, code) => {
    const { found, asked } = await follow(
      ({ link }) => {
        if (link === 'old') throw refused(status, code);
        return page(entries('a'), { deltaLink: 'd' });
      },
      { cursor: JSON.stringify({ inbox: 'old', deleted: null }) },
    );
    expect([found[0]?.replayed, asked.map(({ link }) => link)]).toEqual([true, ['old', START]]);
  });

  test('goes on over empty pages, however many', async () => {
    const { ids, waits } = await follow(({ link }) => {
      const at = link === START ? 0 : Number(link);
      return at < 30 ? page([], { nextLink: String(at + 1) }) : page(entries('late'), { deltaLink: 'd' });
    });
    expect([ids, waits]).toEqual([['late'], 0]);
  });

  test('a link that leads back to itself ends the round: later again, from where it began, with an alarm', async () => {
    const { asked, logger, waits } = await follow(
      ({ link }) =>
        link === START ? page(entries('a'), { nextLink: 'same' }) : page([], { nextLink: 'same' }),
      { batches: 2 },
    );
    expect(asked.filter(({ link }) => link === 'same').length).toBe(waits);
    expect(waits).toBeGreaterThan(0);
    expect(logger.lines.some(({ fields }) => fields?.reason === 'repeated-link')).toBe(true);
  });

  test('a page that fails is halved, and what one message spoils at any size is told around it', async () => {
    const { ids, asked, logger } = await follow(
      ({ link }) => {
        const [, top, skip] = /\$top=(\d+)&\$skip=(\d+)/.exec(link) ?? [];
        if (top === undefined) throw refused(504, 'UnknownError');
        const listed = ['before', 'spoilt', 'after'].slice(Number(skip), Number(skip) + Number(top));
        if (listed.includes('spoilt')) throw refused(504, 'UnknownError');
        return page(entries(...listed));
      },
      { settings: { limits: { page_size: 8 } } },
    );
    expect(asked.slice(0, 4).map(({ size }) => size)).toEqual([8, 4, 2, 1]);
    expect(ids).toEqual(['before', 'after']);
    expect(logger.lines.some(({ message }) => message.includes('any size'))).toBe(true);
  });

  test('one page that fails once is no outage', async () => {
    let failed = false;
    const { ids } = await follow(() => {
      if (!failed) {
        failed = true;
        throw refused(504, 'UnknownError');
      }
      return page(entries('a'), { deltaLink: 'd' });
    });
    expect(ids).toEqual(['a']);
  });

  test('a full mailbox keeps its link and is told as what it is', async () => {
    const work = follow(
      () => {
        throw refused(403, 'ErrorQuotaExceeded');
      },
      { cursor: JSON.stringify({ inbox: 'kept', deleted: null }) },
    );
    await expect(work).rejects.toMatchObject({ errorCode: 'ErrorQuotaExceeded' });
  });

  test('what is filed into Deleted Items unread is told; answered, old and ordinary mail is not', async () => {
    const at = (daysAgo: number) => new Date(new FakeClock().now() - daysAgo * 86_400_000).toISOString();
    const request = { '@odata.type': '#microsoft.graph.eventMessageRequest', receivedDateTime: at(0) };
    const filed = [
      { id: 'AAQ9', ...request },
      { id: 'a', ...request },
      { id: 'untyped', receivedDateTime: at(0) },
      { id: 'mail', '@odata.type': '#microsoft.graph.message', receivedDateTime: at(0) },
      { id: 'old', ...request, receivedDateTime: at(3) },
      { id: 'flag', isRead: true },
    ];
    let round = 0;
    const { ids, asked } = await follow(
      ({ link }) => {
        if (link.includes('deleteditems')) return page([{ id: 'before', ...request }], { deltaLink: 'bin' });
        if (link === 'bin') return page(round > 1 ? filed : [], { deltaLink: 'bin' });
        round += 1;
        return page(round === 1 ? entries('a') : [], { deltaLink: `d${round}` });
      },
      { settings: { follow_deleted_items: true }, batches: 2 },
    );
    expect(ids).toEqual(['a', 'AAQ9', 'untyped']);
    // The type is told with a property of a derived type alone.
    expect(asked[0]?.link).toContain('microsoft.graph.eventMessage/');
  });

  test('Deleted Items that cannot be read to their end stop nothing', async () => {
    const { ids, logger } = await follow(
      ({ link }) => {
        if (link === 'bin') throw refused(504, 'UnknownError');
        if (link.includes('deleteditems')) return page([], { deltaLink: 'bin' });
        return page(entries('a'), { deltaLink: 'd' });
      },
      { settings: { follow_deleted_items: true } },
    );
    expect(ids).toEqual(['a']);
    expect(logger.lines.some(({ message }) => message.startsWith('Deleted Items'))).toBe(true);
  });
});

test.each([
  ['none', null, false],
  ['its own', JSON.stringify({ inbox: START, deleted: null }), false],
  ['another provider’s', 'H4sIAAAAAAAEAGNgYGAAAAAA', true],
  ['one in JSON of another', JSON.stringify({ state: 'x' }), true],
])('a cursor that is %s leads to replay or not', async (_, cursor, replayed) => {
  const { found } = await follow(() => page(entries('a'), { deltaLink: 'https://graph/delta' }), { cursor });
  expect(found[0]).toMatchObject({ refs: [{ id: 'a' }], replayed });
});
