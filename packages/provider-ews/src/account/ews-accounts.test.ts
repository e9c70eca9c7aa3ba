import type { MailboxProvider, PluginDeps } from '@vmrkit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEwsMailboxProvider } from '../create-ews-mailbox-provider.ts';
import { failure } from '../test-support/failure.ts';
import { type LoopbackHandler, loopbackServer } from '../test-support/loopback-server.ts';
import { createSandboxWorld, type SandboxWorld } from '../test-support/sandbox-world.ts';
import { messagesOf } from '../test-support/soap-answers.ts';
import { testDeps, testSettings } from '../test-support/test-deps.ts';

const good = messagesOf('GetFolder', [
  '<m:Folders><t:Folder><t:FolderId Id="a" ChangeKey="b"/><t:UnreadCount>3</t:UnreadCount></t:Folder></m:Folders>',
]);
const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serve(handler: LoopbackHandler) {
  const server = await loopbackServer(handler);
  open.push(() => server.close());
  const provider = (
    more: Readonly<Record<string, unknown>> = {},
    deps: PluginDeps = testDeps,
  ): MailboxProvider => {
    const made = createEwsMailboxProvider(testSettings(server.url, more), deps);
    open.push(() => made.close());
    return made;
  };
  return { server, provider };
}

/** Answers after a moment, and knows how many waited at a time. */
function slowly(handler: LoopbackHandler) {
  let waiting = 0;
  const seen = { most: 0 };
  const slow: LoopbackHandler = async (request, response) => {
    waiting += 1;
    seen.most = Math.max(seen.most, waiting);
    await new Promise((resolve) => setTimeout(resolve, 20));
    waiting -= 1;
    return handler(request, response);
  };
  return { slow, seen };
}

const checks = (providers: readonly MailboxProvider[]) =>
  Promise.all(providers.map((provider, place) => provider.check(`m${place}@corp.example`)));

describe('providers of one account', () => {
  it('make no more calls at a time than the account may, the strictest of their records', async () => {
    const { slow, seen } = slowly(() => good);
    const { server, provider } = await serve(slow);
    const wide = Array.from({ length: 20 }, () => provider());
    const strict = provider({ limits: { max_concurrency: 2 }, authentication: 'ntlm' });
    await checks(wide);
    expect(seen.most).toBe(2);
    await strict.close();
    await checks(wide);
    expect(seen.most).toBe(10);
    expect(new Set(server.seen.map(({ connection }) => connection)).size).toBeLessThanOrEqual(10);
  });

  it('pause together when the web server asks for it, however they sign in', async () => {
    const { server, provider } = await serve((_request, response) => {
      response.writeHead(503).end();
      return undefined;
    });
    await checks([provider()]).catch(() => undefined);
    expect(await failure(provider({ authentication: 'ntlm' }).check('a@corp.example'))).toMatchObject({
      code: 'ERR_EWS_THROTTLED',
    });
    expect(server.seen).toHaveLength(1);
  });

  it('keep connections apart that trust other authorities', async () => {
    const { server, provider } = await serve(() => good);
    const ca = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----';
    await provider().check('a@corp.example');
    await provider({ ca_certificates: ca }).check('a@corp.example');
    expect(server.seen.map(({ connection }) => connection)).toEqual([1, 2]);
  });

  it('share nothing over two kits', async () => {
    const { slow, seen } = slowly(() => good);
    const { provider } = await serve(slow);
    const limits = { max_concurrency: 1 };
    const kits = [testDeps, { ...testDeps }];
    await checks(kits.flatMap((deps) => [provider({ limits }, deps), provider({ limits }, deps)]));
    expect(seen.most).toBe(2);
  });

  it('end for themselves: calls of the others go on', async () => {
    const { slow } = slowly(() => good);
    const { provider } = await serve(slow);
    const [going, staying] = [provider(), provider()];
    const calls = [going, staying].map((each) => failure(each.check('a@corp.example')));
    await going.close();
    expect(await Promise.all(calls)).toEqual([expect.objectContaining({ code: 'ERR_EWS_CLOSED' }), null]);
  });

  it('leave nothing open behind the last of them, and may begin again', async () => {
    const { server, provider } = await serve(() => good);
    const [first, last] = [provider(), provider()];
    await first.check('a@corp.example');
    await first.close();
    await last.check('a@corp.example');
    await first.close();
    await last.close();
    await provider().check('a@corp.example');
    expect(server.seen.map(({ connection }) => connection)).toEqual([1, 1, 2]);
  });

  it('that sign in by a way that is refused keep none away that sign in by another', async () => {
    const { server, provider } = await serve((request, response) => {
      if (request.headers.authorization?.startsWith('Basic ')) return good;
      response.writeHead(401).end();
      return undefined;
    });
    const refused = provider({ authentication: 'ntlm' });
    for (const email of ['a@corp.example', 'b@corp.example'])
      expect(await failure(refused.check(email))).toMatchObject({ code: 'ERR_EWS_SIGN_IN' });
    await provider().check('a@corp.example');
    expect(server.seen).toHaveLength(2);
  });

  it('with a secret that was changed try it at once', async () => {
    const { server, provider } = await serve((request, response) => {
      if (request.headers.authorization === `Basic ${btoa('svc:new')}`) return good;
      response.writeHead(401).end();
      return undefined;
    });
    const account = { service_account_username: 'svc' };
    const old = provider({ ...account, service_account_password: 'old' });
    expect(await failure(old.check('a@corp.example'))).toMatchObject({ code: 'ERR_EWS_SIGN_IN' });
    await provider({ ...account, service_account_password: 'new' }).check('a@corp.example');
    expect(server.seen).toHaveLength(2);
  });
});

describe('what concerns streams alone', () => {
  const limits = { sync_without_stream_ms: 500 };
  const world = async ({
    exchange = '2016',
    ...options
  }: Parameters<typeof createSandboxWorld>[0] & {
    readonly exchange?: string;
  } = {}): Promise<SandboxWorld> => {
    const made = await createSandboxWorld({ ...options, provider: { limits, exchange_version: exchange } });
    open.push(() => made.close());
    return made;
  };

  /** Follows the inbox of a world and tells whether mail is heard of soon although streams are refused. */
  async function isPolled(place: SandboxWorld): Promise<void> {
    const heard: string[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const { refs } of place.mailbox.changes(null, { signal: stop.signal }))
        heard.push(...refs.map(({ id }) => id));
    })();
    await new Promise((resolve) => setTimeout(resolve, 800));
    await place.sendMail({ from: { name: '', email: 'bob@corp.example' }, subject: 's', html: '' });
    await vi.waitFor(() => expect(heard).toHaveLength(1), 5_000);
    await place.provider.check(place.email);
    stop.abort();
    await following;
  }

  it('a stream too many is tried seldom and keeps no call away', async () => {
    const place = await world({ settings: { maxStreams: 1 } });
    const elsewhere = createEwsMailboxProvider(
      testSettings(place.sandbox.url, {
        service_account_username: 'svc@corp.example',
        service_account_password: 'pässword',
      }),
      { ...testDeps },
    );
    open.push(() => elsewhere.close());
    const stop = new AbortController();
    const held = elsewhere.equipmentMailbox(place.email).changes(null, { signal: stop.signal });
    const holding = (async () => {
      for await (const _batch of held) if (stop.signal.aborted) return;
    })();
    await vi.waitFor(async () => expect((await place.admin.status()).streams).toBe(1), 5_000);
    await isPolled(place);
    const { calls, accounts } = await place.admin.status();
    expect(accounts['svc@corp.example']?.refusedStreams).toBeLessThan(8);
    expect(calls.Subscribe).toBe(2);
    stop.abort();
    await holding;
  });

  it('more mailbox servers than streams: none is refused, and all mail is heard of', async () => {
    const place = await world({ settings: { mailboxServers: 40, maxStreams: 3 }, exchange: '2013' });
    const opened = await Promise.all(Array.from({ length: 30 }, () => place.open()));
    const heard = new Set<string>();
    const stop = new AbortController();
    const following = opened.map(async ({ provider, email }) => {
      const changes = provider.equipmentMailbox(email).changes(null, { signal: stop.signal });
      for await (const { refs } of changes) if (refs.length > 0) heard.add(email);
    });
    await vi.waitFor(async () => expect((await place.admin.status()).streams).toBe(3), 10_000);
    for (const { email } of opened) await place.inviteTo(email);
    await vi.waitFor(() => expect(heard.size).toBe(30), 10_000);
    expect(await place.refusals()).toBe(0);
    stop.abort();
    await Promise.all(following);
    await Promise.all(opened.map(({ provider }) => provider.close()));
  });

  it.each([
    ['Subscribe', { kind: 'fault', responseCode: 'ErrorExceededSubscriptionCount' }],
    ['Subscribe', { kind: 'server-busy-with-back-off', backOffMs: 60_000 }],
    ['GetStreamingEvents', { kind: 'http-503' }],
    ['GetStreamingEvents', { kind: 'server-busy-with-back-off', backOffMs: 60_000 }],
  ] as const)('a refused %s (%o) keeps no other call away', async (operation, fault) => {
    const place = await world();
    await place.admin.plan({ ...fault, operation, count: 1_000 });
    await isPolled(place);
    const { calls } = await place.admin.status();
    expect(calls[operation]).toBeLessThan(8);
  });
});
