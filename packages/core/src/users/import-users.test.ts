import { assert, describe, expect, test } from 'vitest';
import { codeOf, InvalidInputError } from '../errors/vmrkit-error.ts';
import { importUsers } from './import-users.ts';
import { findUser, listUsers } from './user-records.ts';
import { INTEGRATION, identity, openUsers } from './users.fixture.ts';

const TENANT = '11111111-0000-4000-8000-000000000000';
const OBJECT = '22222222-0000-4000-8000-00000000ABCD';
const exchange = { msexchuid: 'uid-1', amurl: 'https://mail.acme.example/autodiscover/metadata/json/1' };
const entra = { entra_tenant_id: TENANT, entra_object_id: OBJECT };

function row(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { email: 'olga@acme.example', display_name: 'Olga Berg', ...changes };
}

function open() {
  const users = openUsers();
  const save = (
    rows: readonly unknown[],
    { integrationId = INTEGRATION, dryRun = false }: { integrationId?: string | null; dryRun?: boolean } = {},
  ) => importUsers({ tenantId: 'acme', integrationId, rows, actor: 'operator', dryRun }, users.deps);
  const emails = async () => (await listUsers('acme', users.deps)).map(({ value }) => value.email);
  return { ...users, import: save, emails };
}

async function faults(saving: Promise<unknown>): Promise<readonly (readonly [string, string])[]> {
  const error = await saving.then(
    () => assert.fail('it was saved'),
    (thrown: unknown) => thrown,
  );
  assert(InvalidInputError.is(error) && codeOf(error) === 'ERR_USER_IMPORT', String(error));
  return error.issues.map(({ path, code }) => [path.join('.'), code]);
}

describe('a row', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ['without an address', { email: undefined }, 'email', 'required'],
    ['whose address is none', { email: 'olga' }, 'email', 'invalid_value'],
    ['with half an Exchange id', { msexchuid: 'uid-1' }, 'amurl', 'invalid_value'],
    ['with half an Entra id', { entra_object_id: OBJECT }, 'entra_tenant_id', 'invalid_value'],
    ['whose Entra id is no UUID', { ...entra, entra_object_id: 'olga' }, 'entra_object_id', 'invalid_value'],
    ['whose metadata address is none', { ...exchange, amurl: 'mail' }, 'amurl', 'url'],
    [
      'whose metadata address is not https',
      { ...exchange, amurl: 'http://mail.acme.example/x' },
      'amurl',
      'url',
    ],
    ['with a field of nobody’s', { role: 'admin' }, 'role', 'unknown_field'],
  ])('%s is refused', async (_, changes, field, code) => {
    expect(await faults(open().import([row(changes)]))).toEqual([[`0.${field}`, code]]);
  });

  test.each(['https://mail/metadata/json/1', 'https://10.0.0.7/metadata/json/1'])(
    'may name the server %s, as a record may',
    async (amurl) => {
      await expect(open().import([row({ ...exchange, amurl })])).resolves.toMatchObject({ created: 1 });
    },
  );

  test('with an Exchange id needs an integration', async () => {
    const saving = open().import([row(exchange)], { integrationId: null });
    expect(await faults(saving)).toEqual([['0.msexchuid', 'invalid_value']]);
  });
});

test('nothing is saved where one row is wrong, and every fault is told', async () => {
  const users = open();
  await users.import([row({ email: 'emil@acme.example', ...exchange })]);
  await users.import([row({ email: 'anna@acme.example', ...entra })]);
  const rows = [
    row({ email: 'new@acme.example' }),
    row({ email: 'NEW@acme.example' }),
    row({ ...exchange, ...entra }),
    row({ email: 'x' }),
    row({ email: 'anna@acme.example', ...entra, entra_object_id: TENANT }),
  ];
  expect(await faults(users.import(rows))).toEqual([
    ['1.email', 'duplicate'],
    ['2.email', 'ids_of_two_users'],
    ['3.email', 'invalid_value'],
    ['4.email', 'another_person'],
  ]);
  expect(await users.emails()).toEqual(['anna@acme.example', 'emil@acme.example']);
});

test('an imported user needs no sign-in, whichever id was imported', async () => {
  const users = open();
  expect(await users.import([row({ ...exchange, ...entra })])).toEqual({ created: 1, changed: 0 });
  const ofExchange = await users.usersOf().ofCaller('exchange/mail.acme.example/uid-1');
  expect(ofExchange).toMatchObject({ name: 'Olga Berg', email: 'olga@acme.example' });
  expect(await users.usersOf().ofCaller(`entra/${TENANT}/${OBJECT.toLowerCase()}`)).toEqual(ofExchange);
});

test('an Exchange id may have the realm that tokens put behind it', async () => {
  const users = open();
  await users.import([row({ ...exchange, msexchuid: 'UID-1@acme.example' })]);
  const known = await users.usersOf().ofCaller('exchange/mail.acme.example/uid-1');
  expect(known).toMatchObject({ name: 'Olga Berg' });
});

test('a row adds ids to the user it names, by id or by address, and a sign-in finds that user', async () => {
  const users = open();
  await users.import([row(exchange)]);
  expect(await users.import([row({ email: 'OLGA@acme.example', ...entra })])).toEqual({
    created: 0,
    changed: 1,
  });
  const back = identity({ key: 'azure/x', entra: { tenantId: TENANT, objectId: OBJECT } });
  const user = await users.usersOf({ allowsNewUsers: false }).admit(back);
  assert(user);
  const stored = await findUser({ tenantId: 'acme', userId: user.id }, users.deps);
  expect(stored?.value.ids.map(({ kind }) => kind)).toEqual(['exchange', 'entra', 'subject']);
  expect(stored?.value.audit.map(({ action }) => action)).toEqual([
    'user.created',
    'user.changed',
    'user.id-tied',
    'user.email-changed',
  ]);
});

test('a dry run only looks', async () => {
  const users = open();
  expect(await users.import([row()], { dryRun: true })).toEqual({ created: 1, changed: 0 });
  expect(await users.emails()).toEqual([]);
});

test('of many rows fifty are written at a time, and each is asked for as often as in a short table', async () => {
  const users = openUsers();
  let loads = 0;
  let writing = 0;
  let mostWriting = 0;
  const counted = {
    ...users.deps.store.users,
    find: users.deps.store.users.find.bind(users.deps.store.users),
    load: (...call: Parameters<typeof users.deps.store.users.load>) => {
      loads += 1;
      return users.deps.store.users.load(...call);
    },
    commit: async (...call: Parameters<typeof users.deps.store.users.commit>) => {
      writing += 1;
      mostWriting = Math.max(mostWriting, writing);
      const results = await users.deps.store.users.commit(...call);
      writing -= 1;
      return results;
    },
  };
  const deps = { ...users.deps, store: { ...users.deps.store, users: counted } };
  const rows = Array.from({ length: 120 }, (_, place) =>
    row({ email: `user-${place}@acme.example`, ...exchange, msexchuid: `uid-${place}` }),
  );
  const request = { tenantId: 'acme', integrationId: INTEGRATION, rows, actor: 'operator', dryRun: false };
  expect(await importUsers(request, deps)).toEqual({ created: 120, changed: 0 });
  expect(loads).toBe(120);
  expect(mostWriting).toBe(50);
});
