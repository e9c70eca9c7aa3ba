import { NotAllowedError, NotAuthenticatedError, UnavailableError } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEwsMailboxProvider } from '../create-ews-mailbox-provider.ts';
import { failure } from '../test-support/failure.ts';
import {
  type LoopbackHandler,
  loopbackServer,
  plain,
  type SeenRequest,
} from '../test-support/loopback-server.ts';
import { faultOf, messagesOf } from '../test-support/soap-answers.ts';
import { testDeps, testSettings } from '../test-support/test-deps.ts';
import { good, mailbox, serve } from './ews-channel.fixture.ts';

const nothing: SeenRequest = { headers: {}, body: '', operation: '', connection: 0 };

describe('a call', () => {
  it('signs in with Basic, in UTF-8, in the mailbox’s name', async () => {
    const { server, box } = await serve(() => good);
    expect(await box.inspect({ correlationId: 'c-1' })).toMatchObject({ email: mailbox, unreadChanges: 3 });
    const [{ headers, body } = nothing] = server.seen;
    expect(headers.authorization).toBe(`Basic ${Buffer.from('corp\\svc:pässword').toString('base64')}`);
    expect(headers['x-anchormailbox']).toBe(mailbox);
    expect(headers['client-request-id']).toBe('c-1');
    expect(body).toContain(`<t:PrimarySmtpAddress>${mailbox}</t:PrimarySmtpAddress>`);
  });

  it('keeps its connections and its cookies', async () => {
    const { server, box } = await serve((_request, response) => {
      response.setHeader('set-cookie', ['X-BackEndOverrideCookie=mbx1~1; path=/; secure; HttpOnly', 'a=b']);
      return good;
    });
    await box.inspect();
    await box.inspect();
    expect(server.seen.map((request) => request.connection)).toEqual([1, 1]);
    expect(server.seen.map((request) => request.headers.cookie)).toEqual([
      undefined,
      'X-BackEndOverrideCookie=mbx1~1; a=b',
    ]);
  });

  it('tries a kept connection that the server closed again', async () => {
    let calls = 0;
    const { server, box } = await serve((_request, response) => {
      calls += 1;
      if (calls !== 2) return good;
      response.socket?.destroy();
      return undefined;
    });
    await box.inspect();
    await box.inspect();
    expect(server.seen).toHaveLength(3);
  });

  it('leaves nothing at a signal that lives for long', async () => {
    const { box } = await serve(() => good);
    const { signal } = new AbortController();
    const traces = (): number =>
      Object.getOwnPropertySymbols(signal)
        .map((name) => Number(Reflect.get(Object(Reflect.get(signal, name)), 'size')) || 0)
        .reduce((all, size) => all + size, 0);
    await box.inspect({ signal });
    const before = traces();
    for (let call = 0; call < 20; call += 1) await box.inspect({ signal });
    expect(traces()).toBe(before);
  });

  it('goes only where egress says', async () => {
    const server = await loopbackServer(() => good);
    const asked: string[] = [];
    const provider = createEwsMailboxProvider(testSettings(`http://mail.localhost:${server.port}/ews`), {
      ...testDeps,
      http: createHttp({
        egress: {
          resolve: async (url) => {
            asked.push(url.host);
            return [{ address: '127.0.0.1', family: 4 }];
          },
          permit: async () => undefined,
        },
      }),
    });
    onTestFinished(async () => {
      await provider.close();
      await server.close();
    });
    await provider.check(mailbox);
    expect(asked).toEqual([`mail.localhost:${server.port}`]);
    expect(server.seen[0]?.headers.host).toBe(`mail.localhost:${server.port}`);
  });

  it('passes the refusal of egress on', async () => {
    const refusal = new UnavailableError('No.', { code: 'ERR_EGRESS_REFUSED' });
    const provider = createEwsMailboxProvider(testSettings('http://127.0.0.1:9/ews'), {
      ...testDeps,
      http: createHttp({ egress: { resolve: () => Promise.reject(refusal), permit: async () => undefined } }),
    });
    onTestFinished(() => provider.close());
    expect(await failure(provider.check(mailbox))).toBe(refusal);
  });
});

describe('a process without file descriptors', () => {
  const none = Object.assign(new Error('too many open files'), { code: 'EMFILE' });
  it.each([
    ['a socket', none],
    ['one of several addresses', new AggregateError([new Error('refused'), none])],
    ['a name', new UnavailableError('No.', { code: 'ERR_EGRESS_REFUSED', cause: none })],
  ])('is told as that, not as an Exchange that cannot be reached: %s', async (_what, thrown) => {
    const provider = createEwsMailboxProvider(testSettings('http://127.0.0.1:9/ews'), {
      ...testDeps,
      http: createHttp({ egress: { resolve: () => Promise.reject(thrown), permit: async () => undefined } }),
    });
    onTestFinished(() => provider.close());
    expect(await failure(provider.check(mailbox))).toMatchObject({
      code: 'ERR_PROCESS_FILE_LIMIT',
      message: expect.stringContaining('ulimit -n'),
    });
  });
});

describe('what a server may say', () => {
  const cases: readonly [string, LoopbackHandler, typeof UnavailableError, string][] = [
    ['401', plain(401, ''), NotAuthenticatedError, 'ERR_EWS_SIGN_IN'],
    ['403', plain(403, ''), NotAllowedError, 'ERR_EWS_FORBIDDEN'],
    [
      'a redirect',
      plain(302, good, { location: 'http://127.0.0.1/else' }),
      UnavailableError,
      'ERR_EWS_NOT_EWS',
    ],
    [
      'a sign-in page',
      plain(200, '<html><body>Sign in<br></html>', { 'content-type': 'text/html' }),
      UnavailableError,
      'ERR_EWS_NOT_EWS',
    ],
    ['well-formed XML that is no SOAP', plain(200, '<a/>'), UnavailableError, 'ERR_EWS_NOT_EWS'],
    ['half an answer', plain(200, good.slice(0, 300)), UnavailableError, 'ERR_EWS_MALFORMED'],
    ['a DOCTYPE', plain(200, `<!DOCTYPE a>${good.slice(38)}`), UnavailableError, 'ERR_EWS_MALFORMED'],
    ['500 without SOAP', plain(500, 'oops'), UnavailableError, 'ERR_EWS_REFUSED'],
    ['502', plain(502, ''), UnavailableError, 'ERR_EWS_UNREACHABLE'],
    ['no rights', plain(500, faultOf('ErrorImpersonateUserDenied')), NotAllowedError, 'ERR_EWS_NO_RIGHTS'],
    ['no mailbox', plain(500, faultOf('ErrorNonExistentMailbox')), NotAllowedError, 'ERR_EWS_NO_MAILBOX'],
    ['our own mistake', plain(500, faultOf('ErrorSchemaValidation')), UnavailableError, 'ERR_EWS_REFUSED'],
    [
      'an error in the message',
      () => messagesOf('GetFolder', ['ErrorAccessDenied']),
      NotAllowedError,
      'ERR_EWS_NO_RIGHTS',
    ],
  ];

  it.each(cases)('%s', async (_name, handler, type, code) => {
    const { provider } = await serve(handler);
    const error = await failure(provider.check(mailbox));
    expect(type.is(error)).toBe(true);
    expect(error).toMatchObject({ code });
  });

  it('nobody there', async () => {
    const { server, provider } = await serve(() => good);
    await server.close();
    expect(await failure(provider.check(mailbox))).toMatchObject({ code: 'ERR_EWS_UNREACHABLE' });
  });

  it('a byte order mark and illegal character references do no harm (row 15)', async () => {
    const { box } = await serve(() => `\uFEFF${good.replace('>3<', '>3&#x0;<')}`);
    expect((await box.inspect()).unreadChanges).toBe(3);
  });

  it('silence ends at the deadline (row 8)', async () => {
    const { provider } = await serve(() => new Promise(() => undefined), {
      limits: { call_deadline_ms: 1_000 },
    });
    const before = performance.now();
    expect(await failure(provider.check(mailbox))).toMatchObject({ code: 'ERR_EWS_TIMEOUT' });
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('the caller’s signal ends a call', async () => {
    const { provider } = await serve(() => new Promise(() => undefined));
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 50);
    expect(await failure(provider.check(mailbox, { signal: stop.signal }))).toMatchObject({
      message: 'enough',
    });
  });

  it('an answer of very many elements or attributes is refused', async () => {
    const many = (piece: (place: number) => string): string =>
      Array.from({ length: 300_001 }, (_, place) => piece(place)).join('');
    for (const bomb of [many(() => '<a/>'), `<a ${many((place) => `b${place}="" `)}/>`]) {
      const { provider } = await serve(() => good.replace('</m:Folders>', `${bomb}</m:Folders>`));
      expect(await failure(provider.check(mailbox))).toMatchObject({ code: 'ERR_EWS_MALFORMED' });
    }
  }, 20_000);

  it('an answer over 64 MB is refused', async () => {
    const { provider } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      const chunk = Buffer.alloc(1024 * 1024, 'a');
      const write = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', write);
      write();
      return undefined;
    });
    expect(await failure(provider.check(mailbox))).toMatchObject({ code: 'ERR_EWS_TOO_LARGE' });
  }, 20_000);
});
