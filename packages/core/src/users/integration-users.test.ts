import { assert, describe, expect, test } from 'vitest';
import { ownersAlike } from '../allocation/allocation.fixture.ts';
import { aliasClaim } from '../allocation/claim.ts';
import { sweepClaims } from '../allocation/sweeper.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, shift } from '../time/instant.ts';
import { isUser, type User, userIdClaim } from './user.ts';
import { changeUser, deleteUser, findUser, userOwner, writeUser } from './user-records.ts';
import { INTEGRATION, identity, openUsers } from './users.fixture.ts';

const OTHER = '22222222-2222-4222-8222-222222222222';
const exchange = (uid: string, host = 'mail.acme.example') => `exchange/${host}/${uid}`;

async function admitted(users: ReturnType<ReturnType<typeof openUsers>['usersOf']>, who = identity()) {
  const user = await users.admit(who);
  assert(user);
  return user;
}

describe('who signs in', () => {
  test('gets a record where new users are allowed, and the same one ever after', async () => {
    const users = openUsers().usersOf();
    const user = await admitted(users);
    expect(user).toMatchObject({ name: 'Olga Berg', email: 'olga@acme.example' });
    expect(await users.admit(identity({ email: 'olga.new@acme.example' }))).toMatchObject({
      id: user.id,
      email: 'olga.new@acme.example',
    });
    expect(await users.ofCaller('entra/t1/olga')).toMatchObject({ id: user.id });
  });

  test('gets none where new users are not allowed', async () => {
    const { usersOf } = openUsers();
    expect(await usersOf({ allowsNewUsers: false }).admit(identity())).toBeNull();
    const user = await admitted(usersOf());
    expect(await usersOf({ allowsNewUsers: false }).admit(identity())).toEqual(user);
  });

  test('is another person in another tenant', async () => {
    const { usersOf } = openUsers();
    const user = await admitted(usersOf());
    const elsewhere = usersOf({ tenantId: 'other', integrationId: OTHER });
    expect(await elsewhere.ofIdentity(identity())).toBeNull();
    expect(await elsewhere.get(user.id)).toBeNull();
    expect((await admitted(elsewhere)).id).not.toBe(user.id);
  });

  test('gets one record from two panes at once', async () => {
    const { usersOf } = openUsers();
    const both = await Promise.all([usersOf(), usersOf(), usersOf()].map((users) => admitted(users)));
    expect(new Set(both.map(({ id }) => id)).size).toBe(1);
  });

  test('is not found by an address that the person could choose', async () => {
    const { usersOf, deps } = openUsers();
    await awaiting(deps);
    const users = usersOf({ allowsNewUsers: false });
    expect(await users.admit(identity({ isEmailTrusted: false }))).toBeNull();
    expect(await admitted(users, identity({ email: 'OLGA@acme.example' }))).toMatchObject({ id: 'imported' });
    expect(await users.admit(identity({ key: 'azure/t1/eve', entra: null }))).toBeNull();
  });

  test('keeps no address that the person could choose', async () => {
    const users = openUsers().usersOf();
    const chosen = { email: 'ceo@acme.example', isEmailTrusted: false };
    const user = await admitted(users, identity(chosen));
    expect(user.email).toBeNull();
    expect(await users.admit(identity())).toMatchObject({ id: user.id, email: 'olga@acme.example' });
    expect(await users.admit(identity(chosen))).toMatchObject({ id: user.id, email: 'olga@acme.example' });
  });

  test('is refused where the identity names two records', async () => {
    const { usersOf } = openUsers();
    const users = usersOf();
    await admitted(users, identity({ entra: null }));
    await admitted(users, identity({ key: 'adfs/x/olga' }));
    await expect(users.admit(identity())).rejects.toMatchObject({ code: 'ERR_USER_ID_TAKEN' });
  });
});

describe('an Exchange id', () => {
  test('makes the next use need no sign-in, at its own integration alone', async () => {
    const { usersOf } = openUsers();
    const user = await admitted(usersOf());
    await usersOf().tie(user.id, { callerKey: exchange('1'), confirmed: false });
    expect(await usersOf().ofCaller(exchange('1'))).toMatchObject({ id: user.id });
    expect(await usersOf().ofCaller(exchange('1', 'mail.evil.example'))).toBeNull();
    expect(await usersOf({ integrationId: OTHER }).ofCaller(exchange('1'))).toBeNull();
  });

  test('is tied to a record that has one only by consent, which its audit tells', async () => {
    const { usersOf, deps } = openUsers();
    const users = usersOf();
    const user = await admitted(users);
    await users.tie(user.id, { callerKey: exchange('1'), confirmed: false });
    await users.tie(user.id, { callerKey: exchange('1'), confirmed: false });
    await expect(users.tie(user.id, { callerKey: exchange('2'), confirmed: false })).rejects.toMatchObject({
      code: 'ERR_USER_ID_SECOND',
    });
    expect(await users.ofCaller(exchange('2'))).toBeNull();
    await users.tie(user.id, { callerKey: exchange('2'), confirmed: true });
    expect((await users.get(user.id))?.callerKeys).toEqual(['entra/t1/olga', exchange('1'), exchange('2')]);
    const stored = await findUser({ tenantId: 'acme', userId: user.id }, deps);
    expect(stored?.value.audit.map(({ action, details }) => [action, details.order ?? null])).toEqual([
      ['user.created', null],
      ['user.id-tied', 'first'],
      ['user.id-tied', 'second'],
    ]);
  });

  test('of another record is refused, confirmed or not', async () => {
    const { usersOf } = openUsers();
    const users = usersOf();
    const olga = await admitted(users);
    const emil = await admitted(users, identity({ key: 'azure/t1/emil', entra: null }));
    await users.tie(olga.id, { callerKey: exchange('1'), confirmed: false });
    for (const confirmed of [false, true]) {
      await expect(users.tie(emil.id, { callerKey: exchange('1'), confirmed })).rejects.toMatchObject({
        code: 'ERR_USER_ID_TAKEN',
      });
    }
    expect(await users.ofCaller(exchange('1'))).toMatchObject({ id: olga.id });
  });

  test('goes to one of two records that want it at once', async () => {
    const { usersOf } = openUsers();
    const users = usersOf();
    const olga = await admitted(users);
    const emil = await admitted(users, identity({ key: 'azure/t1/emil', entra: null }));
    const ties = [olga, emil].map(({ id }) => users.tie(id, { callerKey: exchange('1'), confirmed: false }));
    const results = await Promise.allSettled(ties);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a deleted user', () => {
  test('is known by nothing, and comes back as somebody new', async () => {
    const { usersOf, deps } = openUsers();
    const users = usersOf();
    const user = await admitted(users);
    await users.tie(user.id, { callerKey: exchange('1'), confirmed: false });
    const ref = { tenantId: 'acme', userId: user.id };
    expect(await deleteUser({ ...ref, tenantId: 'other', actor: 'operator' }, deps)).toBe(false);
    expect(await deleteUser({ ...ref, actor: 'operator' }, deps)).toBe(true);
    expect(await deleteUser({ ...ref, actor: 'operator' }, deps)).toBe(false);
    expect(await users.get(user.id)).toBeNull();
    expect(await users.ofCaller(exchange('1'))).toBeNull();
    const [left] = await deps.store.users.load('acme', [user.id]);
    assert(left && !isUser(left.value));
    expect(left.value.audit.at(-1)).toMatchObject({ action: 'user.deleted', actor: 'operator' });
    expect(JSON.stringify(left.value)).not.toMatch(/olga|berg/i);
    const again = await admitted(users);
    expect(again.id).not.toBe(user.id);
    await users.tie(again.id, { callerKey: exchange('1'), confirmed: false });
  });
});

test('a user who is changed while it is deleted is judged as it stands then', async () => {
  const { usersOf, deps } = openUsers();
  const { id: userId } = await admitted(usersOf());
  const ref = { tenantId: 'acme', userId };
  let seen: readonly (string | null)[] = [];
  const may = ({ displayName }: User) => {
    seen = [...seen, displayName];
    if (displayName === 'Other') throw new Error('moved');
  };
  const { users } = deps.store;
  const slow: typeof users = {
    load: (...args) => users.load(...args),
    find: (...args) => users.find(...args),
    async commit(...args) {
      if (seen.length === 1) await changeUser(ref, (user) => ({ ...user, displayName: 'Other' }), deps);
      return users.commit(...args);
    },
  };
  const racing = { ...deps, store: { ...deps.store, users: slow } };
  await expect(deleteUser({ ...ref, actor: 'operator', may }, racing)).rejects.toThrow('moved');
  expect(seen).toHaveLength(2);
  expect(await usersOf().get(userId)).not.toBeNull();
});

describe('claims on ids', () => {
  test('that a crash left are cleared for whoever comes next', async () => {
    const { usersOf, deps } = openUsers();
    const [id] = [{ kind: 'subject', key: identity().key } as const];
    await deps.store.claims.commit(DEPLOYMENT, [
      {
        op: 'insert',
        id: userIdClaim('acme', id),
        value: {
          tenantId: 'acme',
          owner: { kind: 'user', id: 'never-written' },
          meetingKey: null,
          reviewAt: shift(deps.clock.now(), DAY_MS),
        },
      },
    ]);
    await admitted(usersOf());
  });

  test('outlive each review while their user does', async () => {
    const { usersOf, deps } = openUsers();
    await admitted(usersOf());
    const owner = userOwner(deps.store, deps.clock);
    const owners = ownersAlike(owner);
    const now = shift(deps.clock.now(), DAY_MS);
    expect(await sweepClaims(deps.store.claims, { now, limit: 10, owners })).toEqual({
      reviewed: 2,
      removed: 0,
    });
    expect(await usersOf().ofCaller('entra/t1/olga')).not.toBeNull();
  });

  test('are no aliases, whatever a key looks like', () => {
    const key = aliasClaim('meet.1');
    expect(userIdClaim('acme', { kind: 'subject', key })).not.toBe(key);
    expect(userIdClaim('acme', { kind: 'exchange', integrationId: INTEGRATION, key })).not.toBe(
      userIdClaim('acme', { kind: 'exchange', integrationId: OTHER, key }),
    );
  });
});

/** A record that an operator made for an address. */
async function awaiting(deps: ReturnType<typeof openUsers>['deps']): Promise<void> {
  const value: User = {
    tenantId: 'acme',
    firstName: null,
    lastName: null,
    displayName: null,
    email: 'Olga@acme.example',
    ids: [],
    createdBy: 'operator',
    createdAt: deps.clock.now(),
    changedAt: deps.clock.now(),
    audit: [],
  };
  expect(await writeUser({ id: 'imported', value, seen: null }, deps)).toBe('written');
}
