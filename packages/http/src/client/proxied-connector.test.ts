import { createServer } from 'node:net';
import { silentLogger } from '@vmrkit/core';
import { type ConnectProxyOptions, startConnectProxy } from '@vmrkit/testing';
import { generate } from 'selfsigned';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHttp } from '../create-http.ts';
import { createDnsEgressResolver } from '../egress/dns-egress-resolver.ts';
import { type LoopbackHandler, loopbackServer } from '../test-support/loopback-server.ts';
import { refusal } from '../test-support/open-http.ts';
import type { WebProxy } from './web-proxy.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

let tls: { readonly key: string; readonly cert: string };
beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'graph.test' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'graph.test' }] },
    ],
  });
  tls = { key: made.private, cert: made.cert };
});

const answering: LoopbackHandler = ({ path, body }, response) => response.end(`${path} ${body}`);

/** A server, a proxy before it, and calls through that proxy; this machine knows the names in `known` alone. */
async function world({
  known = {},
  handler = answering,
  proxy: options = {},
  ...more
}: {
  readonly known?: Readonly<Record<string, string>>;
  readonly handler?: LoopbackHandler;
  readonly proxy?: ConnectProxyOptions;
} & Partial<WebProxy> = {}) {
  const server = await loopbackServer(handler, tls);
  const proxy = await startConnectProxy(options);
  open.push(
    () => server.close(),
    () => proxy.close(),
  );
  const egress = createDnsEgressResolver({
    logger: silentLogger,
    policy: () => ({ allowLoopback: true, allowedPrivateRanges: [], ownListeners: [] }),
    lookUp: async (host) => {
      const address = known[host];
      if (address === undefined) throw new Error('ENOTFOUND');
      return [{ address, family: 4 }];
    },
  });
  const webProxy = { url: proxy.url, credentials: null, noProxy: [], ports: [server.port], ...more };
  const http = createHttp({ egress, webProxy });
  const client = (options: Parameters<typeof http.client>[0] = {}) => {
    const made = http.client({ caCertificates: tls.cert, ...options });
    open.push(() => made.close());
    return made;
  };
  return { server, proxy, client, url: `https://graph.test:${server.port}/v1.0/me` };
}

describe('calls through a web proxy', () => {
  it('fetch from a name that only the proxy knows', async () => {
    const { server, proxy, client, url } = await world();
    const { fetch } = client();
    for (const body of ['one', 'two']) {
      expect(await (await fetch(url, { method: 'POST', body })).text()).toBe(`/v1.0/me ${body}`);
    }
    expect(proxy.asked).toContainEqual({ target: `graph.test:${server.port}`, authorization: null });
    expect(server.connections()).toBe(proxy.asked.length);
    expect(server.seen.map(({ headers }) => headers['proxy-authorization'])).toEqual([undefined, undefined]);
  });

  it('trust inside the tunnel what they trust without it, and no more', async () => {
    const { server, client, url } = await world();
    const untrusted = { code: 'ERR_HTTP_CERTIFICATE', sent: 'no' };
    expect(await refusal(client({ caCertificates: null }).fetch(url))).toMatchObject(untrusted);
    const other = url.replace('graph.test', 'other.test');
    expect(await refusal(client().fetch(other))).toMatchObject(untrusted);
    expect(server.seen).toEqual([]);
  });

  it('show the target its own certificate, and stream for as long as it comes', async () => {
    const { server, proxy, client } = await world({
      handler: (_request, response) => {
        response.write('a');
        setTimeout(() => response.end('b'), 100);
      },
    });
    const connection = client().connection(new URL(`https://graph.test:${server.port}`));
    const { signal } = new AbortController();
    const answer = await connection.send({ method: 'GET', path: '/', headers: {}, body: '', signal });
    expect(connection.peerCertificate()).not.toBeNull();
    const chunks: string[] = [];
    for await (const chunk of answer.body) chunks.push(Buffer.from(chunk).toString());
    expect([chunks.join(''), connection.generation, proxy.asked.length]).toEqual(['ab', 1, 1]);
    await connection.destroy();
    await expect.poll(() => proxy.tunnels()).toBe(0);
  });

  it('sign in at the proxy, and say so when that is not accepted', async () => {
    const expected = `Basic ${Buffer.from('vmr:pä:ss').toString('base64')}`;
    const proxy = {
      answer: ({ authorization }: { readonly authorization: string | null }) =>
        authorization === expected ? null : 407,
    };
    const good = await world({ proxy, credentials: { username: 'vmr', password: 'pä:ss' } });
    expect((await good.client().fetch(good.url)).status).toBe(200);
    const bad = await world({ proxy, credentials: { username: 'vmr', password: 'wrong' } });
    const told = await refusal(bad.client().fetch(bad.url));
    expect(told).toMatchObject({ code: 'ERR_HTTP_PROXY_SIGN_IN', sent: 'no' });
    expect(String(told)).not.toContain('wrong');
  });

  it.each([403, 502, 504])('say that the proxy opens no way (%i)', async (status) => {
    const { client, url } = await world({ proxy: { answer: () => status } });
    const told = await refusal(client().fetch(url));
    expect(told).toMatchObject({ code: 'ERR_HTTP_PROXY_REFUSED', sent: 'no' });
    expect(String(told)).not.toContain(String(status));
  });

  it('say that the proxy is away, or is no proxy', async () => {
    const { proxy, client, url } = await world();
    await proxy.close();
    open.pop();
    expect(await refusal(client().fetch(url))).toMatchObject({ code: 'ERR_HTTP_PROXY_UNREACHABLE' });
    const mute = createServer((socket) => socket.end('SSH-2.0\r\n'));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    open.push(async () => mute.close());
    const at = mute.address();
    const port = typeof at === 'object' ? at?.port : 0;
    const strange = await world({ url: new URL(`http://127.0.0.1:${port}`) });
    expect(await refusal(strange.client().fetch(strange.url))).toMatchObject({
      code: 'ERR_HTTP_PROXY_UNREACHABLE',
      sent: 'no',
    });
  });

  it('go directly where the client or the list says so, and on this machine', async () => {
    const known = { 'graph.test': '127.0.0.1', localhost: '127.0.0.1' };
    const { server, proxy, client, url } = await world({ known, ports: [443] });
    expect((await client({ bypassWebProxy: true }).fetch(url)).status).toBe(200);
    const local = url.replace('graph.test', 'localhost');
    expect(await refusal(client().fetch(local))).toMatchObject({ code: 'ERR_HTTP_CERTIFICATE' });
    const listed = await world({ known, noProxy: ['.test'] });
    expect((await listed.client().fetch(listed.url)).status).toBe(200);
    expect([proxy.asked, listed.proxy.asked, server.seen.length]).toEqual([[], [], 1]);
  });

  it.each([
    ['a port that is not listed', 'https://graph.test:8443/', {}],
    ['a private address', 'https://10.1.1.1/', {}],
    ['a name that is private here', 'https://inside.test/', { 'inside.test': '10.1.1.1' }],
    ['plain http', 'http://graph.test/', {}],
  ])('are refused before the proxy is asked for %s', async (_what, target, known) => {
    const { proxy, client } = await world({ known, ports: [443] });
    expect(await refusal(client().fetch(target))).toMatchObject({ code: 'ERR_EGRESS_REFUSED', sent: 'no' });
    expect(proxy.asked).toEqual([]);
  });
});
