import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_PATH, type AdminRoute } from './admin-route.ts';
import { adminPartsOf, openAdminRoutes } from './admin-routes.ts';
import type { AdminCaller } from './admin-world.fixture.ts';
import { type ForeignCall, foreignCalls, type IsolationWorld, MARK } from './isolation.fixture.ts';
import { openResourceWorld } from './resource-world.fixture.ts';

/** Routes that are about the caller alone. */
const ownRoutes = ['getAdminSession', 'signOutAdministrator'];
/** Routes that anybody may call, with or without a session. */
const openRoutes = ['signInAdministrator', 'createFirstAdministrator', 'listAdminSignInProviders'];

/** POSTs that change nothing which the audit would tell. */
const changesNothing = [
  'validateIntegration',
  'beginServiceAccountSignIn',
  'testIntegration',
  'testWebhook',
  'previewTemplate',
];

let world: IsolationWorld;
let routes: readonly AdminRoute[];
beforeAll(async () => {
  const opened = await openResourceWorld();
  world = { ...opened, acme: await opened.account('anna', ['acme']) };
  routes = await openAdminRoutes(await adminPartsOf(world.parts));
});
afterAll(() => world.close());

const ask = ({ method, path }: AdminRoute, { caller, ...asked }: ForeignCall & { caller: AdminCaller }) => {
  const { params = {}, query, ...call } = asked;
  const place = path.slice(ADMIN_PATH.length + 1).replace(/\{(\w+)\}/g, (_, name) => {
    return encodeURIComponent(params[name] ?? 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10');
  });
  return world.call(caller, `${method.toUpperCase()} ${place}${query ? `?${query}` : ''}`, call);
};

it('lets nobody in without proof but where everybody may', async () => {
  const open = routes.filter(({ permission }) => permission === 'everybody').map(({ id }) => id);
  expect(open).toEqual(openRoutes);
  for (const route of routes.filter(({ id }) => !openRoutes.includes(id))) {
    for (const caller of [
      {},
      { Authorization: 'Bearer vmrkit_guess' },
      { Cookie: '__Host-vmrkit-admin=guess' },
    ]) {
      const own = { ...caller, Origin: world.origin };
      expect([route.id, (await ask(route, { caller: own })).status]).toEqual([route.id, 401]);
    }
  }
});

it('refuses tenant administrators what is for operators alone', async () => {
  const operators = routes.filter(({ permission }) => permission === 'operator');
  expect(operators.length).toBeGreaterThan(0);
  for (const route of operators) {
    const { status, code } = await ask(route, { caller: world.acme.caller });
    expect([route.id, status, code]).toEqual([route.id, 403, 'ERR_ADMIN_OPERATOR_ONLY']);
  }
});

it('shows and changes nothing of another tenant, whichever route is asked', async () => {
  const beta = await world.account('bert', ['beta']);
  const table = routes.filter(({ id, permission }) => {
    return (permission === 'tenant' || permission === 'signed-in') && !ownRoutes.includes(id);
  });
  expect(Object.keys(foreignCalls).sort()).toEqual(table.map(({ id }) => id).sort());
  for (const route of table) {
    const {
      status: expected = 404,
      unmarked = false,
      ...foreign
    } = (await foreignCalls[route.id]?.(world)) ?? {};
    const { status, json } = await ask(route, { ...foreign, caller: beta.caller });
    expect([route.id, status]).toEqual([route.id, expected]);
    expect(JSON.stringify(json), route.id).not.toContain(MARK);
    // What was asked about is there, for those whose it is.
    const own = await ask(route, { ...foreign, caller: world.acme.caller });
    if (expected === 404) expect([route.id, own.status]).not.toEqual([route.id, 404]);
    if (expected === 200 && !unmarked) expect(JSON.stringify(own.json), route.id).toContain(MARK);
  }
});

it('declares what each route that changes something is told as', () => {
  const silent = routes.filter(({ method, audit }) => method !== 'get' && audit === null).map(({ id }) => id);
  expect(silent).toEqual(['signInAdministrator', 'signOutAdministrator', ...changesNothing]);
});
