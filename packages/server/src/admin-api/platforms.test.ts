import { createHash } from 'node:crypto';
import { silentLogger } from '@vmrkit/core';
import { copyAudit } from '@vmrkit/core/composition';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { admissionFeature } from '../admission-api/admission-feature.ts';
import { appsOf } from '../http/features.fixture.ts';
import { Listener } from '../runtime/listener.ts';
import { openResourceWorld } from './resource-world.fixture.ts';

type World = Awaited<ReturnType<typeof openResourceWorld>>;
const configured = {
  name: 'of-file',
  adapter: 'pexip',
  tenants: 'all',
  credentials: { username: 'infinity', password_sha256: '0'.repeat(64) },
};
const json = { name: 'portal', adapter: 'json', tenants: ['acme'] };

let world: World;
let caller: Awaited<ReturnType<World['account']>>['caller'];
let platforms: Listener;
beforeEach(async () => {
  world = await openResourceWorld({ config: { platforms: [configured] } });
  ({ caller } = await world.account('olga'));
  const { public: app } = await appsOf([admissionFeature], world.parts);
  platforms = await Listener.open(app, { listen: '127.0.0.1:0', tls: null, logger: silentLogger });
});
afterEach(() => Promise.all([platforms.close(), world.close()]));

const make = (body: object = json) => world.call(caller, 'POST platforms', { body });
/** The status that a platform is answered with. */
const ask = async (authorization: string) => {
  const headers = { authorization, 'content-type': 'application/json' };
  const url = `${platforms.url}/api/admission/v1/decisions`;
  return (await fetch(url, { method: 'POST', headers, body: '{"alias":"55123456"}' })).status;
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

it('[S5.2i] a platform may ask as soon as it is connected, by a credential of 256 bits that is shown once', async () => {
  expect(await ask('Bearer guess')).toBe(404);
  const { status, json: made } = await make();
  expect([status, made.secret]).toEqual([201, expect.stringMatching(/^[\w-]{43}$/)]);
  expect(made.routes).toEqual(['POST /api/admission/v1/decisions']);
  expect([await ask(`Bearer ${made.secret}`), await ask('Bearer guess')]).toEqual([200, 401]);
  const [stored] = await world.store.platforms.load('*', [made.id]);
  expect(stored?.value).toMatchObject({ proof: { bearerSha256: sha256(made.secret) } });
  await copyAudit({ store: world.store, clock: world.clock });
  const told = [
    await world.call(caller, 'GET platforms'),
    await world.call(caller, `GET platforms/${made.id}`),
    await world.call(caller, 'GET audit_events'),
  ];
  for (const seen of [stored, ...told.map((each) => each.json)]) {
    expect(JSON.stringify(seen)).not.toContain(made.secret);
  }
});

it('[S5.2i] one with a name and a password proves itself by both; a new password ends the one before', async () => {
  const { json: made } = await make({ ...json, username: 'portal' });
  const basic = (password: string) => `Basic ${Buffer.from(`portal:${password}`).toString('base64')}`;
  expect([await ask(basic(made.secret)), await ask(`Bearer ${made.secret}`)]).toEqual([200, 401]);
  const { json: renewed } = await world.call(caller, `POST platforms/${made.id}/secret`);
  expect([await ask(basic(made.secret)), await ask(basic(renewed.secret))]).toEqual([401, 200]);
});

it('[S5.2i] it is switched off and deleted at once, at the version that was read, and told in the audit trail', async () => {
  const { json: made, headers } = await make();
  const place = `platforms/${made.id}`;
  const off = { body: { enabled: false } };
  expect((await world.call(caller, `PATCH ${place}`, off)).status).toBe(428);
  const seen = { 'If-Match': headers.get('etag') ?? '' };
  expect((await world.call(caller, `PATCH ${place}`, { ...off, headers: seen })).json.enabled).toBe(false);
  expect(await ask(`Bearer ${made.secret}`)).toBe(404);
  expect((await world.call(caller, `DELETE ${place}`, { headers: seen })).status).toBe(412);
  const on = { body: { enabled: true }, headers: { 'If-Match': '"2"' } };
  expect((await world.call(caller, `PATCH ${place}`, on)).status).toBe(200);
  expect(await ask(`Bearer ${made.secret}`)).toBe(200);
  expect((await world.call(caller, `DELETE ${place}`, { headers: { 'If-Match': '"3"' } })).status).toBe(204);
  expect(await ask(`Bearer ${made.secret}`)).toBe(404);
  expect((await world.call(caller, `GET ${place}`)).status).toBe(404);
  await copyAudit({ store: world.store, clock: world.clock });
  const { json: trail } = await world.call(caller, 'GET audit_events');
  const actions = trail.items.map(({ action }: { action: string }) => action);
  expect(actions.filter((each: string) => each.startsWith('platform')).sort()).toEqual([
    'platform.changed',
    'platform.changed',
    'platform.created',
    'platform.deleted',
  ]);
});

it('[S5.2i] those of the configuration file are listed before the others, and are not changed here', async () => {
  await make();
  const { json: list } = await world.call(caller, 'GET platforms');
  expect(list.items).toMatchObject([
    { id: null, name: 'of-file', proof: 'basic', username: 'infinity', version: null },
    { name: 'portal', proof: 'bearer', tenants: ['acme'], fault: null, version: '1' },
  ]);
  expect(list.items[0].routes).toContain('GET /policy/v1/service/configuration');
  expect(JSON.stringify(list.items[0])).not.toContain('0'.repeat(64));
});

it('[S5.2i] a request that comes twice connects one platform', async () => {
  const asked = { body: json, headers: { 'Idempotency-Key': 'once' } };
  const [first, second] = [
    await world.call(caller, 'POST platforms', asked),
    await world.call(caller, 'POST platforms', asked),
  ];
  expect(second.json).toEqual(first.json);
  expect((await make()).code).toBe('ERR_PLATFORM_INVALID');
});

it.each<[string, object, string, string]>([
  ['an unknown adapter', { adapter: 'paper' }, 'adapter', 'json, '],
  ['the name of one in the file', { name: 'of-file' }, 'name', 'Another platform'],
  ['a setting that there is not', { adapter: 'pexip', settings: { colour: 1 } }, 'settings', 'colour'],
  ['a tenant that is none', { tenants: ['A B'] }, 'tenants', 'Lower-case'],
])('[S5.2i] %s is refused with the field that is wrong', async (_, change, field, message) => {
  const { status, json: problem } = await make({ ...json, ...change });
  expect(status).toBe(400);
  expect(JSON.stringify(problem.errors)).toContain(field);
  expect(JSON.stringify(problem)).toContain(message);
  expect((await world.call(caller, 'GET platforms')).json.items).toHaveLength(1);
});

it('[S5.2i] the adapters tell what their settings are typed in by', async () => {
  const { json: adapters } = await world.call(caller, 'GET platform_adapters');
  const [bbb] = adapters.items.filter(({ name }: { name: string }) => name === 'bigbluebutton');
  expect(bbb.fields).toContainEqual(expect.objectContaining({ path: 'server_url', type: 'text' }));
});
