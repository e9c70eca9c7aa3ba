import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { HttpError, UnavailableError } from '@vmrkit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../create-http.ts';
import { type LoopbackHandler, loopbackServer } from '../test-support/loopback-server.ts';
import { openHttp, refusal } from '../test-support/open-http.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serve(handler: LoopbackHandler, options: { maxBytes?: number; deadlineMs?: number } = {}) {
  const server = await loopbackServer(handler);
  open.push(() => server.close());
  const client = openHttp().client(options);
  open.push(() => client.close());
  return { server, client, fetch: client.fetch, url: `http://mail.test:${server.port}/a?b=c` };
}

const ok: LoopbackHandler = (_request, response) => response.end('good');

describe('fetch', () => {
  it('calls the address that was looked up, under the name of the URL', async () => {
    const { server, fetch, url } = await serve(ok);
    const answer = await fetch(url, { method: 'POST', body: 'text', headers: { 'x-a': 'b' } });
    expect(answer).toBeInstanceOf(Response);
    expect([answer.status, answer.url, await answer.text()]).toEqual([200, url, 'good']);
    expect(server.seen).toMatchObject([
      { method: 'POST', path: '/a?b=c', body: 'text', headers: { host: new URL(url).host, 'x-a': 'b' } },
    ]);
    expect(server.seen[0]?.headers['content-length']).toBe('4');
  });

  it('takes a Request, and a form', async () => {
    const { server, fetch, url } = await serve(ok);
    await fetch(new Request(url, { method: 'POST', body: new URLSearchParams({ a: 'b' }) }));
    expect(server.seen).toMatchObject([
      { body: 'a=b', headers: { 'content-type': expect.stringContaining('form-urlencoded') } },
    ]);
  });

  it('follows no redirect, also when it is told to', async () => {
    const { server, fetch, url } = await serve((_request, response) => {
      response.writeHead(307, { location: 'http://other.test/' }).end();
    });
    const answer = await fetch(url, { redirect: 'follow' });
    expect([answer.status, answer.headers.get('location')]).toEqual([307, 'http://other.test/']);
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    ['as it is', (response: Parameters<LoopbackHandler>[1]) => response.end('x'.repeat(1_001))],
    [
      'once it is decompressed',
      (response: Parameters<LoopbackHandler>[1]) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(gzipSync(Buffer.alloc(1_000_000)));
      },
    ],
  ])('reads no body that is too large %s', async (_how, answer) => {
    const { fetch, url } = await serve((_request, response) => answer(response), { maxBytes: 1_000 });
    const body = (await fetch(url)).text();
    expect(await refusal(body)).toMatchObject({ code: 'ERR_HTTP_TOO_LARGE', sent: 'maybe' });
  });

  it('reads a body of just the size that is allowed', async () => {
    const { fetch, url } = await serve((_request, response) => response.end('x'.repeat(1_000)), {
      maxBytes: 1_000,
    });
    expect(await (await fetch(url)).text()).toHaveLength(1_000);
  });

  it.each<[string, LoopbackHandler]>([
    ['an answer', () => undefined],
    ['the end of a body', (_request, response) => response.writeHead(200).write('begun')],
  ])('waits no longer than its deadline for %s', async (_for, handler) => {
    const { fetch, url } = await serve(handler, { deadlineMs: 100 });
    const whole = fetch(url).then((answer) => answer.text());
    const outcome = await Promise.race([refusal(whole), sleep(5_000, 'late')]);
    expect(outcome).toMatchObject({ code: 'ERR_HTTP_TIMEOUT', sent: 'maybe' });
  });

  it('waits no longer than its deadline for the gate before it', async () => {
    const client = createHttp({
      egress: { resolve: () => new Promise(() => undefined), permit: async () => undefined },
    }).client({
      deadlineMs: 50,
    });
    const outcome = await Promise.race([refusal(client.fetch('https://mail.test/')), sleep(5_000, 'late')]);
    expect(outcome).toMatchObject({ code: 'ERR_HTTP_TIMEOUT' });
    await client.close();
  });

  it('waits no longer than its deadline for a body that never stops', async () => {
    const { fetch, url } = await serve(
      (_request, response) => {
        const drip = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(drip));
      },
      { deadlineMs: 150 },
    );
    const whole = fetch(url).then((answer) => answer.text());
    expect(await refusal(whole)).toMatchObject({ code: 'ERR_HTTP_TIMEOUT' });
  });

  it('is cut by the signal of its caller, with its reason, before and within an answer', async () => {
    const { fetch, url } = await serve((_request, response) => response.writeHead(200).write('begun'));
    const [before, within] = [new AbortController(), new AbortController()];
    before.abort(new Error('before'));
    expect(await refusal(fetch(url, { signal: before.signal }))).toBe(before.signal.reason);
    const answer = await fetch(url, { signal: within.signal });
    within.abort(new Error('within'));
    expect(await refusal(answer.text())).toBe(within.signal.reason);
  });

  it.each([
    ['ftp://mail.test/'],
    ['data:text/plain,here'],
    ['http://user:word@127.0.0.1/'],
    ['http://203.0.113.5/'],
    ['no url'],
  ])('refuses %s as the gate does, and sends nothing', async (url) => {
    const client = openHttp((host) => [host]).client();
    open.push(() => client.close());
    const error = await refusal(client.fetch(url));
    expect(error).toMatchObject({
      code: 'ERR_EGRESS_REFUSED',
      message: 'This address cannot be called.',
      sent: 'no',
    });
  });

  it('tells a request that was not sent from one that may have been, and repeats neither', async () => {
    const { server, client, fetch, url } = await serve((request, response) => {
      if (request.method === 'POST') response.socket?.destroy();
      else response.end();
    });
    const broken = await refusal(fetch(url, { method: 'POST', body: 'x' }));
    expect(broken).toMatchObject({ code: 'ERR_HTTP_UNREACHABLE', sent: 'maybe' });
    expect([HttpError.is(broken), UnavailableError.is(broken)]).toEqual([true, true]);
    expect(server.seen).toHaveLength(1);
    await server.close();
    open.shift();
    expect(await refusal(fetch(url))).toMatchObject({ code: 'ERR_HTTP_UNREACHABLE', sent: 'no' });
    await client.close();
    expect(await refusal(fetch(url))).toMatchObject({ code: 'ERR_HTTP_CLOSED', sent: 'no' });
  });

  it('leaves nothing at a signal that lives for long', async () => {
    const { fetch, url } = await serve(ok);
    const { signal } = new AbortController();
    const traces = (): number =>
      Object.getOwnPropertySymbols(signal)
        .map((name) => Number(Reflect.get(Object(Reflect.get(signal, name)), 'size')) || 0)
        .reduce((all, size) => all + size, 0);
    await (await fetch(url, { signal })).text();
    const before = traces();
    for (let call = 0; call < 20; call += 1) await (await fetch(url, { signal })).text();
    expect(traces()).toBe(before);
  });
});
