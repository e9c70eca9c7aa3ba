import { NotAllowedError } from '@vmrkit/core';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { Listener } from '../runtime/listener.ts';
import { appsOf, featureParts } from './features.fixture.ts';
import { everybody, Reply, type Route, route } from './route.ts';
import type { ServerFeature } from './server-feature.ts';

let listener: Listener;
afterEach(() => listener.close());

async function serve(...routes: readonly Route[]): Promise<string> {
  const feature: ServerFeature = {
    name: 'things',
    listeners: ['public'],
    roles: ['all'],
    open: async () => ({ routes }),
  };
  const parts = featureParts();
  const { public: app } = await appsOf([feature], parts);
  listener = await Listener.open(app, { listen: '127.0.0.1:0', tls: null, logger: parts.logger });
  return listener.url;
}

const shared = { summary: 'A thing.', access: everybody, faults: [] } as const;

it('hands over what its schemas let pass, and answers what its schema knows', async () => {
  const url = await serve(
    route({
      ...shared,
      method: 'put',
      path: '/things/{id}',
      id: 'putThing',
      params: z.object({ id: z.string().max(3) }),
      query: z.object({ page: z.coerce.number() }),
      body: z.object({ size: z.int() }),
      answer: z.object({ sum: z.int() }),
      handle: async ({ params, query, body }) => {
        const answer = { sum: query.page + body.size + params.id.length, secret: 1 };
        return new Reply(201, answer);
      },
    }),
  );
  const put = (path: string, body: object) =>
    fetch(`${url}${path}`, { method: 'PUT', body: JSON.stringify(body) });
  const answer = await put('/things/abc?page=2', { size: 4 });
  expect([answer.status, await answer.json()]).toEqual([201, { sum: 9 }]);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  for (const [path, body] of [
    ['/things/abcd?page=2', { size: 4 }],
    ['/things/abc', { size: 4 }],
    ['/things/abc?page=2', { size: 'x' }],
  ] as const) {
    expect((await (await put(path, body)).json()).code).toBe('ERR_REQUEST_INVALID');
  }
});

it('hands over headers, and answers with its own status, type and headers', async () => {
  const text = route({
    ...shared,
    method: 'put',
    path: '/texts',
    id: 'putText',
    body: z.string(),
    bodyType: 'text/csv',
    maxBodyBytes: 70_000,
    answer: z.string(),
    answerType: 'text/csv',
    status: 201,
    handle: async ({ body, headers }) => `${headers['if-match']}/${body.length}`,
  });
  const gone = route({
    ...shared,
    method: 'delete',
    path: '/texts',
    id: 'deleteText',
    answer: z.strictObject({}),
    status: 204,
    handle: async () => new Reply(204, {}, { ETag: '"2"', 'Set-Cookie': ['a=1', 'b=2'] }),
  });
  const url = await serve(text, gone);
  const put = (bytes: number) =>
    fetch(`${url}/texts`, { method: 'PUT', body: 'x'.repeat(bytes), headers: { 'If-Match': '"1"' } });
  const answer = await put(70_000);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([201, 'text/csv; charset=utf-8']);
  expect(await answer.text()).toBe('"1"/70000');
  expect((await put(70_001)).status).toBe(413);
  const emptied = await fetch(`${url}/texts`, { method: 'DELETE' });
  expect([emptied.status, await emptied.text(), emptied.headers.get('etag')]).toEqual([204, '', '"2"']);
  expect(emptied.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

it('says who calls before it reads a body, and tells of what it refused', async () => {
  const refused: string[] = [];
  const url = await serve(
    route({
      ...shared,
      method: 'post',
      path: '/things',
      id: 'postThing',
      access: {
        schemes: { key: 'bearer' },
        authenticate() {
          throw new NotAllowedError('No.', { code: 'ERR_TEST' });
        },
      },
      body: z.object({}),
      answer: z.object({}),
      handle: async () => ({}),
      refused: ({ code }) => void refused.push(code),
    }),
  );
  expect((await fetch(`${url}/things`, { method: 'POST', body: '{bad' })).status).toBe(403);
  expect(refused).toEqual(['ERR_TEST']);
});
