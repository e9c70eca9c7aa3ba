import { connect } from 'node:net';
import {
  ConflictError,
  NotAllowedError,
  NotAuthenticatedError,
  type ReserveRequest,
  silentLogger,
  ThrottledError,
  UnavailableError,
} from '@vmrkit/core';
import { recordingLogger } from '@vmrkit/testing';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientFeature } from '../client-api/client-feature.ts';
import { reservationAnswerSchema } from '../client-api/reservation-wire.ts';
import { ServerMetrics } from '../operations-api/server-metrics.ts';
import { Listener } from '../runtime/listener.ts';
import { createRouters } from './create-routers.ts';
import { appsOf, featureParts } from './features.fixture.ts';
import { problemSchema } from './problem.ts';
import type { FeatureParts } from './server-feature.ts';

const INTEGRATION = 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10';
const RESERVATIONS = `/api/client/v2/msexchange_schedulers/${INTEGRATION}/reservations`;

interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

async function ask(url: string, { method = 'POST', token = 't.o.k', body, headers = {} }: Asked) {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
}

let listener: Listener;
let asked: ReserveRequest[];
let fault: Error | null;
let metrics: ServerMetrics;
let parts: FeatureParts;
let logger: ReturnType<typeof recordingLogger>;

beforeEach(async () => {
  asked = [];
  fault = null;
  metrics = new ServerMetrics();
  logger = recordingLogger();
  const edge = {
    async reserve(request: ReserveRequest) {
      asked.push(request);
      if (fault !== null) throw fault;
      const { correlationId } = request;
      const mailbox = { name: 'M', email: 'm@example.com' };
      return { kind: 'reserved', html: '<p>Join</p>', replaces: false, location: '', mailbox, correlationId };
    },
    paneTexts: async () => ({ title: 'Hello' }),
    knows: (id: string) => id === INTEGRATION,
  };
  parts = featureParts({
    kit: { edge },
    config: { public: { requests_per_minute: 60 } },
    metrics,
    logger,
  });
  const { public: app } = await appsOf([clientFeature], parts);
  listener = await Listener.open(app, { listen: '127.0.0.1:0', tls: null, logger: silentLogger });
});
afterEach(() => listener.close());

const post = (options: Asked = {}) => ask(`${listener.url}${RESERVATIONS}`, options);

describe('the public application', () => {
  it('answers with instructions, mailbox and texts, in snake_case', async () => {
    const { status, json, headers } = await post({
      body: { draft_key: 'draft-0001', body_tags: [{ text: 'PXPS:-x#' }], language: 'de' },
    });
    expect(status).toBe(200);
    expect(reservationAnswerSchema.parse(json)).toMatchObject({
      kind: 'reserved',
      texts: { title: 'Hello' },
    });
    expect(asked).toEqual([
      {
        integrationId: INTEGRATION,
        token: 't.o.k',
        draftKey: 'draft-0001',
        bodyTags: [{ text: 'PXPS:-x#', quoted: false }],
        start: null,
        replace: false,
        language: 'de',
        correlationId: json.correlation_id,
      },
    ]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('takes a request without a body', async () => {
    expect((await post()).status).toBe(200);
    expect(asked[0]).toMatchObject({ draftKey: null, language: null });
  });

  const refusals: readonly [string, Asked, number, string][] = [
    ['no JSON', { body: '{bad' }, 400, 'ERR_REQUEST_JSON'],
    ['JSON that is no object', { body: '[]' }, 400, 'ERR_REQUEST_INVALID'],
    ['an unknown field', { body: { wrong: 1 } }, 400, 'ERR_REQUEST_INVALID'],
    ['a wrong language', { body: { language: '<b>' } }, 400, 'ERR_REQUEST_INVALID'],
    ['too much', { body: JSON.stringify({ draft_key: 'x'.repeat(70_000) }) }, 413, 'ERR_REQUEST_TOO_LARGE'],
    ['another encoding', { body: '{}', headers: { 'content-encoding': 'zip' } }, 415, 'ERR_REQUEST_ENCODING'],
    [
      'no token before it reads a body',
      { body: '{bad', headers: { authorization: 'Basic eDp5' } },
      401,
      'ERR_REQUEST_NO_TOKEN',
    ],
    ['another method', { method: 'GET' }, 404, 'ERR_REQUEST_ROUTE'],
  ];
  it.each(refusals)('refuses %s', async (_, options, status, code) => {
    const answer = await post(options);
    expect(answer).toMatchObject({ status, json: { code, status } });
    expect(problemSchema.parse(answer.json).correlation_id).toBe(answer.headers.get('x-correlation-id'));
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(asked).toEqual([]);
  });

  /** Sends a head and the beginning of a body, and no more; gives what came back within a second. */
  async function begin(head: string, body: string): Promise<string> {
    const { hostname, port } = new URL(listener.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (bytes) => {
      answer += bytes;
    });
    socket.write(
      `POST ${RESERVATIONS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a.b.c\r\n${head}\r\n\r\n${body}`,
    );
    await vi.waitFor(() => expect(answer).not.toBe(''), 1_000).catch(() => undefined);
    socket.destroy();
    return answer;
  }

  it('answers 413 to a length that is too large before any of the body came', async () => {
    expect(await begin('Content-Length: 100000000', '')).toMatch(/^HTTP\/1.1 413 .*ERR_REQUEST_TOO_LARGE/s);
  });

  it('answers 413 to a body without a length as soon as it is too large, and reads no more than it must', async () => {
    const chunk = `${(40_000).toString(16)}\r\n${'x'.repeat(40_000)}\r\n`;
    const began = await begin('Transfer-Encoding: chunked', chunk + chunk);
    expect(began).toMatch(/^HTTP\/1.1 413 .*ERR_REQUEST_TOO_LARGE/s);
  });

  it('asks nobody for a body that it would refuse (Expect: 100-continue)', async () => {
    const refused = await begin('Expect: 100-continue\r\nContent-Length: 100000000', '');
    expect(refused).toMatch(/^HTTP\/1.1 413 /);
    expect(refused).toMatch(/connection: close/i);
    expect(await begin('Expect: 100-continue\r\nContent-Length: 2', '')).toMatch(/^HTTP\/1.1 100 /);
  });

  it('cuts off who goes on sending what was refused', async () => {
    const { hostname, port } = new URL(listener.url);
    const socket = connect(Number(port), hostname);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(
      `POST ${RESERVATIONS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a.b.c\r\nContent-Length: 100000000\r\n\r\n`,
    );
    const part = Buffer.alloc(65_536, 120);
    const more = setInterval(() => socket.write(part), 1);
    await closed;
    clearInterval(more);
    expect(socket.bytesWritten).toBeLessThan(50_000_000);
  });

  it('refuses a body of other characters than UTF-8', async () => {
    const latin = await post({ body: '{}', headers: { 'content-type': 'application/json; charset=latin1' } });
    expect(latin).toMatchObject({ status: 415, json: { code: 'ERR_REQUEST_ENCODING' } });
    const zipped = await post({ body: '{}', headers: { 'content-encoding': 'gzip' } });
    expect(zipped).toMatchObject({ status: 415, json: { code: 'ERR_REQUEST_ENCODING' } });
  });

  it('names each field that is wrong', async () => {
    const { json } = await post({ body: { draft_key: 'x', language: '!', other: true } });
    expect(json.errors.map(({ path }: { path: string[] }) => path.join('.')).sort()).toEqual([
      'draft_key',
      'language',
      'other',
    ]);
  });

  it.each([
    ['/nowhere'],
    ['/api/client/v2/msexchange_schedulers/%ff/reservations'],
    ['/api/client/v2/msexchange_schedulers/1/reservations'],
  ])('knows nothing at %s', async (path) => {
    const { status, json } = await ask(`${listener.url}${path}`, { token: 't', body: {} });
    expect([400, 404]).toContain(status);
    expect(problemSchema.safeParse(json).success).toBe(true);
  });

  it.each<[Error, number, string | null]>([
    [new NotAllowedError('Off.', { code: 'ERR_INTEGRATION_OFF' }), 403, null],
    [new ConflictError('Full.', { code: 'ERR_ALIAS_SPACE_FULL' }), 409, null],
    [new ThrottledError('Slow.', { code: 'ERR_ALLOCATION_LIMITED', retryAfterMs: 1_500 }), 429, '2'],
    [new UnavailableError('Away.', { code: 'ERR_EDGE_NO_SNAPSHOT' }), 503, null],
  ])('passes %s on', async (error, status, retryAfter) => {
    fault = error;
    const answer = await post({ body: {} });
    expect(answer).toMatchObject({ status, json: { detail: error.message } });
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
  });

  it('counts and logs callers that are refused, by integration and code and never by token', async () => {
    const stranger = RESERVATIONS.replace(INTEGRATION, '11111111-1111-4111-8111-111111111111');
    await post({ headers: { authorization: 'Basic eDp5' } });
    await post({ body: '{bad' });
    fault = new NotAuthenticatedError('Bad.', { code: 'ERR_TOKEN_SIGNATURE' });
    const { json } = await post({ token: 'very.secret.token', body: {} });
    await ask(`${listener.url}${stranger}`, { token: 'very.secret.token', body: {} });
    fault = new UnavailableError('Away.', { code: 'ERR_EDGE_NO_SNAPSHOT' });
    await post({ body: {} });
    const { text } = await metrics.show();
    const counted = text.split('\n').filter((line) => line.startsWith('vmrkit_callers_refused_total{'));
    expect(counted.sort()).toEqual(
      [
        `{integration="${INTEGRATION}",code="ERR_REQUEST_NO_TOKEN"} 1`,
        `{integration="${INTEGRATION}",code="ERR_REQUEST_JSON"} 1`,
        `{integration="${INTEGRATION}",code="ERR_TOKEN_SIGNATURE"} 1`,
        '{integration="unknown",code="ERR_TOKEN_SIGNATURE"} 1',
      ]
        .map((line) => `vmrkit_callers_refused_total${line}`)
        .sort(),
    );
    const fields = {
      integration: INTEGRATION,
      code: 'ERR_TOKEN_SIGNATURE',
      detail: 'Bad.',
      correlation_id: json.correlation_id,
    };
    expect(logger.lines).toContainEqual({ level: 'warn', message: 'An add-in was refused.', fields });
    expect(JSON.stringify(logger.lines)).not.toContain('very.secret.token');
  });

  it('says nothing of what went wrong inside', async () => {
    fault = new Error('the password is swordfish');
    const answer = await post({ body: {} });
    expect(answer).toMatchObject({ status: 500, json: { code: 'ERR_INTERNAL' } });
    expect(answer.text).not.toContain('swordfish');
  });

  it('limits the requests of one address', async () => {
    const answers = await Promise.all(Array.from({ length: 61 }, () => post({ body: {} })));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(1);
    expect(limited[0]?.json.code).toBe('ERR_REQUEST_LIMITED');
    expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('takes only UUIDs from clients as correlation ids', async () => {
    const answer = await post({ headers: { 'x-correlation-id': 'evil value' } });
    expect(answer.json.correlation_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is a router for an application of somebody else, whose own paths it leaves alone', async () => {
    const routers = await createRouters(parts.kit, { ...parts, features: [clientFeature] });
    const app = express();
    app.use(routers.public);
    app.get('/own', (_request, response) => {
      response.json({ own: true });
    });
    const own = await Listener.open(app, { listen: '127.0.0.1:0', tls: null, logger: silentLogger });
    try {
      expect((await ask(`${own.url}${RESERVATIONS}`, { body: {} })).json).toMatchObject({ kind: 'reserved' });
      expect((await ask(`${own.url}${RESERVATIONS}`, { method: 'GET' })).json.code).toBe('ERR_REQUEST_ROUTE');
      const before = logger.lines.length;
      expect((await ask(`${own.url}/own`, { method: 'GET' })).json).toEqual({ own: true });
      expect(logger.lines).toHaveLength(before);
    } finally {
      await own.close();
    }
  });
});
