import { formatInstant, MINUTE_MS, shift } from '@vmrkit/core';
import { editAccount } from '@vmrkit/core/composition';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cookieOf, nobody, openAdminFolder, pairOf } from './admin-api.fixture.ts';
import { PASSWORD } from './admin-world.fixture.ts';

let { world, close } = {} as Awaited<ReturnType<typeof openAdminFolder>>;
beforeEach(async () => {
  ({ world, close } = await openAdminFolder());
});
afterEach(() => close());
const by = { actor: 'test', details: {} };
const setPassword = (id: string) =>
  editAccount(id, { by, may: () => {}, password: PASSWORD }, world.access.deps);

describe('signing in', () => {
  it('gives a cookie that scripts and other sites cannot use, and takes it away again', async () => {
    await setPassword((await world.account('olga')).id);
    const body = { name: 'Olga', password: PASSWORD };
    const signedIn = await world.call(nobody, 'POST session', { body });
    expect(signedIn).toMatchObject({ status: 200, json: { account: { name: 'olga', role: 'operator' } } });
    const cookie = cookieOf(signedIn.headers);
    expect(cookie).toMatch(/^__Host-vmrkit-admin=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    const caller = { Cookie: pairOf(cookie), Origin: world.origin };
    const session = await world.call(caller, 'GET session');
    const ends = formatInstant(shift(world.clock.now(), 30 * MINUTE_MS));
    expect(session.json).toMatchObject({ account: { name: 'olga' }, session_ends_at: ends });
    expect(session.headers.get('cache-control')).toBe('no-store');
    expect(session.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(session.headers.get('x-content-type-options')).toBe('nosniff');
    const out = await world.call(caller, 'DELETE session');
    expect([out.status, cookieOf(out.headers)]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await world.call(caller, 'GET session')).code).toBe('ERR_ADMIN_SIGNED_OUT');
  });

  it('answers an unknown name as a wrong password, and locks both alike', async () => {
    await setPassword((await world.account('olga')).id);
    const ask = (name: string) =>
      world.call(nobody, 'POST session', { body: { name, password: 'wrong' } }).then(({ status, json }) => {
        const { correlation_id: _, ...problem } = json;
        return { status, problem };
      });
    expect(await ask('nobody')).toEqual(await ask('olga'));
    expect((await ask('olga')).status).toBe(401);
    for (const name of ['olga', 'nobody']) {
      for (let tries = 0; tries < 10; tries += 1) {
        await world.access.sessions.signIn({ name, password: 'x' }).catch(() => {});
      }
      expect(await ask(name)).toMatchObject({ status: 429, problem: { code: 'ERR_ADMIN_LOCKED' } });
    }
  });

  it('is limited by address', async () => {
    const ask = () => world.call(nobody, 'POST session', { body: {} });
    const codes = await Promise.all(Array.from({ length: 31 }, async () => (await ask()).code));
    expect(codes.filter((code) => code === 'ERR_REQUEST_LIMITED')).toHaveLength(1);
  });
});

describe('a session', () => {
  it('is of no use to another origin', async () => {
    const { caller } = await world.account('olga');
    const { Cookie = '' } = caller;
    const forged: readonly [string, Record<string, string>][] = [
      ['POST accounts', { Cookie, Origin: 'https://evil.example' }],
      ['POST accounts', { Cookie, Origin: 'http://127.0.0.1:1' }],
      ['POST accounts', { Cookie, Origin: 'null' }],
      ['POST accounts', { Cookie }],
      ['DELETE session', { Cookie, Origin: world.origin, 'Sec-Fetch-Site': 'same-site' }],
      ['POST accounts', { Cookie, Origin: world.origin, 'Sec-Fetch-Site': 'none' }],
      ['GET accounts', { Cookie, 'Sec-Fetch-Site': 'cross-site' }],
      ['GET accounts', { Cookie, Origin: 'https://evil.example' }],
    ];
    for (const [asked, headers] of forged) {
      expect(await world.call(headers, asked, asked.startsWith('POST') ? { body: {} } : {})).toMatchObject({
        status: 403,
        code: 'ERR_ADMIN_OTHER_ORIGIN',
      });
    }
    const own = { ...caller, 'Sec-Fetch-Site': 'same-origin' };
    expect((await world.call(own, 'GET accounts')).status).toBe(200);
    expect(
      (await world.call(nobody, 'POST session', { body: {}, headers: { Origin: 'https://evil.example' } }))
        .code,
    ).toBe('ERR_ADMIN_OTHER_ORIGIN');
  });

  it('ends with a changed password, which one changes by the present one and stays signed in', async () => {
    const { id, caller } = await world.account('olga');
    await setPassword(id);
    const { secret } = await world.access.sessions.begin(id);
    const own = { ...caller, Cookie: `__Host-vmrkit-admin=${secret}` };
    const found = await world.call(own, `GET accounts/${id}`);
    const headers = { 'If-Match': found.headers.get('etag') ?? '' };
    const change = (body: object) => world.call(own, `PATCH accounts/${id}`, { body, headers });
    expect((await change({ password: 'another good one' })).code).toBe('ERR_ADMIN_SIGN_IN');
    const changed = await change({ password: 'another good one', current_password: PASSWORD });
    expect(changed.status).toBe(200);
    expect((await world.call(own, 'GET session')).status).toBe(401);
    const next = { Cookie: pairOf(cookieOf(changed.headers)), Origin: world.origin };
    expect((await world.call(next, 'GET session')).status).toBe(200);
  });
});

describe('accounts', () => {
  const anna = { name: 'anna', role: 'tenant-administrator', tenants: ['acme'], password: PASSWORD };

  it('are made, listed, changed at the version that was read, and deleted, and each is told once', async () => {
    const { caller } = await world.account('olga');
    const made = await world.call(caller, 'POST accounts', { body: anna });
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    const { id } = made.json;
    expect((await world.call(caller, 'POST accounts', { body: anna })).code).toBe('ERR_ACCOUNT_TAKEN');
    const page = await world.call(caller, 'GET accounts?limit=1');
    expect(page.json.items.map(({ name }: { name: string }) => name)).toEqual(['anna']);
    const rest = await world.call(caller, `GET accounts?cursor=${encodeURIComponent(page.json.next_cursor)}`);
    expect(rest.json).toMatchObject({ items: [{ name: 'olga' }], next_cursor: null });
    const change = (match?: string) =>
      world.call(caller, `PATCH accounts/${id}`, {
        body: { tenants: ['acme', 'beta'] },
        headers: match === undefined ? {} : { 'If-Match': match },
      });
    expect([(await change()).status, (await change('"9"')).status]).toEqual([428, 412]);
    const both = await Promise.all([change('"1"'), change('"1"')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const gone = await world.call(caller, `DELETE accounts/${id}`, { headers: { 'If-Match': '"2"' } });
    expect(gone.status).toBe(204);
    const [left] = await world.store.accounts.load('*', [id]);
    expect(left?.value.audit).toMatchObject([
      { action: 'account.created', actor: 'olga', details: { via: 'session' } },
      {
        action: 'account.changed',
        changes: [{ path: 'tenants', before: '["acme"]', after: '["acme","beta"]' }],
      },
      { action: 'account.deleted' },
    ]);
    expect(JSON.stringify(left)).not.toMatch(/plain:|correct horse/);
  });

  it('are made once by a request that comes twice', async () => {
    const { caller } = await world.account('olga');
    const post = (body: object) =>
      world.call(caller, 'POST accounts', { body, headers: { 'Idempotency-Key': 'k1' } });
    const [one, two] = [await post(anna), await post(anna)];
    expect([two.status, two.json, two.headers.get('etag')]).toEqual([201, one.json, '"1"']);
    expect(await post({ ...anna, name: 'emil' })).toMatchObject({
      status: 422,
      code: 'ERR_REQUEST_KEY_REUSED',
    });
  });

  it('are nobody’s but operators’, and of others not even there', async () => {
    const { id } = await world.account('olga');
    const acme = await world.account('anna', ['acme']);
    expect((await world.call(acme.caller, 'GET accounts')).status).toBe(403);
    expect((await world.call(acme.caller, `GET accounts/${id}`)).status).toBe(404);
    expect((await world.call(acme.caller, `GET accounts/${acme.id}`)).status).toBe(200);
    const headers = { 'If-Match': '"1"' };
    const change = (body: object) => world.call(acme.caller, `PATCH accounts/${acme.id}`, { body, headers });
    expect((await change({ role: 'operator', tenants: 'all' })).code).toBe('ERR_ADMIN_OPERATOR_ONLY');
    expect((await change({ email: 'anna@acme.example' })).status).toBe(200);
  });

  it('tell every fault of a new one with its path', async () => {
    const { caller } = await world.account('olga');
    const body = { ...anna, name: 'An na', tenants: 'all' };
    const { status, json } = await world.call(caller, 'POST accounts', { body });
    expect([status, json.errors.map(({ path }: { path: string[] }) => path[0])]).toEqual([
      400,
      ['name', 'tenants'],
    ]);
    expect((await world.call(caller, 'POST accounts', { body: { ...anna, password: 'short' } })).code).toBe(
      'ERR_ACCOUNT_PASSWORD',
    );
  });
});
