import { afterEach, describe, expect, test } from 'vitest';
import { accountsOf } from '../account/graph-account.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { type LoopbackHandler, loopbackServer } from '../test-support/loopback-server.ts';
import { testDeps, testSettings } from '../test-support/test-deps.ts';
import type { GraphOutcome } from './graph-client.ts';
import { RunningCalls } from './running-calls.ts';
import { type GraphWire, SdkGraphClient } from './sdk-graph-client.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A client for one mailbox, against a server that answers as the test says. */
async function serve(
  handler: LoopbackHandler,
  { limits = {}, token }: { readonly limits?: object; readonly token?: LoopbackHandler } = {},
) {
  const server = await loopbackServer(handler, token === undefined ? {} : { token });
  open.push(() => server.close());
  const deps = testDeps();
  const settings = testSettings(server.url, { limits });
  const { account, release } = accountsOf(deps).use(settings);
  open.push(release);
  const calls = new RunningCalls();
  const wire: GraphWire = {
    account,
    calls,
    clock: deps.clock,
    graphUrl: settings.graph_url,
    serverTime: null,
  };
  return { server, wire, account, client: new SdkGraphClient('Room@corp.example', wire) };
}

async function failureOf(work: Promise<unknown>): Promise<GraphFailure> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GraphFailure)) throw new Error(`No failure of Graph: ${String(error)}`);
  return error;
}

const get = { method: 'GET', path: '/users/a/mailFolders/inbox' } as const;
const accept = { method: 'POST', path: '/users/a/events/e/accept', body: { comment: 'Ready' } } as const;
const refusal = (status: number, code: string) => ({ status, json: { error: { code, message: 'no' } } });

describe('the traps of the client library', () => {
  test('the token is sent over http too, and ids are asked for that survive a move', async () => {
    const { server, client } = await serve(() => ({ json: { id: 'f' } }));
    expect(await client.call(get)).toEqual({ id: 'f' });
    expect(server.seen[0]?.path).toBe('/graph/v1.0/users/a/mailFolders/inbox');
    expect(server.seen[0]?.headers.authorization).toMatch(/^Bearer token-/);
    expect(server.seen[0]?.headers.prefer).toBe('IdType="ImmutableId"');
  });

  test.each([429, 503, 504])('a POST that is answered with %d is sent once', async (status) => {
    const { server, client } = await serve(() => refusal(status, 'x'));
    const failure = await failureOf(client.call(accept));
    expect([failure.status ?? failure.kind, server.seen.length]).toEqual([
      status === 429 ? 'throttled' : status,
      1,
    ]);
    expect(failure.maySent).toBe(status !== 429);
  });

  test('the pause that is asked for is kept, however long, and no call is made meanwhile', async () => {
    const { server, client } = await serve(() => ({
      ...refusal(429, 'x'),
      headers: { 'retry-after': '400' },
    }));
    expect((await failureOf(client.call(get))).retryAfterMs).toBeGreaterThan(399_000);
    expect((await failureOf(client.call(get))).kind).toBe('throttled');
    expect(server.seen).toHaveLength(1);
  });

  test('a Retry-After in the past is a pause of its own, not none', async () => {
    const headers = { 'retry-after': new Date(0).toUTCString() };
    const { client } = await serve(() => ({ ...refusal(429, 'x'), headers }));
    expect((await failureOf(client.call(get))).retryAfterMs).toBeGreaterThan(900);
  });

  test('an answer without a body and without a type is success', async () => {
    const { client } = await serve((_request, response) => {
      response.writeHead(202).end();
      return undefined;
    });
    expect(await client.call(accept)).toEqual({});
  });

  test('an error that is no JSON is read to its end, as one of a proxy', async () => {
    const { client } = await serve((_request, response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
      return undefined;
    });
    expect(await failureOf(client.call(accept))).toMatchObject({
      status: 502,
      errorCode: null,
      maySent: true,
    });
  });

  test('links are followed as they are, with what a query may hold', async () => {
    let base = '';
    const { server, client } = await serve(({ path }) =>
      path.includes('$skiptoken')
        ? { json: { value: [], '@odata.deltaLink': `${base}/graph/v1.0/users('a')/x?$deltatoken=d` } }
        : {
            json: {
              value: [{ id: '1' }],
              '@odata.nextLink': `${base}/graph/v1.0/users('a')/x?$skiptoken=a%26b=&$select=id`,
            },
          },
    );
    base = server.url;
    const first = await client.page('/users/a/x?$select=id');
    const second = await client.page(first.nextLink ?? '');
    expect(server.seen[1]?.path).toBe("/graph/v1.0/users('a')/x?$skiptoken=a%26b=&$select=id");
    expect(second).toMatchObject({
      value: [],
      nextLink: null,
      deltaLink: expect.stringContaining('$deltatoken=d'),
    });
  });

  test.each([
    'https://attacker.example/graph/v1.0/x',
    'http://127.0.0.1:1/graph/v1.0/x',
    '//attacker.example/graph/v1.0/x',
    'javascript:alert(1)',
  ])('no token goes to %s', async (link) => {
    const { server, client } = await serve(() => ({ json: { value: [] } }));
    const wanted = link.startsWith('//') ? server.url.replace('http:', 'ftp:') + link : link;
    expect((await failureOf(client.page(wanted))).errorCode).toBe('foreign-link');
    expect(server.seen).toHaveLength(0);
  });

  test('a link that leads back to itself ends the round', async () => {
    let base = '';
    const { server, client } = await serve(() => ({
      json: { value: [], '@odata.nextLink': `${base}/graph/v1.0/x?$skiptoken=1` },
    }));
    base = server.url;
    const all = (async () => {
      for await (const page of client.followLinks('/x')) expect(page).toEqual([]);
    })();
    expect((await failureOf(all)).errorCode).toBe('repeated-link');
    expect(server.seen).toHaveLength(2);
  });
});

describe('tokens', () => {
  test('one is fetched for many calls, and a 401 fetches one more and sends the call once more', async () => {
    let refused = 1;
    const { server, client } = await serve(() => {
      refused -= 1;
      const headers = { 'www-authenticate': 'Bearer error="insufficient_claims", claims="eyJ=="' };
      return refused === 0 ? { ...refusal(401, 'InvalidAuthenticationToken'), headers } : { status: 202 };
    });
    await Promise.all([client.call(accept), client.call(accept), client.call(accept)]);
    expect([server.tokens(), server.seen.length]).toEqual([2, 4]);
  });

  test('a 401 for a fresh token is told, without either token', async () => {
    const { server, client } = await serve(() => refusal(401, 'InvalidAuthenticationToken'));
    const failure = await failureOf(client.call(accept));
    expect([failure.kind, failure.maySent, server.seen.length]).toEqual(['sign-in', false, 2]);
    expect(JSON.stringify(failure) + String(failure.stack) + String(failure.cause)).not.toContain('token-');
  });

  test('what Entra refuses is told by its number, and asked for again only after a pause', async () => {
    const { server, client } = await serve(() => ({ json: {} }), {
      token: () => ({
        status: 401,
        json: { error: 'invalid_client', error_description: 'AADSTS7000215: s3cret', error_codes: [7000215] },
      }),
    });
    for (let at = 0; at < 3; at += 1) {
      const failure = await failureOf(client.call(get));
      expect([failure.kind, failure.errorCode]).toEqual(['sign-in', 'AADSTS7000215']);
      expect(JSON.stringify(failure) + String(failure.stack)).not.toContain('s3cret');
    }
    expect([server.tokens(), server.seen.length]).toEqual([1, 0]);
  });

  test('one is renewed before it ends', async () => {
    const { server, client } = await serve(() => ({ json: {} }), {
      token: () => ({ json: { expires_in: 1, access_token: 'short' } }),
    });
    await client.call(get);
    await new Promise((resolve) => setTimeout(resolve, 800));
    await client.call(get);
    expect(server.tokens()).toBe(2);
  });
});

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
