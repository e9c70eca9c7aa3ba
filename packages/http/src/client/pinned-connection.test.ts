import { createHash, X509Certificate } from 'node:crypto';
import type { HttpConnection, WireRequest } from '@vmrkit/core';
import { generate } from 'selfsigned';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LoopbackHandler, loopbackServer } from '../test-support/loopback-server.ts';
import { openHttp, refusal } from '../test-support/open-http.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

let tls: { readonly key: string; readonly cert: string };
beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'mail.test' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'mail.test' }] },
    ],
  });
  tls = { key: made.private, cert: made.cert };
});

const request: WireRequest = {
  method: 'POST',
  path: '/a?b=c',
  headers: { 'x-a': 'b' },
  body: 'text',
  signal: new AbortController().signal,
};
const send = async (connection: HttpConnection, more: Partial<WireRequest> = {}) => {
  const { status, body } = await connection.send({ ...request, ...more });
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return `${status} ${Buffer.concat(chunks).toString('utf8')}`;
};

async function serve(handler: LoopbackHandler, secure = false) {
  const server = await loopbackServer(handler, secure ? tls : null);
  open.push(() => server.close());
  return { server, origin: new URL(`${secure ? 'https' : 'http'}://mail.test:${server.port}`) };
}

function connect(origin: URL, caCertificates: string | null = null, http = openHttp()): HttpConnection {
  const client = http.client({ caCertificates });
  open.push(() => client.close());
  return client.connection(origin);
}

const ok: LoopbackHandler = (_request, response) => response.end('good');

describe('a connection', () => {
  it('carries one request after the other, and counts how often it had to be opened', async () => {
    const { server, origin } = await serve(ok);
    const connection = connect(origin);
    expect([connection.generation, connection.connected]).toEqual([0, false]);
    expect([await send(connection), await send(connection)]).toEqual(['200 good', '200 good']);
    expect([connection.generation, connection.connected]).toEqual([1, true]);
    expect(server.seen.map((one) => one.connection)).toEqual([1, 1]);
    expect(server.seen[0]).toMatchObject({ path: '/a?b=c', body: 'text', headers: { 'x-a': 'b' } });
  });

  it('is one of its own for each that is asked for', async () => {
    const { server, origin } = await serve(ok);
    const client = openHttp().client();
    open.push(() => client.close());
    for (const each of [client.connection(origin), client.connection(origin)]) await send(each);
    expect(server.connections()).toBe(2);
  });

  it('shows the certificate on each opening, for it resumes no TLS session', async () => {
    let cut = true;
    const { server, origin } = await serve((_request, response) => {
      const { socket } = response;
      response.end('good');
      if (cut) response.on('finish', () => socket?.destroy());
    }, true);
    const connection = connect(origin, tls.cert);
    expect(connection.peerCertificate()).toBeNull();
    await send(connection);
    cut = false;
    await expect.poll(() => connection.connected).toBe(false);
    expect(connection.peerCertificate()).toBeNull();
    await send(connection);
    expect([connection.generation, server.connections()]).toEqual([2, 2]);
    const der = connection.peerCertificate() ?? new Uint8Array();
    const expected = createHash('sha256').update(new X509Certificate(tls.cert).raw).digest('hex');
    expect(createHash('sha256').update(der).digest('hex')).toBe(expected);
  });

  it('trusts no certificate of an unknown authority or another name', async () => {
    const { server, origin } = await serve(ok, true);
    const other = new URL(`https://other.test:${origin.port}`);
    for (const strange of [connect(origin), connect(other, tls.cert)]) {
      expect(await refusal(send(strange))).toMatchObject({ code: 'ERR_HTTP_CERTIFICATE', sent: 'no' });
    }
    expect(server.seen).toEqual([]);
  });

  it('reads one answer for as long as it comes, until its caller has enough of the silence', async () => {
    let cut = false;
    const { origin } = await serve((_request, response) => {
      response.writeHead(200).write('begun');
      response.on('close', () => {
        cut = true;
      });
    });
    const connection = connect(origin);
    const enough = new AbortController();
    const { body } = await connection.send({ ...request, signal: enough.signal });
    const chunks = body[Symbol.asyncIterator]();
    expect(Buffer.from((await chunks.next()).value ?? []).toString()).toBe('begun');
    const silence = refusal(chunks.next() as Promise<unknown>);
    enough.abort(new Error('enough'));
    expect(await silence).toBe(enough.signal.reason);
    await expect.poll(() => cut).toBe(true);
  });

  it('tells whether a request may have been sent', async () => {
    let answer: LoopbackHandler = ok;
    const { server, origin } = await serve((...both) => answer(...both));
    const [connection, other] = [connect(origin), connect(origin)];
    await send(connection);
    answer = (_request, response) => response.socket?.destroy();
    const broken = { code: 'ERR_HTTP_UNREACHABLE', sent: 'maybe' };
    expect(await refusal(send(connection))).toMatchObject(broken);
    expect(await refusal(send(other))).toMatchObject(broken);
    expect(server.seen).toHaveLength(3);
    await server.close();
    open.shift();
    expect(await refusal(send(connection))).toMatchObject({ ...broken, sent: 'no' });
  });

  it('ends with its client, which opens no other', async () => {
    const { origin } = await serve(() => undefined);
    const client = openHttp().client();
    const running = refusal(send(client.connection(origin)));
    await client.close();
    expect(await running).toMatchObject({ code: 'ERR_HTTP_UNREACHABLE' });
    expect(() => client.connection(origin)).toThrow(expect.objectContaining({ code: 'ERR_HTTP_CLOSED' }));
  });
});

describe('the gate before a connection', () => {
  it('refuses our own listener', async () => {
    const { server, origin } = await serve(ok);
    const own = [{ address: '127.0.0.1', port: server.port, machineAddresses: [] }];
    const connection = connect(origin, null, openHttp(undefined, own));
    expect(await refusal(send(connection))).toMatchObject({ code: 'ERR_EGRESS_REFUSED', sent: 'no' });
    expect(server.connections()).toBe(0);
  });

  it('looks a name up for each opening and calls what it was told then', async () => {
    const { server, origin } = await serve((_request, response) => {
      const { socket } = response;
      response.end('good');
      response.on('finish', () => socket?.destroy());
    });
    const told = [['127.0.0.1'], ['169.254.169.254'], ['127.0.0.1', '10.0.0.1']];
    const connection = connect(
      origin,
      null,
      openHttp(() => told.shift() ?? []),
    );
    expect(await send(connection)).toBe('200 good');
    for (let rebound = 0; rebound < 2; rebound += 1) {
      await expect.poll(() => connection.connected).toBe(false);
      expect(await refusal(send(connection))).toMatchObject({ code: 'ERR_EGRESS_REFUSED' });
    }
    expect([told.length, server.connections()]).toEqual([0, 1]);
  });

  it('lets the next address be tried when one does not answer', async () => {
    const { origin } = await serve(ok);
    const http = openHttp(() => ['127.0.0.2', '127.0.0.1']);
    expect(await send(connect(origin, null, http))).toBe('200 good');
  });
});
