import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Attributes, type Span, type SpanStatus, trace } from '@opentelemetry/api';
import { definePlugin, type Http, type MailboxProvider, silentLogger, UnavailableError } from '@vmrkit/core';
import express from 'express';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { correlation } from '../http/correlation.ts';
import { observe } from '../http/observe.ts';
import { ServerMetrics } from '../operations-api/server-metrics.ts';
import { traceHttp } from './trace-http.ts';
import { traceMailboxes } from './trace-mailboxes.ts';

interface Ended {
  name: string;
  attributes: Attributes;
  status: SpanStatus | null;
}

const ended: Ended[] = [];

/** What an SDK would be: keeps the spans that ended. */
class RecordingTracer {
  startSpan(name: string, { attributes = {} }: { readonly attributes?: Attributes } = {}): Span {
    const told: Ended = { name, attributes: { ...attributes }, status: null };
    const span = {
      setAttribute: (key: string, value: string) => void Object.assign(told.attributes, { [key]: value }),
      setAttributes: (more: Attributes) => void Object.assign(told.attributes, more),
      setStatus: (status: SpanStatus) => void Object.assign(told, { status }),
      updateName: (other: string) => void Object.assign(told, { name: other }),
      end: () => void ended.push(told),
      spanContext: () => ({ traceId: '', spanId: '', traceFlags: 0 }),
    };
    return span as never;
  }
  startActiveSpan(name: string, options: object, work: (span: Span) => unknown): unknown {
    return work(this.startSpan(name, options));
  }
}

beforeAll(() => void trace.setGlobalTracerProvider({ getTracer: () => new RecordingTracer() as never }));
afterAll(() => trace.disable());
beforeEach(() => void ended.splice(0));

it('a request is a span by its route, with the correlation id and without its path', async () => {
  const app = express();
  app.use(correlation);
  app.use(observe({ logger: silentLogger, metrics: new ServerMetrics() }));
  app.get('/things/:id', (_, response) => void response.status(503).end());
  const server = await new Promise<Server>((resolve) => {
    const made = app.listen(0, '127.0.0.1', () => resolve(made));
  });
  const id = '0b6d3c52-0000-4000-8000-000000000000';
  const { port } = server.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}/things/secret`, { headers: { 'x-correlation-id': id } });
  await new Promise((resolve) => server.close(resolve));
  expect(ended).toEqual([
    {
      name: 'GET /things/:id',
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/things/:id',
        'http.response.status_code': 503,
        'vmrkit.correlation_id': id,
      },
      status: { code: 2 },
    },
  ]);
});

it('a call to another system is a span by its host, and a failure is told by its code', async () => {
  let fails = false;
  const send = async () => {
    if (fails) throw new UnavailableError('secret', { code: 'ERR_HTTP_UNREACHABLE' });
    return { status: 200 };
  };
  const http = traceHttp({ client: () => ({ fetch: send, connection: () => ({ send }) }) } as never as Http);
  const url = new URL('https://mail.example.com/path/secret');
  await http.client().fetch(url);
  fails = true;
  const sent = http
    .client()
    .connection(url)
    .send({ method: 'POST' } as never);
  await expect(sent).rejects.toMatchObject({ code: 'ERR_HTTP_UNREACHABLE' });
  const common = { 'server.address': 'mail.example.com', 'server.port': 443 };
  expect(ended).toEqual([
    {
      name: 'GET mail.example.com',
      attributes: { ...common, 'http.request.method': 'GET', 'http.response.status_code': 200 },
      status: null,
    },
    {
      name: 'POST mail.example.com',
      attributes: { ...common, 'http.request.method': 'POST' },
      status: { code: 2, message: 'ERR_HTTP_UNREACHABLE' },
    },
  ]);
});

it('a batch of a worker is a span by its mailbox, and the mailbox is as it was', async () => {
  class Mailbox {
    #read = 0;
    readonly repliesPerMinute = 30;
    async read(refs: readonly unknown[]) {
      this.#read += refs.length;
      return this.#read;
    }
    count() {
      return this.#read;
    }
  }
  const provider = Object.freeze({ equipmentMailbox: () => new Mailbox(), close: async () => 'closed' });
  const plugin = definePlugin({
    kind: 'mailbox-provider',
    name: 'plain',
    settingsSchema: z.strictObject({}),
    description: { title: 'Plain', documentation: '', fields: {} },
    create: () => provider as never as MailboxProvider,
  });
  const [traced] = traceMailboxes([plugin as never]);
  const opened = (await traced?.create({}, {} as never, {} as never)) as MailboxProvider;
  const mailbox = opened.equipmentMailbox('vmr@example.com') as never as Mailbox;
  expect(await mailbox.read([1, 2])).toBe(2);
  expect(mailbox.count()).toBe(2);
  expect(mailbox.repliesPerMinute).toBe(30);
  expect('notified' in opened).toBe(false);
  expect(await opened.close()).toBe('closed');
  const attributes = { 'vmrkit.mailbox': 'vmr@example.com', 'vmrkit.batch': 2 };
  expect(ended).toEqual([{ name: 'mailbox read', attributes, status: null }]);
});
