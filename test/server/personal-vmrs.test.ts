import { definePlugin, type PersonalRoom, type SignedInIdentity, UnavailableError } from '@vmrkit/core';
import type { VmrServer } from '@vmrkit/server';
import { FakeSignInProvider } from '@vmrkit/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ask, INTEGRATION, ServerWorld } from './server-world.ts';
import {
  CLIENT,
  CookieBrowser,
  fakeSignInPlugin,
  listedCallersPlugin,
  TestPane,
  TestUsers,
} from './sign-in-world.ts';

const EXCHANGE = 'exchange.pane.token';
const ROOMS = `${CLIENT}/${INTEGRATION}/personal_vmrs`;
const record = {
  general: { name: 'Sales', enable_personal_vmrs: true },
  personal: { allow_new_users: true },
  sign_in: { provider: 'fake' },
  callers: [{ provider: 'listed' }],
};

let deployment: ServerWorld;
let provider: FakeSignInProvider;
let users: TestUsers;
let server: VmrServer;
let plugins: ServerWorld['plugins'];

beforeEach(async () => {
  deployment = await ServerWorld.create();
  provider = new FakeSignInProvider();
  users = new TestUsers();
  const callers = new Map([
    [EXCHANGE, 'exchange/mail.example.com/olga'],
    ['stranger', 'exchange/mail.example.com/ben'],
  ]);
  plugins = [...deployment.plugins, fakeSignInPlugin(provider), listedCallersPlugin(callers)];
  await deployment.importRecord(record, plugins);
  server = await deployment.start('all', { plugins, configure: users.watch });
  await users.addRooms([
    { name: 'Olga’s room', owner_email: 'OLGA@example.com', aliases: ['olga@vc.example.com', '5512'] },
    { name: 'Ben’s room', owner_email: 'ben@example.com', aliases: ['ben@vc.example.com'] },
  ]);
  await users.addRooms(
    [{ name: 'Elsewhere', owner_email: 'olga@example.com', aliases: ['olga@other.example'] }],
    'other',
  );
});
afterEach(() => deployment.close());

const get = (token: string, path = '') => ask(`${server.publicUrl}${ROOMS}${path}`, { method: 'GET', token });

/** Signs in from a pane with this token; gives its bearer. */
async function bearerOf(who: Partial<SignedInIdentity> = {}, token?: string): Promise<string> {
  const pane = new TestPane(server.publicUrl, token);
  const begun = await pane.begin();
  const browser = new CookieBrowser(server.publicUrl);
  const opened = await browser.go(begun.url);
  const page = await browser.go(provider.approve(opened.location, who));
  return (await pane.result(begun, page.data.code)).json.bearer;
}

it('[S9.5e, S9.4a] lists and renders for who signed in, and from then on for the mailbox alone', async () => {
  expect(await get(EXCHANGE)).toMatchObject({ status: 403, json: { code: 'ERR_PERSONAL_VMRS_SIGN_IN' } });
  const bearer = await bearerOf({}, EXCHANGE);
  for (const token of [bearer, EXCHANGE]) {
    const list = await get(token);
    expect(list).toMatchObject({
      status: 200,
      json: { account: 'Olga Organizer', rooms: [{ name: 'Olga’s room' }] },
    });
    const texts = await get(token, `/${list.json.rooms[0].id}?language=de`);
    expect(texts).toMatchObject({ status: 200, json: { room: { name: 'Olga’s room' } } });
    expect(texts.json.html).toContain('olga@vc.example.com');
    expect(texts.json.location).toContain('olga@vc.example.com');
  }
});

it('[S9.5e] shows nobody a room of somebody else, nor to an address that the person could choose', async () => {
  const bens = await get(await bearerOf({ key: 'fake:ben', email: 'ben@example.com' }));
  const bearer = await bearerOf();
  expect(await get(bearer, `/${bens.json.rooms[0].id}`)).toMatchObject({
    status: 404,
    json: { code: 'ERR_ROOM_NOT_FOUND' },
  });
  const chosen = await bearerOf({ key: 'fake:eve', isEmailTrusted: false });
  expect(await get(chosen)).toMatchObject({ status: 200, json: { rooms: [] } });
  expect(await get('stranger')).toMatchObject({ status: 403, json: { code: 'ERR_PERSONAL_VMRS_SIGN_IN' } });
});

it('[S9.5b] shows the rooms of the source that the record names, in place of those in the store', async () => {
  const asked: string[] = [];
  const room = {
    id: '7',
    name: 'On the bridge',
    description: '',
    pins: null,
    allowGuests: false,
    aliases: { domain: ['bridge@vc.example.com'], numeric: [], others: [] },
  };
  const roomsOf = async (owner: string): Promise<readonly PersonalRoom[]> => {
    asked.push(owner);
    if (asked.length > 1) throw new UnavailableError('Away.', { code: 'ERR_PEXIP_ROOMS_ANSWER' });
    return [room];
  };
  const bridge = definePlugin({
    kind: 'room-source',
    name: 'bridge',
    settingsSchema: z.strictObject({}),
    description: { title: 'Of the tests', documentation: '', fields: {} },
    create: () => ({ roomsOf }),
  });
  await server.stop();
  plugins = [...plugins, bridge];
  await deployment.importRecord({ ...record, room_source: { provider: 'bridge' } }, plugins);
  server = await deployment.start('all', { plugins, configure: users.watch });
  const bearer = await bearerOf({ email: 'Olga@example.com' });
  expect(await get(bearer)).toMatchObject({ status: 200, json: { rooms: [{ name: 'On the bridge' }] } });
  expect(await get(bearer)).toMatchObject({ status: 503, json: { code: 'ERR_PEXIP_ROOMS_ANSWER' } });
  expect(asked).toEqual(['Olga@example.com', 'Olga@example.com']);
});

it('[S9.5e, S7.2e] ends with the user’s record, and with the switch', async () => {
  const bearer = await bearerOf();
  await users.deleteAll();
  expect(await get(bearer)).toMatchObject({ status: 401, json: { code: 'ERR_TOKEN_REVOKED' } });
  const again = await bearerOf();
  await deployment.importRecord({ ...record, general: { name: 'Sales' } }, plugins);
  await vi.waitFor(
    async () =>
      expect(await get(again)).toMatchObject({ status: 403, json: { code: 'ERR_PERSONAL_VMRS_OFF' } }),
    15_000,
  );
});
