import { describe, expect, test } from 'vitest';
import { ConflictError } from '../errors/vmrkit-error.ts';
import { copyAudit, runHousekeeping } from '../operations/run-housekeeping.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, shift } from '../time/instant.ts';
import { accountNameClaim } from './account.ts';
import { countAccounts, findAccount, findAccountByName } from './account-records.ts';
import { by, openAccounts, PASSWORD } from './accounts.fixture.ts';
import { code, may, tenant } from './administrators.fixture.ts';
import { editAccount, removeAccount } from './administrators.ts';

describe('accounts', () => {
  test('have names and persons of their own, which are free again once they are gone', async () => {
    const { create, deps } = openAccounts();
    const signIn = { provider: 'entra', key: 'entra/t/o' };
    await create({ signIn });
    const second = await create({ name: 'emil' });
    expect(await code(create())).toBe('ERR_ACCOUNT_TAKEN');
    expect(await code(create({ name: 'anna', signIn }))).toBe('ERR_ACCOUNT_TAKEN');
    expect(await code(editAccount(second.id, { by, may, signIn }, deps))).toBe('ERR_ACCOUNT_TAKEN');
    await removeAccount(second.id, { by, may }, deps);
    expect((await create({ name: 'emil', ...tenant })).id).not.toBe(second.id);
  });

  test('are made once where several are made with one name at once', async () => {
    const { create } = openAccounts();
    const codes = await Promise.all([1, 2, 3].map(() => code(create())));
    expect(codes.sort()).toEqual(['ERR_ACCOUNT_TAKEN', 'ERR_ACCOUNT_TAKEN', 'done']);
  });

  test('have one first of them, also where two are made at once', async () => {
    const { create } = openAccounts();
    const codes = await Promise.all(['olga', 'emil'].map((name) => code(create({ name, isFirst: true }))));
    expect(codes.sort()).toEqual(['ERR_ADMIN_FIRST_TAKEN', 'done']);
    expect(await code(create({ name: 'anna', isFirst: true }))).toBe('ERR_ADMIN_FIRST_TAKEN');
  });

  test('keep their last operator', async () => {
    const { create, deps } = openAccounts();
    const { id } = await create();
    await create({ name: 'emil', ...tenant });
    expect(await code(removeAccount(id, { by, may }, deps))).toBe('ERR_ACCOUNT_LAST_OPERATOR');
    expect(await code(editAccount(id, { by, may, ...tenant }, deps))).toBe('ERR_ACCOUNT_LAST_OPERATOR');
    await create({ name: 'anna' });
    expect(await code(removeAccount(id, { by, may }, deps))).toBe('done');
  });

  test('keep an operator where two remove, or make less of, each other at once', async () => {
    const { create, deps } = openAccounts();
    const olga = await create();
    const emil = await create({ name: 'emil' });
    const codes = await Promise.all([
      code(removeAccount(olga.id, { by, may }, deps)),
      code(editAccount(emil.id, { by, may, ...tenant }, deps)),
    ]);
    expect(codes.filter((each) => each === 'done')).toHaveLength(1);
    expect((await countAccounts(deps)).operators).toBe(1);
    const left = (await findAccount(olga.id, deps)) === null ? emil.id : olga.id;
    await create({ name: 'anna' });
    expect(await code(removeAccount(left, { by, may }, deps))).toBe('done');
  });

  test('are judged as they stand when they are changed', async () => {
    const { create, deps } = openAccounts();
    const { id } = await create();
    const edit = (email: string) =>
      code(
        editAccount(
          id,
          {
            by,
            email,
            may({ version }) {
              if (version !== 1) throw new ConflictError('Moved.', { code: 'ERR_TEST' });
            },
          },
          deps,
        ),
      );
    expect((await Promise.all([edit('a@x.example'), edit('b@x.example')])).sort()).toEqual([
      'ERR_TEST',
      'done',
    ]);
  });

  test('that are deleted leave their audit entry, and nothing after 30 days', async () => {
    const { create, deps, store } = openAccounts();
    const { id } = await create();
    await create({ name: 'emil' });
    await removeAccount(id, { by, may }, deps);
    const [left] = await store.accounts.load(DEPLOYMENT, [id]);
    expect(left?.value.audit.map(({ action }) => action)).toEqual(['account.created', 'account.deleted']);
    expect(await store.claims.load(DEPLOYMENT, [accountNameClaim('olga')])).toEqual([null]);
    await deps.clock.advance(31 * DAY_MS);
    const rest = { sealer: {}, alarms: {}, quarantineDays: 90, auditDays: 400 } as never;
    await copyAudit({ store, clock: deps.clock });
    const query = { index: 'tenant', equals: [], limit: 9 } as const;
    const told = (await store.auditEvents.find(DEPLOYMENT, query)).items.map(({ value }) => value.subject);
    expect(told.filter((each) => each.id === id)).toEqual(Array(2).fill({ kind: 'account', id }));
    await runHousekeeping({ ...Object(rest), store, clock: deps.clock });
    expect(await store.accounts.load(DEPLOYMENT, [id])).toEqual([null]);
  });
});

describe('signing in', () => {
  test('answers alike, after the same work, for an unknown name, a wrong password and no password', async () => {
    const { create, sessions, hasher } = openAccounts();
    await create();
    await create({ name: 'emil', password: null, signIn: { provider: 'entra', key: 'k' } });
    for (const name of ['nobody', 'olga', 'emil']) {
      const before = hasher.verified;
      expect(await code(sessions.signIn({ name, password: 'wrong' }))).toBe('ERR_ADMIN_SIGN_IN');
      expect(hasher.verified - before).toBe(1);
    }
  });

  test.each(['olga', 'nobody'])('locks %s after ten failures, for 15 minutes', async (name) => {
    const { create, sessions, hasher, deps } = openAccounts();
    await create();
    const wrong = () => code(sessions.signIn({ name, password: 'wrong' }));
    const codes = await Promise.all(Array.from({ length: 14 }, wrong));
    expect(codes.filter((each) => each === 'ERR_ADMIN_SIGN_IN')).toHaveLength(10);
    expect(hasher.verified).toBe(10);
    expect(await code(sessions.signIn({ name, password: PASSWORD }))).toBe('ERR_ADMIN_LOCKED');
    expect(await sessions.lockedUntil([name])).toEqual([shift(deps.clock.now(), 15 * MINUTE_MS)]);
    await deps.clock.advance(15 * MINUTE_MS);
    expect(await code(sessions.signIn({ name, password: PASSWORD }))).toBe(
      name === 'olga' ? 'done' : 'ERR_ADMIN_SIGN_IN',
    );
  });

  test('forgets failures once it succeeds, and a new password unlocks', async () => {
    const { create, sessions, deps } = openAccounts();
    const { id } = await create();
    const wrong = () => code(sessions.signIn({ name: 'olga', password: 'wrong' }));
    for (let tries = 0; tries < 9; tries += 1) await wrong();
    expect(await code(sessions.signIn({ name: ' Olga ', password: PASSWORD }))).toBe('done');
    for (let tries = 0; tries < 10; tries += 1) await wrong();
    expect(await wrong()).toBe('ERR_ADMIN_LOCKED');
    await editAccount(id, { by, may, password: 'another good one' }, deps);
    expect(await code(sessions.signIn({ name: 'olga', password: 'another good one' }))).toBe('done');
  });

  test('by a provider finds the account of that person and provider alone', async () => {
    const { create, sessions } = openAccounts();
    const { id } = await create({ signIn: { provider: 'entra', key: 'k' } });
    expect((await sessions.signInBy({ provider: 'entra', key: 'k' })).account.id).toBe(id);
    for (const person of [
      { provider: 'other', key: 'k' },
      { provider: 'entra', key: 'l' },
    ]) {
      expect(await code(sessions.signInBy(person))).toBe('ERR_ADMIN_SIGN_IN_UNKNOWN');
    }
  });
});

describe('a session', () => {
  test('lasts 8 hours at most, half an hour without a request, and until it is ended', async () => {
    const { create, sessions, deps } = openAccounts();
    const { id } = await create();
    const { secret } = await sessions.begin(id);
    for (let count = 0; count < 16; count += 1) {
      expect(await code(sessions.find(secret))).toBe('done');
      await deps.clock.advance(HOUR_MS / 2 - 1);
    }
    await deps.clock.advance(16);
    expect(await code(sessions.find(secret))).toBe('ERR_ADMIN_SIGNED_OUT');
    const other = await sessions.begin(id);
    await deps.clock.advance(HOUR_MS / 2);
    expect(await code(sessions.find(other.secret))).toBe('ERR_ADMIN_SIGNED_OUT');
    const third = await sessions.begin(id);
    await sessions.end(third.secret);
    expect(await code(sessions.find(third.secret))).toBe('ERR_ADMIN_SIGNED_OUT');
  });

  test('ends with a new password, and with its account', async () => {
    const { create, sessions, deps } = openAccounts();
    await create();
    const { id } = await create({ name: 'emil' });
    const first = await sessions.begin(id);
    await editAccount(id, { by, may, password: 'another good one' }, deps);
    expect(await code(sessions.find(first.secret))).toBe('ERR_ADMIN_SIGNED_OUT');
    const second = await sessions.begin(id);
    await removeAccount(id, { by, may }, deps);
    expect(await code(sessions.find(second.secret))).toBe('ERR_ADMIN_SIGNED_OUT');
    expect(await findAccountByName('emil', deps)).toBeNull();
  });
});
