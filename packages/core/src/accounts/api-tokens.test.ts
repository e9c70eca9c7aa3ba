import { describe, expect, test } from 'vitest';
import { ConflictError } from '../errors/vmrkit-error.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, shift } from '../time/instant.ts';
import { by, openAccounts } from './accounts.fixture.ts';
import { code, may, tenant } from './administrators.fixture.ts';
import { answerOnce } from './answered-requests.ts';
import { createApiToken, listApiTokens, revokeApiToken, useApiToken } from './api-tokens.ts';

describe('an API token', () => {
  async function open() {
    const accounts = openAccounts();
    const { id: accountId } = await accounts.create({ ...tenant });
    const make = (changes: object = {}) =>
      createApiToken(
        {
          name: 'script',
          scope: 'read',
          ...tenant,
          accountId,
          by,
          expiresAt: shift(accounts.deps.clock.now(), DAY_MS),
          ...changes,
        },
        accounts.deps,
      );
    return { ...accounts, accountId, make };
  }

  test('is kept as a hash, works until it expires, and notes the day of its use', async () => {
    const { make, deps, store } = await open();
    const { token, id } = await make();
    expect(token).toMatch(/^vmrkit_[\w-]{43}$/);
    const [stored] = await store.apiTokens.load(DEPLOYMENT, [id]);
    expect(JSON.stringify(stored)).not.toContain(token.slice(7));
    expect((await useApiToken(token, deps)).rights).toEqual(tenant);
    const { items } = await listApiTokens({ limit: 9, after: null }, deps);
    expect(items.map(({ value }) => value.lastUsedOn)).toEqual(['2026-01-05']);
    expect(await code(useApiToken(`${token}x`, deps))).toBe('ERR_API_TOKEN_REFUSED');
    await deps.clock.advance(DAY_MS);
    expect(await code(useApiToken(token, deps))).toBe('ERR_API_TOKEN_REFUSED');
  });

  test('may no more than its account, and ends within a year', async () => {
    const { make, deps } = await open();
    for (const changes of [
      { role: 'operator', tenants: 'all' },
      { tenants: ['acme', 'beta'] },
      { expiresAt: shift(deps.clock.now(), 400 * DAY_MS) },
    ]) {
      expect(await code(make(changes))).toBe('ERR_API_TOKEN_INVALID');
    }
  });

  test('fills its pages, however many tokens are left out', async () => {
    const { create, deps } = openAccounts();
    const { id: accountId } = await create();
    const expiresAt = shift(deps.clock.now(), DAY_MS);
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      const rights = { role: 'operator', tenants: 'all', scope: 'read' } as const;
      await createApiToken({ ...rights, name, expiresAt, accountId, by }, deps);
    }
    const keep = ({ name }: { readonly name: string }) => 'bce'.includes(name);
    const first = await listApiTokens({ limit: 2, after: null, keep }, deps);
    expect(first.items.map(({ value }) => value.name)).toEqual(['b', 'c']);
    const rest = await listApiTokens({ limit: 2, after: first.next, keep }, deps);
    expect([rest.items.map(({ value }) => value.name), rest.next]).toEqual([['e'], null]);
  });

  test('is over once it is revoked, and is told so', async () => {
    const { make, deps, store } = await open();
    const { token, id } = await make();
    await revokeApiToken(id, { by, may }, deps);
    expect(await code(useApiToken(token, deps))).toBe('ERR_API_TOKEN_REFUSED');
    expect((await listApiTokens({ limit: 9, after: null }, deps)).items).toEqual([]);
    expect(await code(revokeApiToken(id, { by, may }, deps))).toBe('ERR_API_TOKEN_NOT_FOUND');
    const [left] = await store.apiTokens.load(DEPLOYMENT, [id]);
    expect(left?.value.audit.map(({ action }) => action)).toEqual(['api-token.created', 'api-token.revoked']);
  });
});

describe('a request with a key', () => {
  function open() {
    const { store, deps } = openAccounts();
    const secretBox = {
      seal: async (text: string) => `sealed:${text}`,
      open: async (text: string) => text.slice(7),
    };
    let acts = 0;
    const ask = (changes: { key?: string; callerId?: string; request?: unknown } = {}, fails?: Error) =>
      answerOnce(
        { callerId: 'a', key: 'k', request: { x: 1 }, ...changes },
        {
          collection: store.answeredRequests,
          secretBox,
          clock: deps.clock,
          act: async () => {
            acts += 1;
            if (fails) throw fails;
            return { acts };
          },
        },
      );
    return { ask, clock: deps.clock };
  }

  test('is carried out once by each caller for a day, and never means something else', async () => {
    const { ask, clock } = open();
    expect([await ask(), await ask()]).toEqual([{ acts: 1 }, { acts: 1 }]);
    expect(await ask({ callerId: 'b' })).toEqual({ acts: 2 });
    expect(await code(ask({ request: { x: 2 } }))).toBe('ERR_REQUEST_KEY_REUSED');
    expect(await code(ask({ key: 'a b' }))).toBe('ERR_REQUEST_KEY_INVALID');
    await clock.advance(DAY_MS);
    expect(await ask()).toEqual({ acts: 3 });
  });

  test('that was refused may be asked again, and one that may have happened may not', async () => {
    const { ask } = open();
    expect(await code(ask({}, new ConflictError('No.', { code: 'ERR_TEST' })))).toBe('ERR_TEST');
    expect(await ask()).toEqual({ acts: 2 });
    expect(await code(ask({ key: 'l' }, new Error('Lost.')))).toBe('ERR_INTERNAL');
    expect(await code(ask({ key: 'l' }))).toBe('ERR_REQUEST_REPEATED');
    const both = await Promise.all([code(ask({ key: 'm' })), code(ask({ key: 'm' }))]);
    expect(both.sort()).toEqual(['ERR_REQUEST_REPEATED', 'done']);
  });
});
