import { describe, expect, test } from 'vitest';
import { accept, failureOf, get, refusal, serve } from './sdk-graph-client.fixture.ts';

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
