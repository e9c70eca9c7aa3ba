import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { createHttp } from '@vmrkit/http';
import { type ConnectProxy, type ConnectProxyOptions, startConnectProxy } from '@vmrkit/testing';
import { generate } from 'selfsigned';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEwsMailboxProvider } from './create-ews-mailbox-provider.ts';
import { failure } from './test-support/failure.ts';
import { createSandboxWorld, type SandboxWorld } from './test-support/sandbox-world.ts';
import { testDeps, testSettings } from './test-support/test-deps.ts';

const HOST = 'mail.corp.example';
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

let tls: { readonly key: string; readonly cert: string };
beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: HOST }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: HOST }] },
    ],
  });
  tls = { key: made.private, cert: made.cert };
});

/** An Exchange with TLS whose name a web proxy alone can resolve, and a provider behind that proxy. */
async function behindProxy(
  more: Readonly<Record<string, unknown>> = {},
  options: ConnectProxyOptions = {},
): Promise<{
  place: SandboxWorld;
  proxy: ConnectProxy;
  provider: ReturnType<typeof createEwsMailboxProvider>;
}> {
  const place = await createSandboxWorld({ settings: { schemes: ['basic', 'ntlm'] } });
  const front = createServer(tls, (socket) => {
    const behind = connect(Number(new URL(place.sandbox.url).port), '127.0.0.1');
    socket.pipe(behind).pipe(socket);
    socket.on('error', () => behind.destroy());
    behind.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const { port } = front.address() as AddressInfo;
  const proxy = await startConnectProxy(options);
  const noSuchName = () => Promise.reject(new Error('ENOTFOUND'));
  const http = createHttp({
    egress: { resolve: noSuchName, permit: async () => undefined },
    webProxy: { url: proxy.url, credentials: null, noProxy: [], ports: [port] },
  });
  const settings = testSettings(`https://${HOST}:${port}/EWS/Exchange.asmx`, {
    service_account_username: 'svc@corp.example',
    ca_certificates: tls.cert,
    ...more,
  });
  const provider = createEwsMailboxProvider(settings, { ...testDeps, http });
  open.push(
    () => place.close(),
    async () => front.close(),
    () => proxy.close(),
    () => provider.close(),
  );
  return { place, proxy, provider };
}

describe('EWS through a web proxy', () => {
  it.each(['basic', 'ntlm'])('hears of mail at once and answers it (%s)', async (authentication) => {
    const { place, proxy, provider } = await behindProxy({ authentication });
    const mailbox = provider.equipmentMailbox(place.email);
    const stop = new AbortController();
    const heard: string[] = [];
    const following = (async () => {
      for await (const { refs } of mailbox.changes(null, { signal: stop.signal }))
        heard.push(...refs.map(({ id }) => id));
    })();
    await vi.waitFor(async () => expect((await place.admin.status()).streams).toBe(1), 5_000);
    const start = place.now();
    const meeting = await place.invite({
      organizer: { name: 'Alice', email: 'alice@corp.example' },
      subject: 'Plan',
      html: '<p>Join us</p>',
      start,
      end: start,
    });
    await vi.waitFor(() => expect(heard).toHaveLength(1), 5_000);
    const [read] = await mailbox.read(heard.map((id) => ({ id })));
    if (read?.kind !== 'message' || read.message.kind !== 'request') throw new Error('No request.');
    const { ref, messageId, identity, instance, receivedAt } = read.message;
    const subject = { ref, messageId, identity, instance, receivedAt };
    const reply = { ...subject, id: 'r', earlierAnswerAt: null, html: '<p>Ready</p>' };
    await mailbox.respond([{ ...reply, verdict: 'accept' }]);
    await vi.waitFor(async () => expect(await place.answers(meeting)).toHaveLength(1), 5_000);
    expect(new Set(proxy.asked.map(({ target }) => target.split(':')[0]))).toEqual(new Set([HOST]));
    stop.abort();
    await following;
  });

  it.each([
    [407, 'ERR_HTTP_PROXY_SIGN_IN'],
    [403, 'ERR_HTTP_PROXY_REFUSED'],
  ])('says what the proxy has against it (%i)', async (status, code) => {
    const { place, provider } = await behindProxy({}, { answer: () => status });
    expect(await failure(provider.check(place.email))).toMatchObject({ code });
  });

  it('passes the proxy by where its record says so', async () => {
    const { place, proxy, provider } = await behindProxy({ bypass_web_proxy: true });
    expect(await failure(provider.check(place.email))).toMatchObject({ code: 'ERR_EWS_UNREACHABLE' });
    expect(proxy.asked).toEqual([]);
  });
});
