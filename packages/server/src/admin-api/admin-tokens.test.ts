import { readFile, stat, writeFile } from 'node:fs/promises';
import { DAY_MS, formatInstant, HOUR_MS, shift } from '@vmrkit/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { offerFirstAdministrator } from '../admin-accounts/first-administrator.ts';
import { cookieOf, nobody, openAdminFolder, pairOf } from './admin-api.fixture.ts';
import { PASSWORD } from './admin-world.fixture.ts';

let { world, codeFile, close } = {} as Awaited<ReturnType<typeof openAdminFolder>>;
beforeEach(async () => {
  ({ world, codeFile, close } = await openAdminFolder());
});
afterEach(() => close());

describe('an API token', () => {
  const make = async (caller: Record<string, string>, changes: object = {}) => {
    const expires_at = formatInstant(shift(world.clock.now(), DAY_MS));
    const body = { name: 'script', scope: 'write', role: 'operator', tenants: 'all', expires_at, ...changes };
    const { status, json, code } = await world.call(caller, 'POST api_tokens', { body });
    return { status, code, id: json.id, by: { Authorization: `Bearer ${json.token}` } };
  };

  it('stands for its account without cookie or origin, within its scope, until it ends', async () => {
    const { caller } = await world.account('olga');
    const [reads, writes] = [await make(caller, { scope: 'read' }), await make(caller)];
    expect((await world.call(reads.by, 'GET accounts')).status).toBe(200);
    expect((await world.call(reads.by, `DELETE api_tokens/${writes.id}`)).code).toBe(
      'ERR_API_TOKEN_READ_ONLY',
    );
    expect((await make(writes.by)).code).toBe('ERR_ADMIN_SESSION_ONLY');
    expect(
      (
        await world.call(writes.by, 'POST accounts', {
          body: { name: 'x', role: 'operator', tenants: 'all', password: PASSWORD },
        })
      ).code,
    ).toBe('ERR_ADMIN_SESSION_ONLY');
    const { json } = await world.call(caller, 'GET api_tokens');
    expect(json.items.map((each: { last_used_on: string }) => each.last_used_on)).toEqual([
      '2026-01-05',
      '2026-01-05',
    ]);
    expect(JSON.stringify(json)).not.toContain('vmrkit_');
    expect((await world.call(writes.by, `DELETE api_tokens/${reads.id}`)).status).toBe(204);
    expect((await world.call(reads.by, 'GET accounts')).code).toBe('ERR_API_TOKEN_REFUSED');
    await world.clock.advance(DAY_MS);
    expect((await world.call(writes.by, 'GET accounts')).code).toBe('ERR_API_TOKEN_REFUSED');
  });

  it('of a tenant administrator may no more than it, and ends with its account', async () => {
    const { caller: operator } = await world.account('olga');
    const acme = await world.account('anna', ['acme']);
    const own = { role: 'tenant-administrator', tenants: ['acme'] };
    expect((await make(acme.caller)).code).toBe('ERR_API_TOKEN_INVALID');
    expect((await make(acme.caller, { ...own, tenants: ['acme', 'beta'] })).code).toBe(
      'ERR_API_TOKEN_INVALID',
    );
    const token = await make(acme.caller, own);
    expect((await world.call(token.by, 'GET accounts')).status).toBe(403);
    await world.call(operator, `DELETE accounts/${acme.id}`, { headers: { 'If-Match': '"1"' } });
    expect((await world.call(token.by, 'GET api_tokens')).status).toBe(401);
  });

  it('is not what else comes as a bearer token, nor a cookie beside it', async () => {
    const { caller } = await world.account('olga');
    for (const Authorization of ['Bearer abc', 'Basic b2xnYTp4', 'Bearer vmrkit_x']) {
      expect((await world.call({ ...caller, Authorization }, 'GET accounts')).code).toBe(
        'ERR_API_TOKEN_REFUSED',
      );
    }
  });
});

describe('the first administrator', () => {
  const offer = () => offerFirstAdministrator({ ...world.parts, access: world.access });
  const ask = async (code?: string) => {
    const text = code ?? (await readFile(codeFile, 'utf8'));
    const body = { code: text, name: 'olga', email: null, password: PASSWORD };
    return world.call(nobody, 'POST first_administrator', { body });
  };

  it('is made once, by the code of a file that only its owner reads', async () => {
    await offer();
    const { mode } = await stat(codeFile);
    expect((mode & 0o777).toString(8)).toBe('600');
    await world.clock.advance(Date.now() - world.clock.now());
    expect(await ask('guess')).toMatchObject({ status: 403, code: 'ERR_ADMIN_FIRST_CODE' });
    const code = await readFile(codeFile, 'utf8');
    const made = await ask();
    expect(made).toMatchObject({ status: 200, json: { account: { name: 'olga', role: 'operator' } } });
    const caller = { Cookie: pairOf(cookieOf(made.headers)), Origin: world.origin };
    expect((await world.call(caller, 'GET accounts')).status).toBe(200);
    expect((await ask(code)).code).toBe('ERR_ADMIN_FIRST_CODE');
    await writeFile(codeFile, code);
    expect(await ask(code)).toMatchObject({ status: 409, code: 'ERR_ADMIN_FIRST_TAKEN' });
    await offer();
    await expect(stat(codeFile)).rejects.toThrow('ENOENT');
  });

  it('is not made after half an hour, nor without a code', async () => {
    expect((await ask('')).status).toBe(400);
    expect((await ask(' ')).code).toBe('ERR_ADMIN_FIRST_CODE');
    await offer();
    await world.clock.advance(Date.now() - world.clock.now() + HOUR_MS / 2 + 60_000);
    expect((await ask()).code).toBe('ERR_ADMIN_FIRST_CODE');
  });
});

it('answers under the names of this machine alone while it listens there alone', async () => {
  const { status, code } = await askAs('rebound.example');
  expect([status, code]).toEqual([403, 'ERR_ADMIN_HOST']);
  expect((await askAs('localhost:1')).status).toBe(200);
});

/** fetch sets Host by itself. */
async function askAs(host: string): Promise<{ status: number; code: unknown }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const sent = request(
      `${world.origin}/api/admin/v1/sign_in_providers`,
      { headers: { host } },
      (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, code: JSON.parse(text).code }));
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}
