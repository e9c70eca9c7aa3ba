import { NotAllowedError, type SignedInIdentity, type SignInProvider } from '@vmrkit/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openAdminWorld } from './admin-world.fixture.ts';

const ORIGIN = 'http://localhost:8444';
/** Who comes back from the provider; null: it refuses. */
let key: string | null;
const made: object[] = [];
const provider: SignInProvider = {
  begin: async ({ state, redirectUri }) => ({
    url: `https://login.example/?${new URLSearchParams({ state, redirect_uri: redirectUri })}`,
    keep: 'verifier',
  }),
  async complete({ callbackUrl, keep }) {
    if (keep !== 'verifier' || !callbackUrl.startsWith(`${ORIGIN}/api/admin/v1/sign_in/entra/return?`)) {
      throw new TypeError('This is not what was begun.');
    }
    if (key === null) throw new NotAllowedError('No.', { code: 'ERR_SIGN_IN_REFUSED' });
    return { key, email: 'olga@acme.example', isEmailTrusted: true } as SignedInIdentity;
  },
};

let world: Awaited<ReturnType<typeof openAdminWorld>>;
beforeEach(async () => {
  key = 'entra/t/olga';
  const sign_in = [{ name: 'entra', title: 'Acme', provider: 'azure', settings: { tenant_id: 't' } }];
  const integrationPlugins = {
    create: async (_kind: string, choice: object) => {
      made.push(choice);
      return provider;
    },
  };
  world = await openAdminWorld({
    kit: { integrationPlugins },
    config: { admin: { origin: ORIGIN, sign_in } },
  });
});
afterEach(() => world.close());

const pairOf = (cookie: string | undefined) => cookie?.split(';')[0] ?? '';

async function begin(caller = {}, query = '') {
  const { headers, status } = await world.call(caller, `GET sign_in/entra${query}`);
  const url = new URL(headers.get('location') ?? '');
  return { status, url, state: url.searchParams.get('state') ?? '', cookie: headers.getSetCookie()[0] };
}

async function comeBack(state: string, cookie: string | undefined) {
  const { headers } = await world.call(
    { Cookie: pairOf(cookie) },
    `GET sign_in/entra/return?state=${state}&code=c`,
  );
  const session = headers.getSetCookie().find((each) => each.startsWith('__Host-vmrkit-admin='));
  return { location: headers.get('location'), session: pairOf(session) };
}

const nobodyIn = (code: string) => ({ location: `/admin/?sign_in_error=${code}`, session: '' });

it('signs in whom an account is tied to, and nobody else, whatever the address', async () => {
  expect((await world.call({}, 'GET sign_in_providers')).json.items).toEqual([
    { name: 'entra', title: 'Acme', url: '/api/admin/v1/sign_in/entra' },
  ]);
  const { id, caller } = await world.account('olga');
  const unknown = await begin();
  expect(unknown.cookie).toMatch(
    /^__Host-vmrkit-admin-sign-in=.*; HttpOnly; Secure; SameSite=Lax; Max-Age=600$/,
  );
  expect(await comeBack(unknown.state, unknown.cookie)).toEqual(nobodyIn('ERR_ADMIN_SIGN_IN_UNKNOWN'));
  const body = { sign_in: { provider: 'entra', key } };
  await world.call(caller, `PATCH accounts/${id}`, { body, headers: { 'If-Match': '*' } });
  const known = await begin();
  expect([known.status, known.url.origin]).toEqual([303, 'https://login.example']);
  const { location, session } = await comeBack(known.state, known.cookie);
  expect(location).toBe('/admin/');
  const { json } = await world.call({ Cookie: session }, 'GET session');
  expect(json.account).toMatchObject({ name: 'olga', sign_in_provider: 'entra', issuer: 'entra/t' });
  key = null;
  const refused = await begin();
  expect(await comeBack(refused.state, refused.cookie)).toEqual(nobodyIn('ERR_SIGN_IN_REFUSED'));
});

it('ties the person to the account whose session asks for it', async () => {
  const olga = await world.account('olga');
  const asked = await begin(olga.caller, '?connect=true');
  expect((await comeBack(asked.state, asked.cookie)).location).toBe('/admin/');
  const [stored] = await world.store.accounts.load('*', [olga.id]);
  expect(stored?.value).toMatchObject({ signIn: { provider: 'entra', key: 'entra/t/olga' } });
  expect(stored?.value.audit.at(-1)).toMatchObject({ action: 'account.changed', actor: 'sign-in' });
  const emil = await world.account('emil');
  const second = await begin(emil.caller, '?connect=true');
  expect(await comeBack(second.state, second.cookie)).toEqual(nobodyIn('ERR_ACCOUNT_TAKEN'));
});

it('takes back only the browser that it sent away, within ten minutes', async () => {
  const [one, other] = [await begin(), await begin()];
  for (const [state, cookie] of [
    [one.state, other.cookie],
    [one.state, undefined],
    [one.state, `${pairOf(one.cookie)}x`],
    ['', one.cookie],
  ] as const) {
    expect(await comeBack(state, cookie)).toEqual(nobodyIn('ERR_SIGN_IN_EXPIRED'));
  }
  await world.clock.advance(10 * 60_000);
  expect(await comeBack(one.state, one.cookie)).toEqual(nobodyIn('ERR_SIGN_IN_EXPIRED'));
  expect((await world.call({}, 'GET sign_in/other')).code).toBe('ERR_ADMIN_SIGN_IN_PROVIDER');
});
