import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { createHttp } from '@vmrkit/http';
import { startConnectProxy } from '@vmrkit/testing';
import { generate } from 'selfsigned';
import { afterEach, expect, it } from 'vitest';
import { createGraphMailboxProvider } from './create-graph-mailbox-provider.ts';
import { createSandboxWorld, ROOM } from './test-support/sandbox-world.ts';
import { testDeps, testSettings } from './test-support/test-deps.ts';

const HOST = 'cloud.corp.example';
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A Graph with TLS whose name a web proxy alone can resolve, and a provider behind that proxy. */
async function behindProxy(more: Readonly<Record<string, unknown>> = {}) {
  const world = await createSandboxWorld();
  const { cert, private: key } = await generate([{ name: 'commonName', value: HOST }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: HOST }] },
    ],
  });
  const front = createServer({ cert, key }, (socket) => {
    const behind = connect(Number(new URL(world.sandbox.graphUrl).port), '127.0.0.1');
    socket.pipe(behind).pipe(socket);
    socket.on('error', () => behind.destroy());
    behind.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const { port } = front.address() as AddressInfo;
  const origin = `https://${HOST}:${port}`;
  await world.admin.configure({ graph: { linkBase: `${origin}/graph/v1.0` } });
  const proxy = await startConnectProxy();
  const http = createHttp({
    egress: { resolve: () => Promise.reject(new Error('ENOTFOUND')), permit: async () => undefined },
    webProxy: { url: proxy.url, credentials: null, noProxy: [], ports: [port] },
  });
  const provider = createGraphMailboxProvider(
    testSettings(origin, { ca_certificates: cert, ...more }),
    testDeps({ http }),
  );
  open.push(
    () => world.close(),
    async () => front.close(),
    () => proxy.close(),
    () => provider.close(),
  );
  return { proxy, provider, port };
}

it('token and mailbox are reached through the web proxy alone', async () => {
  const { proxy, provider, port } = await behindProxy();
  await provider.check(ROOM);
  for await (const { refs } of provider.equipmentMailbox(ROOM).changes(null, {
    signal: new AbortController().signal,
  })) {
    expect(refs).toEqual([]);
    break;
  }
  expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(new Set([`${HOST}:${port}`]));
});

it('a record may pass the web proxy by', async () => {
  const { proxy, provider } = await behindProxy({ bypass_web_proxy: true });
  await expect(provider.check(ROOM)).rejects.toMatchObject({ code: 'ERR_GRAPH_UNREACHABLE' });
  expect(proxy.asked).toEqual([]);
});
