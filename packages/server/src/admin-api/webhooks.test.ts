import { copyAudit } from '@vmrkit/core/composition';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openResourceWorld } from './resource-world.fixture.ts';

type World = Awaited<ReturnType<typeof openResourceWorld>>;
const hook = { tenant_id: 'acme', url: 'https://10.0.0.1/hook', events: ['conference.created'] };

let world: World;
let caller: Awaited<ReturnType<World['account']>>['caller'];
beforeEach(async () => {
  world = await openResourceWorld();
  ({ caller } = await world.account('anna', ['acme']));
});
afterEach(() => world.close());

const make = (body: object = hook) => world.call(caller, 'POST webhooks', { body });
const audited = async () => {
  await copyAudit({ store: world.store, clock: world.clock });
  const { json } = await world.call(caller, 'GET audit_events');
  return json.items;
};

it('[S12.6e] a secret is shown when it is made and when it is renewed, and nowhere else', async () => {
  const { status, json } = await make();
  expect([status, json.secret]).toEqual([201, expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/)]);
  const renewed = await world.call(caller, `POST webhooks/${json.id}/secret`);
  expect(renewed.json.secret).toMatch(/^whsec_/);
  expect(renewed.json.secret).not.toBe(json.secret);
  const one = await world.call(caller, `GET webhooks/${json.id}`);
  const list = await world.call(caller, 'GET webhooks?tenant_id=acme');
  expect(list.json.items).toEqual([one.json]);
  expect(one.json).toMatchObject({ ...hook, description: '', enabled: true, failures: 0, last_error: null });
  const [stored] = await world.store.webhooks.load('acme', [json.id]);
  for (const told of [one.json, list.json, stored, await audited()]) {
    expect(JSON.stringify(told)).not.toContain('whsec_');
  }
});

it('[S12.6e] each change is audited, and made to the version that was read', async () => {
  const { json, headers } = await make();
  const place = `webhooks/${json.id}`;
  const body = { enabled: false };
  expect((await world.call(caller, `PATCH ${place}`, { body })).status).toBe(428);
  const seen = { 'If-Match': headers.get('etag') ?? '' };
  const changed = await world.call(caller, `PATCH ${place}`, { body, headers: seen });
  expect(changed.json).toMatchObject({ enabled: false, url: hook.url });
  expect((await world.call(caller, `DELETE ${place}`, { headers: seen })).status).toBe(412);
  const now = { 'If-Match': changed.headers.get('etag') ?? '' };
  expect((await world.call(caller, `DELETE ${place}`, { headers: now })).status).toBe(204);
  expect((await world.call(caller, `GET ${place}`)).status).toBe(404);
  const told = (await audited()) as readonly { readonly action: string; readonly actor: string }[];
  expect(told.map(({ action, actor }) => `${actor} ${action}`).sort()).toEqual([
    'anna webhook.changed',
    'anna webhook.created',
    'anna webhook.deleted',
  ]);
});

it.each<[string, object, string]>([
  ['plain http', { url: 'http://hooks.example/' }, 'url'],
  ['a password in the URL', { url: 'https://a:b@hooks.example/' }, 'url'],
  ['this machine', { url: 'https://localhost/' }, 'url'],
  ['a fragment', { url: 'https://hooks.example/#x' }, 'url'],
  ['no event', { events: [] }, 'events'],
  ['a long description', { description: 'x'.repeat(251) }, 'description'],
])('[S12.6e] %s is refused with the field that is wrong', async (_, change, field) => {
  const { status, json } = await make({ ...hook, ...change });
  expect([status, json.code]).toEqual([400, 'ERR_WEBHOOK_INVALID']);
  expect(JSON.stringify(json.errors)).toContain(field);
});

it('[S12.6e] a tenant has 20 webhooks at most, and a test tells why a receiver was not reached', async () => {
  const made = [];
  for (let count = 0; count < 21; count += 1) made.push(await make());
  expect(made.map(({ status }) => status)).toEqual([...Array(20).fill(201), 409]);
  const { json } = await world.call(caller, `POST webhooks/${made[0]?.json.id}/test`);
  expect(json).toEqual({ delivered: false, error: 'ERR_EGRESS_REFUSED' });
});
