import { ThrottledError } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { failure } from '../test-support/failure.ts';
import { type LoopbackHandler, plain } from '../test-support/loopback-server.ts';
import { ntlmServer } from '../test-support/ntlm-server.ts';
import { answerOf, faultOf } from '../test-support/soap-answers.ts';
import { good, mailbox, serve } from './ews-channel.fixture.ts';

describe('throttling', () => {
  const backOff =
    '<t:MessageXml xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><t:Value Name="BackOffMilliseconds">297</t:Value></t:MessageXml>';
  const inner = answerOf(
    '<m:GetFolderResponse><m:ResponseMessages><m:GetFolderResponseMessage ResponseClass="Error"><m:ResponseCode>ErrorInternalServerError</m:ResponseCode><m:MessageXml><t:Value Name="InnerErrorResponseCode">ErrorServerBusy</t:Value><t:Value Name="BackOffMilliseconds">297</t:Value></m:MessageXml></m:GetFolderResponseMessage></m:ResponseMessages></m:GetFolderResponse>',
  );
  it.each<[string, LoopbackHandler]>([
    ['503', plain(503, 'Service Unavailable', { 'retry-after': '1' })],
    ['503 without a length', plain(503, '')],
    ['503 with a length of nothing', plain(503, '', { 'retry-after': '0' })],
    ['a fault', plain(500, faultOf('ErrorServerBusy', backOff))],
    ['a fault without header', plain(500, faultOf('ErrorExceededConnectionCount'))],
    ['an inner code in a 200 (row 10)', () => inner],
  ])('%s stops all further calls until the pause is over', async (_name, handler) => {
    let busy = true;
    const { server, box } = await serve((request, response) => (busy ? handler(request, response) : good));
    const error = await failure(box.inspect());
    if (!ThrottledError.is(error)) throw new Error('Not told as throttled.');
    expect(error.retryAfterMs).toBeGreaterThan(100);
    expect(error.retryAfterMs).toBeLessThanOrEqual(1_000);
    busy = false;
    expect(await failure(box.inspect())).toMatchObject({ code: 'ERR_EWS_THROTTLED' });
    expect(server.seen).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs + 20));
    expect((await box.inspect()).unreadChanges).toBe(3);
  });
});

it('a pause may last until a moment of the server’s clock', async () => {
  const date = 'Fri, 31 Jan 2020 23:59:57 GMT';
  const until = 'Sat, 01 Feb 2020 00:00:00 GMT';
  const { provider } = await serve(plain(503, '', { date, 'retry-after': until }));
  expect(await failure(provider.check(mailbox))).toMatchObject({ retryAfterMs: 3_000 });
});

describe('a refused sign-in', () => {
  it.each([
    ['basic', 1],
    ['ntlm', 2],
  ])('keeps the whole account away for a while (%s)', async (authentication, requests) => {
    const refuse = ntlmServer(good, new Set());
    const { server, provider } = await serve(
      (request, response) => refuse({ ...request, connection: -1 }, response),
      { authentication, service_account_password: 'wrong' },
    );
    for (const email of [mailbox, 'other@corp.example', mailbox]) {
      expect(await failure(provider.check(email))).toMatchObject({ code: 'ERR_EWS_SIGN_IN' });
    }
    expect(server.seen).toHaveLength(requests);
  });
});

describe('NTLM', () => {
  it('a web server that is too busy for the first leg is told as one', async () => {
    const { provider } = await serve(plain(503, ''), { authentication: 'ntlm' });
    expect(await failure(provider.check(mailbox))).toMatchObject({ code: 'ERR_EWS_THROTTLED' });
  });

  it('signs a connection once, with NTLMv2, and each new one again (row 11)', async () => {
    const signed = new Set<number>();
    const { server, box } = await serve(ntlmServer(good, signed), { authentication: 'ntlm' });
    await box.inspect();
    await box.inspect();
    expect(server.seen.map((request) => request.headers.authorization?.slice(0, 14))).toEqual([
      'NTLM TlRMTVNTU',
      'NTLM TlRMTVNTU',
      undefined,
    ]);
    expect(new Set(server.seen.map((request) => request.connection)).size).toBe(1);
    expect(server.seen.map((request) => request.body === '')).toEqual([true, false, false]);
    signed.clear();
    await box.inspect();
    expect(server.seen).toHaveLength(6);
  });

  it('a refused account is told as one', async () => {
    const { provider } = await serve(
      (_request, response) => {
        response.writeHead(401, { 'www-authenticate': ['Negotiate', 'NTLM'] }).end();
        return undefined;
      },
      { authentication: 'ntlm' },
    );
    expect(await failure(provider.check(mailbox))).toMatchObject({ code: 'ERR_EWS_SIGN_IN' });
  });
});
