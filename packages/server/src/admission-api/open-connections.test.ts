import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlugin, type PlatformRoute } from '@vmrkit/core';
import { createVmrKit } from '@vmrkit/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { serverConfigSchema } from '../config/server-config.ts';
import { openConnections } from './open-connections.ts';

const settingsSchema = z.strictObject({
  routes: z.array(z.custom<PlatformRoute>()).default([{ method: 'GET', path: '/rooms' }]),
  greeting: z.string().default('Hello'),
});
const adapter = ({ routes, greeting }: z.output<typeof settingsSchema>) => ({
  routes,
  question: () => ({ alias: '1' }),
  answer: () => ({ status: 200, headers: {}, body: greeting }),
});
const text = { title: 'T', help: 'H.' };
const description = {
  title: 'Test',
  documentation: 'docs/guides/server.md',
  fields: { routes: text, greeting: text },
};
const plugins = [
  definePlugin({ kind: 'join-adapter', name: 'plain', settingsSchema, description, create: adapter }),
  definePlugin({
    kind: 'join-adapter',
    name: 'signed',
    settingsSchema,
    description,
    create: (settings) => ({ ...adapter(settings), authenticate: () => true }),
  }),
];

const bearer = (digit: string) => ({ bearer_sha256: digit.repeat(64) });
const basic = (username: string) => ({ username, password_sha256: 'a'.repeat(64) });

/** Opens platforms named `p0`, `p1` and so on. */
function open(...platforms: readonly object[]) {
  const config = serverConfigSchema.parse({
    platforms: platforms.map((platform, index) => ({
      name: `p${index}`,
      adapter: 'plain',
      credentials: bearer(String(index)),
      tenants: 'all',
      ...platform,
    })),
  });
  return openConnections(config.platforms, createVmrKit({ plugins }));
}

const routes = (...paths: readonly string[]) => ({
  settings: { routes: paths.map((path) => ({ method: 'GET', path })) },
});
const routed = (route: object) => ({ settings: { routes: [{ method: 'GET', path: '/rooms', ...route }] } });

const folder = await mkdtemp(join(tmpdir(), 'vmrkit-platforms-'));
beforeAll(async () => {
  await writeFile(join(folder, 'secret'), 'shared between us\n');
  await writeFile(join(folder, 'same'), 'shared between us');
  await writeFile(join(folder, 'other'), 'another');
  await writeFile(join(folder, 'empty'), '\n');
});
afterAll(() => rm(folder, { recursive: true }));
const signed = (name: string) => ({
  adapter: 'signed',
  credentials: { secret_file: join(folder, name) },
});

it('gives each platform an adapter of its own settings', async () => {
  const connections = await open({ settings: { greeting: 'Welcome' } }, {});
  const request = {
    method: 'GET',
    path: '/',
    query: {},
    headers: {},
    body: null,
    rawBody: new Uint8Array(),
  };
  const said = connections.map(async (each) => [
    each.name,
    (await each.adapter.answer({ kind: 'unknown' }, request)).body,
  ]);
  expect(await Promise.all(said)).toEqual([
    ['p0', 'Welcome'],
    ['p1', 'Hello'],
  ]);
});

it('reads the secret that an adapter checks from its file', async () => {
  const [connection] = await open(signed('secret'));
  expect(connection?.credentials).toEqual({ secret: 'shared between us' });
});

describe('platforms side by side', () => {
  it.each<[string, readonly object[]]>([
    ['one path, two tokens', [{}, {}]],
    ['one path, a token and a password', [{}, { credentials: basic('a') }]],
    ['one path, two names', [{ credentials: basic('a') }, { credentials: basic('b') }]],
    ['one path, two secrets', [signed('secret'), signed('other')]],
    ['one path, two adapters', [{}, signed('secret')]],
    ['one token, two paths', [{}, { credentials: bearer('0'), ...routes('/halls') }]],
    ['one token, two methods', [{}, { credentials: bearer('0'), ...routed({ method: 'POST' }) }]],
    ['paths of other lengths', [routes('/rooms/{id}'), routes('/rooms', '/rooms/{id}/doors')]],
    ['two parameters of one place', [routes('/rooms/{id}'), routes('/rooms/{name}')]],
    [
      'paths that overlap in one adapter',
      [routes('/rooms/{id}', '/rooms/a'), routes('/rooms/{id}', '/rooms/a')],
    ],
    ['a path below the admission API', [routes('/api/admission/v1/rooms')]],
  ])('are opened: %s', async (_, platforms) => {
    expect(await open(...platforms)).toHaveLength(platforms.length);
  });

  it.each<[string, readonly object[], string, RegExp]>([
    ['an unknown adapter', [{ adapter: 'paper' }], 'platforms.0.adapter', /one of: plain, signed\./],
    [
      'one path, one token',
      [{}, { credentials: bearer('0') }],
      'platforms.1.credentials',
      /^GET \/rooms .*"p0".*same credentials.*Give/,
    ],
    [
      'one path in another case, one token',
      [routes('/Rooms/{id}'), { credentials: bearer('0'), ...routes('/rooms/{name}') }],
      'platforms.1.credentials',
      /^GET \/rooms\/\{name\} /,
    ],
    [
      'one secret in two files',
      [signed('secret'), signed('same')],
      'platforms.1.credentials',
      /same credentials/,
    ],
    [
      'paths that overlap',
      [routes('/rooms/{id}'), routes('/halls', '/rooms/a')],
      'platforms.1.adapter',
      /^GET \/rooms\/a clashes with GET \/rooms\/\{id\} .*"p0".*Give/,
    ],
    ['one path, two ways to read a body', [{}, routed({ body: 'form' })], 'platforms.1.adapter', /clashes/],
    ['a path of the server', [routes('/api/client/v2/x')], 'platforms.0.adapter', /^GET \/api.*Give/],
    ['a probe of the server', [routes('/Healthz')], 'platforms.0.adapter', /path of the server/],
    ['a parameter that is a path of the server', [routes('/{any}')], 'platforms.0.adapter', /of the server/],
    ['a parameter below the API', [routes('/api/{any}/v1')], 'platforms.0.adapter', /of the server/],
    ['a path that is none', [routes('rooms')], 'platforms.0.adapter', /^GET rooms is no route/],
    ['a pattern of its own', [routes('/rooms/*all')], 'platforms.0.adapter', /is no route/],
    ['a strange method', [routed({ method: 'TRACE' })], 'platforms.0.adapter', /^TRACE .*is no route/],
    [
      'a secret that nobody checks',
      [{ ...signed('secret'), adapter: 'plain' }],
      'platforms.0.credentials',
      /checks no secret/,
    ],
    [
      'no secret file',
      [signed('none')],
      'platforms.0.credentials.secret_file',
      /none cannot be read \(.*Name/,
    ],
    ['an empty secret', [signed('empty')], 'platforms.0.credentials.secret_file', /empty is empty/],
  ])('are refused: %s', async (_, platforms, path, message) => {
    const error = await open(...platforms).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_CONFIG_PLATFORM' });
    const { issues } = error as { issues: { path: string[]; message: string }[] };
    expect(issues).toHaveLength(1);
    expect(issues[0]?.path.join('.')).toBe(path);
    expect(issues[0]?.message).toMatch(message);
  });
});
