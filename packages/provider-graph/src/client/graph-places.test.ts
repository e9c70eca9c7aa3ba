import { describe, expect, test } from 'vitest';
import type { LoopbackHandler } from '../test-support/loopback-server.ts';
import type { GraphOutcome } from './graph-client.ts';
import { accept, failureOf, get, refusal, serve } from './sdk-graph-client.fixture.ts';
import { SdkGraphClient } from './sdk-graph-client.ts';

describe('places', () => {
  /** Answers after a while; tells how many it worked on at most. */
  function busy(delayMs = 20) {
    let now = 0;
    const load = { most: 0 };
    const handler: LoopbackHandler = async (_request, response) => {
      now += 1;
      load.most = Math.max(load.most, now);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      now -= 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      return undefined;
    };
    return { handler, load };
  }

  test('four calls at a time, over all mailboxes', async () => {
    const { handler, load } = busy();
    const { client, wire } = await serve(handler);
    const others = ['a', 'b', 'c'].map((name) => new SdkGraphClient(`${name}@corp.example`, wire));
    await Promise.all([client, ...others].flatMap((one) => Array.from({ length: 5 }, () => one.call(get))));
    expect(load.most).toBe(4);
  });

  test('two calls at a time to one mailbox where that is the limit', async () => {
    const { handler, load } = busy();
    const { client } = await serve(handler, { limits: { max_concurrency_per_mailbox: 2 } });
    await Promise.all(Array.from({ length: 6 }, () => client.call(get)));
    expect(load.most).toBe(2);
  });

  test('a call whose answer was lost keeps its place for a while', async () => {
    let lost = 1;
    const { handler, load } = busy();
    const { client } = await serve((request, response) => {
      lost -= 1;
      if (lost !== 0) return handler(request, response);
      response.socket?.destroy();
      return undefined;
    });
    expect(await failureOf(client.call(accept))).toMatchObject({ kind: 'unreachable', maySent: true });
    await Promise.all(Array.from({ length: 8 }, () => client.call(get)));
    expect(load.most).toBe(3);
  });

  test('a success that asks for a slower pace is a success, and slows the next call down', async () => {
    let first = true;
    const { server, client } = await serve(() => {
      const headers: Record<string, string> = first ? { 'retry-after': '0.2' } : {};
      first = false;
      return { status: 202, headers };
    });
    expect(await client.call(accept)).toEqual({});
    const begun = performance.now();
    await client.call(get).catch(() => undefined);
    expect([server.seen.length, performance.now() - begun > 150]).toEqual([2, true]);
  });
});

describe('batches', () => {
  const calls = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ method: 'GET' as const, path: `/users/a/messages/${at}` }));
  const inner = (body: string) => (JSON.parse(body) as { requests: { id: string; url: string }[] }).requests;
  const codes = (outcomes: readonly GraphOutcome[]) =>
    outcomes.map((outcome) => (outcome.ok ? outcome.body.url : outcome.failure.reason));

  test('twenty at a time once a first few were taken; answers in any order are told in the order asked, each for itself', async () => {
    const { server, client } = await serve(({ body }) => ({
      json: {
        responses: inner(body)
          .map(({ id, url }) =>
            url.endsWith('/3')
              ? { id, ...refusalOf('ErrorItemNotFound', 404) }
              : { id, status: 200, body: { url } },
          )
          .reverse(),
      },
    }));
    const outcomes = await client.batch(calls(25));
    expect(server.seen.map(({ path, body }) => [path, inner(body).length])).toEqual([
      ['/graph/v1.0/$batch', 5],
      ['/graph/v1.0/$batch', 20],
    ]);
    expect(codes(outcomes).slice(2, 5)).toEqual([
      '/users/a/messages/2',
      'ErrorItemNotFound',
      '/users/a/messages/4',
    ]);
  });

  const refusalOf = (code: string, status: number) => ({ status, body: { error: { code } } });

  test('one that is throttled has its own pause, and the others their answers', async () => {
    const { client } = await serve(({ body }) => ({
      json: {
        responses: inner(body).map(({ id, url }) =>
          id === '1'
            ? { id, status: 429, headers: { 'Retry-After': '7' }, body: { error: { code: 'x' } } }
            : { id, status: 200, body: { url } },
        ),
      },
    }));
    const [first, second] = await client.batch(calls(3));
    expect(first?.ok === false && first.failure.kind).toBe('throttled');
    expect(first?.ok === false && first.failure.retryAfterMs).toBeGreaterThan(6_000);
    expect(second?.ok).toBe(true);
  });

  test('one that the server cannot carry is halved until the others come through', async () => {
    const { client } = await serve(({ path, body }) => {
      if (!path.endsWith('$batch'))
        return path.endsWith('/2') ? refusal(504, 'UnknownError') : { json: { url: path } };
      const requests = inner(body);
      if (requests.some(({ url }) => url.endsWith('/2'))) return refusal(504, 'UnknownError');
      return { json: { responses: requests.map(({ id, url }) => ({ id, status: 200, body: { url } })) } };
    });
    const outcomes = await client.batch(calls(4));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false, true]);
  });

  test('what a 401 inside refused is sent once more, with a fresh token', async () => {
    let refused = true;
    const { server, client } = await serve(({ body }) => {
      const responses = inner(body).map(({ id, url }) =>
        refused && id !== '1'
          ? { id, ...refusalOf('InvalidAuthenticationToken', 401) }
          : { id, status: 200, body: { url } },
      );
      refused = false;
      return { json: { responses } };
    });
    expect((await client.batch(calls(3))).every(({ ok }) => ok)).toBe(true);
    expect([server.seen.length, server.tokens()]).toEqual([2, 2]);
  });
});
