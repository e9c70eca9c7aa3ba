import { createHmac } from 'node:crypto';
import {
  type AdmissionQuestion,
  instant,
  type JoinAdapter,
  type PlatformEvent,
  type PlatformRequest,
  type PlatformRoute,
  silentLogger,
} from '@vmrkit/core';
import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../http/bearer.ts';
import { createRouters } from '../http/create-routers.ts';
import { appsOf, featureParts } from '../http/features.fixture.ts';
import type { ServerFeature } from '../http/server-feature.ts';
import { ServerMetrics } from '../operations-api/server-metrics.ts';
import { Listener } from '../runtime/listener.ts';
import { EventQueue, type EventSource } from './event-queue.ts';
import type { PlatformConnection } from './platform-connection.ts';
import { servePlatforms } from './serve-platforms.ts';

let listener: Listener | undefined;
let queue: EventQueue;
let heard: unknown[];
let failing: boolean;
let log: ReturnType<typeof recordingLogger>;
let questions: AdmissionQuestion[];
let asked: PlatformRequest[];
beforeEach(() => {
  questions = [];
  asked = [];
  heard = [];
  failing = false;
  log = recordingLogger();
});
afterEach(() => listener?.close());

const signatureOf = (text: string | Uint8Array, secret: string) =>
  createHmac('sha256', secret).update(text).digest('hex');

/** Asks by the last segment of its path, else by the field `alias`. */
const adapter = (...routes: readonly PlatformRoute[]): JoinAdapter => ({
  routes,
  authenticate: ({ rawBody, headers }, { secret }) => headers.signature === signatureOf(rawBody, secret),
  question(request) {
    asked.push(request);
    const { body, path } = request;
    return { alias: Object(body).alias ?? path.split('/').at(-1) ?? '' };
  },
  answer: async ({ kind }, { headers }) => ({
    status: kind === 'unknown' ? 404 : 200,
    headers: { 'x-kind': kind },
    body: `${kind} for ${headers.caller ?? 'nobody'}`,
  }),
});

const connection = (
  name: string,
  credentials: PlatformConnection['credentials'],
  ...routes: readonly PlatformRoute[]
): PlatformConnection => ({
  name,
  tenants: [name],
  mayHearReason: name !== 'quiet',
  credentials,
  adapter: adapter(...routes),
});

/** Serves these platforms; gives how to send a request to them. */
async function serve(...connections: readonly PlatformConnection[]) {
  const admit = async (question: AdmissionQuestion) => {
    questions.push(question);
    return { kind: 'unknown' } as const;
  };
  const take = async (events: readonly PlatformEvent[], from: EventSource) => {
    if (failing) throw new Error('The store is away.');
    heard.push([from.platform, from.tenants, ...events.map(({ key }) => key)]);
  };
  queue = new EventQueue({ take, logger: log });
  const shared = { metrics: new ServerMetrics() };
  const feature: ServerFeature = {
    name: 'admission',
    listeners: ['public'],
    roles: ['all'],
    open: async () => servePlatforms({ ...shared, connections, admit, events: queue }),
  };
  const { public: app } = await appsOf([feature], featureParts());
  listener = await Listener.open(app, { listen: '127.0.0.1:0', tls: null, logger: silentLogger });
  const { url } = listener;
  return async (path: string, { token, ...init }: RequestInit & { token?: string } = {}) => {
    const headers = { ...init.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${url}${path}`, { ...init, headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}

const bearer = (token: string) => ({ bearer_sha256: sha256(token) });
const post: PlatformRoute = { method: 'POST', path: '/conference', body: 'form' };

describe('the routes of platforms', () => {
  it('are served where and how their adapters say', async () => {
    const send = await serve(
      connection('one', bearer('a'), post, { method: 'DELETE', path: '/conference/{id}' }),
    );
    const answered = await send('/conference', {
      method: 'POST',
      token: 'a',
      body: new URLSearchParams({ alias: '55+1', __proto__: 'x' }),
      headers: { caller: 'Ada' },
    });
    expect(answered).toMatchObject({ status: 404, text: 'unknown for Ada' });
    expect(answered.headers.get('x-kind')).toBe('unknown');
    expect(answered.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await send('/conference/c%2F7', { method: 'DELETE', token: 'a' })).toMatchObject({ status: 404 });
    expect(questions).toEqual([
      { alias: '55+1', tenants: ['one'], mayHearReason: true },
      { alias: 'c%2F7', tenants: ['one'], mayHearReason: true },
    ]);
    expect(new TextDecoder().decode(asked[0]?.rawBody)).toBe('alias=55%2B1');
    expect(asked[1]).toMatchObject({ method: 'DELETE', body: null });
    expect(asked[1]?.rawBody).toHaveLength(0);
  });

  it('are not there for other methods and without a platform', async () => {
    const send = await serve(connection('one', bearer('a'), post));
    const other = await send('/conference', { token: 'a' });
    expect(other).toMatchObject({ status: 404, text: expect.stringContaining('ERR_REQUEST_ROUTE') });
  });

  it('tell platforms of one path apart by their credentials', async () => {
    const send = await serve(
      connection('one', bearer('a'), post),
      connection('quiet', bearer('b'), post),
      connection('signed', { secret: 's' }, post),
      connection('other', { secret: 't' }, post),
    );
    const body = 'alias=1';
    const sign = (secret: string) => ({ signature: signatureOf(body, secret) });
    await send('/conference', { method: 'POST', token: 'b', body });
    await send('/conference', { method: 'POST', headers: sign('t'), body });
    await send('/conference', { method: 'POST', headers: sign('s'), body });
    await send('/conference', { method: 'POST', token: 'a', body });
    expect(questions.map(({ tenants }) => tenants)).toEqual([['quiet'], ['other'], ['signed'], ['one']]);
    expect(questions[0]?.mayHearReason).toBe(false);
  });

  it('are closed to whose signature is not that of the body', async () => {
    const send = await serve(connection('signed', { secret: 's' }, post));
    for (const headers of [{}, { signature: signatureOf('alias=1', 's') }]) {
      const refused = await send('/conference', { method: 'POST', headers, body: 'alias=2' });
      expect(refused).toMatchObject({
        status: 401,
        text: expect.stringContaining('ERR_PLATFORM_CREDENTIALS'),
      });
    }
    expect(asked).toEqual([]);
  });

  it('take a signature for nothing where a platform has a token, and read no body of a stranger', async () => {
    const send = await serve(connection('one', bearer('a'), { method: 'POST', path: '/conference' }));
    const headers = { signature: signatureOf('no JSON', '') };
    const refused = await send('/conference', { method: 'POST', headers, body: 'no JSON' });
    expect(refused).toMatchObject({ status: 401 });
    const known = await send('/conference', { method: 'POST', token: 'a', body: 'no JSON' });
    expect(known).toMatchObject({ status: 400, text: expect.stringContaining('ERR_REQUEST_JSON') });
  });

  it('refuse a form that is not UTF-8', async () => {
    const send = await serve(connection('one', bearer('a'), post));
    const body = new Uint8Array([97, 61, 0xff]);
    expect(await send('/conference', { method: 'POST', token: 'a', body })).toMatchObject({ status: 415 });
  });

  it('slow down who keeps guessing, and never a platform', async () => {
    const send = await serve(connection('one', bearer('a'), post));
    const guesses = await Promise.all(
      Array.from({ length: 61 }, () => send('/conference', { method: 'POST', token: 'x' })),
    );
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(await send('/conference', { method: 'POST', token: 'a' })).toMatchObject({ status: 404 });
  });

  it('stand in the OpenAPI document as their adapters describe them', async () => {
    const described: PlatformRoute = {
      ...post,
      path: '/conference/{id}',
      operation: {
        id: 'openConference',
        summary: 'Opens.',
        question: { type: 'object' },
        answer: { type: 'object', required: ['id'] },
      },
    };
    const send = await serve(connection('one', bearer('a'), post, described));
    const { paths } = JSON.parse((await send('/api/openapi.json')).text);
    expect(Object.keys(paths)).toEqual(['/conference/{id}']);
    expect(paths['/conference/{id}'].post).toMatchObject({
      operationId: 'openConference',
      parameters: [{ name: 'id', in: 'path', required: true }],
      requestBody: { content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } } },
      responses: { 200: { content: { 'application/json': { schema: { required: ['id'] } } } } },
    });
  });
});

describe('the event sinks of platforms', () => {
  const sink: PlatformRoute = { method: 'POST', path: '/event-sink' };
  const telling = (name: string, credentials: PlatformConnection['credentials']): PlatformConnection => ({
    ...connection(name, credentials, post),
    adapter: {
      ...adapter(post),
      events: {
        routes: [sink],
        parse: ({ body }) => {
          const { keys } = body as { keys: string[] };
          return keys.map((key) => ({ kind: 'joined', run: '', key, at: instant(0), room: { id: 'c-1' } }));
        },
      },
    },
  });
  const tell = (keys: readonly string[], more: object = {}) => ({
    method: 'POST',
    body: JSON.stringify({ keys, ...more }),
  });

  it('are told apart by credentials, closed to strangers, and ask nothing', async () => {
    const send = await serve(telling('one', bearer('a')), telling('two', bearer('b')));
    expect(await send('/event-sink', tell(['x']))).toMatchObject({ status: 401 });
    expect(await send('/event-sink', { ...tell(['k1', 'k2']), token: 'b' })).toMatchObject({
      status: 200,
      text: '{}',
    });
    await send('/event-sink', { ...tell(['k3']), token: 'a' });
    await queue.settled();
    expect(heard).toEqual([
      ['two', ['two'], 'k1', 'k2'],
      ['one', ['one'], 'k3'],
    ]);
    expect(questions).toEqual([]);
  });

  it('take a body of 1 MiB and no more, where questions take 64 KiB', async () => {
    const send = await serve(telling('one', bearer('a')));
    const filled = (bytes: number) => ({ ...tell(['k'], { fill: 'x'.repeat(bytes) }), token: 'a' });
    expect((await send('/event-sink', filled(1_048_000))).status).toBe(200);
    expect((await send('/event-sink', filled(1_048_600))).status).toBe(413);
    expect((await send('/conference', filled(70_000))).status).toBe(413);
  });

  it('are thanked while the store is away, and the loss is told', async () => {
    const send = await serve(telling('one', bearer('a')));
    failing = true;
    expect((await send('/event-sink', { ...tell(['k']), token: 'a' })).status).toBe(200);
    await queue.settled();
    expect(JSON.stringify(log.lines)).toContain('Events of a platform were dropped.');
    failing = false;
    await send('/event-sink', { ...tell(['k']), token: 'a' });
    await queue.settled();
    expect(heard).toEqual([['one', ['one'], 'k']]);
  });

  it('are written before the server is told that all is done', async () => {
    let write: () => void = () => undefined;
    const take = async () => {
      await new Promise<void>((resolve) => {
        write = resolve;
      });
      heard.push('written');
    };
    const events = new EventQueue({ take, logger: log });
    const event = { kind: 'joined', run: '', key: 'k', at: instant(0), room: { id: 'c' } } as const;
    const feature: ServerFeature = {
      name: 'admission',
      listeners: ['public'],
      roles: ['all'],
      open: async () =>
        servePlatforms({
          connections: [telling('one', bearer('a'))],
          admit: async () => ({ kind: 'unknown' }),
          events,
          metrics: new ServerMetrics(),
        }),
    };
    const parts = featureParts();
    const { settled } = await createRouters(parts.kit, { ...parts, features: [feature] });
    events.add([event], { platform: 'one', tenants: 'all' });
    const done = settled().then(() => heard.push('settled'));
    await new Promise((resolve) => setImmediate(resolve));
    write();
    await done;
    expect(heard).toEqual(['written', 'settled']);
  });

  it('keep a bounded number of events', async () => {
    await serve(telling('one', bearer('a')));
    const many = Array.from({ length: 20_001 }, (_, at) => ({
      kind: 'joined' as const,
      run: '',
      key: String(at),
      at: instant(0),
      room: { id: 'c' },
    }));
    queue.add(many, { platform: 'one', tenants: 'all' });
    await queue.settled();
    expect([heard, JSON.stringify(log.lines)]).toEqual([
      [],
      expect.stringContaining('ERR_PLATFORM_EVENTS_WAITING'),
    ]);
  });
});
