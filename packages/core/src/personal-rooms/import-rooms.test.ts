import { assert, describe, expect, test } from 'vitest';
import { aliasClaim } from '../allocation/claim.ts';
import { holdClaims } from '../allocation/hold-claims.ts';
import { restartQuarantine } from '../allocation/quarantine.ts';
import { sweepClaims } from '../allocation/sweeper.ts';
import { openStore, type Store } from '../collections/store.ts';
import { codeOf, InvalidInputError } from '../errors/vmrkit-error.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, shift } from '../time/instant.ts';
import { deleteRoom, findRoomByName, listRooms, roomOwner } from './room-records.ts';
import { openRooms, row } from './rooms.fixture.ts';
import { StoredRoomSource } from './stored-room-source.ts';

type Rooms = ReturnType<typeof openRooms>;

const names = async ({ deps }: Rooms, tenantId = 'acme') =>
  (await listRooms({ tenantId }, deps.store)).map(({ value }) => value.name);

async function faults(saving: Promise<unknown>): Promise<readonly (readonly [string, string])[]> {
  const error = await saving.then(
    () => assert.fail('it was saved'),
    (thrown: unknown) => thrown,
  );
  assert(InvalidInputError.is(error) && codeOf(error) === 'ERR_ROOM_IMPORT', String(error));
  return error.issues.map(({ path, code }) => [path.join('.'), code]);
}

/** The change that ends the quarantine of a number, as the sweeper does. */
async function freed({ spaceNumbers }: Pick<Store, 'spaceNumbers'>, id: string) {
  const [seen] = await spaceNumbers.load(DEPLOYMENT, [id]);
  assert(seen);
  const state = { kind: 'free', rank: 'a' } as const;
  return { op: 'replace', id, revision: seen.revision, value: { ...seen.value, state } } as const;
}

describe('a row', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ['without a name', { name: ' ' }, 'name', 'too_small'],
    ['with a name of two lines', { name: 'a\nb' }, 'name', 'invalid_value'],
    ['without an owner', { owner_email: undefined }, 'owner_email', 'required'],
    ['whose owner is no address', { owner_email: 'olga' }, 'owner_email', 'invalid_value'],
    ['with a blank in an alias', { aliases: ['a b'] }, 'aliases.0', 'invalid_value'],
    ['with an alias of two domains', { aliases: ['a@b@c'] }, 'aliases.0', 'invalid_value'],
    ['with an alias without a name', { aliases: ['@vc.example'] }, 'aliases.0', 'invalid_value'],
    ['with an empty alias', { aliases: [''] }, 'aliases.0', 'invalid_value'],
    ['with an alias twice', { aliases: ['olga', 'OLGA'] }, 'aliases.1', 'duplicate'],
    ['with a short PIN', { pin: '123' }, 'pin', 'invalid_value'],
    ['with a PIN of letters', { pin: '12x4' }, 'pin', 'invalid_value'],
    ['with a PIN for guests alone', { guest_pin: '1234', allow_guests: true }, 'guest_pin', 'invalid_value'],
    [
      'with a PIN for guests who are not allowed',
      { pin: '9876', guest_pin: '1234' },
      'guest_pin',
      'invalid_value',
    ],
    [
      'whose guests have the host’s PIN',
      { pin: '9876', guest_pin: '9876', allow_guests: true },
      'guest_pin',
      'invalid_value',
    ],
    ['with a field of nobody’s', { colour: 'red' }, 'colour', 'unknown_field'],
  ])('%s is refused', async (_, changes, field, code) => {
    expect(await faults(openRooms().import([row(changes)]))).toEqual([[`0.${field}`, code]]);
  });
});

describe('an import', () => {
  test('saves nothing where one row is wrong, and tells every fault', async () => {
    const rooms = openRooms();
    await rooms.import([row({ name: 'Emil', aliases: ['emil'] })], { tenantId: 'other' });
    const rows = [
      row(),
      row({ name: 'OLGA', aliases: ['Olga@vc.acme.example', 'emil'] }),
      row({ name: 'C', owner_email: 'x', pin: '1', aliases: [] }),
    ];
    expect(await faults(rooms.import(rows))).toEqual([
      ['1.name', 'duplicate'],
      ['1.aliases.0', 'duplicate'],
      ['1.aliases.1', 'alias_not_available'],
      ['2.owner_email', 'invalid_value'],
      ['2.pin', 'invalid_value'],
    ]);
    expect(await names(rooms)).toEqual([]);
    await rooms.import([row({ aliases: ['olga@vc.acme.example', 'free'] })]);
  });

  test('replaces the tenant’s room of the same name, whose other aliases rest', async () => {
    const rooms = openRooms();
    expect(await rooms.import([row({ aliases: ['a', 'b'] })])).toEqual({ created: 1, replaced: 0 });
    const before = await findRoomByName({ tenantId: 'acme', name: 'Olga' }, rooms.deps.store);
    expect(await rooms.import([row({ name: 'olga', aliases: ['b', 'c'] })])).toEqual({
      created: 0,
      replaced: 1,
    });
    const after = await findRoomByName({ tenantId: 'acme', name: 'OLGA' }, rooms.deps.store);
    expect(after).toMatchObject({ id: before?.id, value: { name: 'olga', aliases: ['b', 'c'] } });
    const taken = row({ name: 'E', aliases: ['a', 'b', 'd'] });
    const unavailable = [0, 1].map((at) => [`0.aliases.${at}`, 'alias_not_available']);
    expect(await faults(rooms.import([taken]))).toEqual(unavailable);
    // The room itself may have it back.
    await rooms.import([row({ aliases: ['A', 'b'] })]);
    await rooms.import([row({ aliases: ['b'] })]);
    await rooms.deps.clock.advance(rooms.deps.aliasRestMs);
    await rooms.import([row({ name: 'E', aliases: ['a'] })], { tenantId: 'other' });
  });

  test('gives nobody an alias of a deleted room before it has rested, whatever the sweeper does', async () => {
    const rooms = openRooms();
    const { store, clock, aliasRestMs } = rooms.deps;
    await rooms.import([row({ aliases: ['a'] })]);
    const room = await findRoomByName({ tenantId: 'acme', name: 'Olga' }, store);
    assert(room);
    await deleteRoom({ tenantId: 'acme', id: room.id, actor: 'operator' }, rooms.deps);
    const again = () => rooms.import([row({ aliases: ['A'] })]);
    const owners = { room: roomOwner(store, clock) } as Parameters<typeof sweepClaims>[1]['owners'];
    const sweep = () => sweepClaims(store.claims, { now: clock.now(), limit: 10, owners });
    for (const ms of [0, aliasRestMs - 1]) {
      await clock.advance(ms);
      await sweep();
      expect(await faults(again())).toEqual([['0.aliases.0', 'alias_not_available']]);
    }
    const [left] = await store.rooms.load('acme', [room.id]);
    expect(left?.value).toMatchObject({ forgetAt: shift(clock.now(), 1) });
    await clock.advance(1);
    expect(await again()).toEqual({ created: 1, replaced: 0 });
  });

  test('only looks in a dry run', async () => {
    const rooms = openRooms();
    expect(await rooms.import([row()], { dryRun: true })).toEqual({ created: 1, replaced: 0 });
    expect(await names(rooms)).toEqual([]);
    expect(await rooms.deps.store.claims.load(DEPLOYMENT, [aliasClaim('olga@vc.acme.example')])).toEqual([
      null,
    ]);
  });

  test('gives no alias that a meeting’s room holds, nor its name', async () => {
    const rooms = openRooms();
    const claim = {
      tenantId: 'acme',
      owner: { kind: 'reservation', id: 'r-1' },
      meetingKey: null,
      reviewAt: shift(rooms.deps.clock.now(), DAY_MS),
    } as const;
    await holdClaims(rooms.deps.store.claims, [
      { id: aliasClaim('meet.1@vc.example'), claim },
      { id: 'name:acme:olga', claim },
    ]);
    expect(await faults(rooms.import([row({ aliases: ['MEET.1@vc.example'] })]))).toEqual([
      ['0.name', 'name_not_available'],
      ['0.aliases.0', 'alias_not_available'],
    ]);
  });

  test('gives no alias whose number rests after a meeting had it, until it is free again', async () => {
    const rooms = openRooms();
    const store = openStore(rooms.database);
    const until = shift(rooms.deps.clock.now(), DAY_MS);
    await restartQuarantine(store, { spaceId: 'm55/6', number: 12, until });
    const aliases = ['olga', 'm55000012@vc.acme.example', 'M55000012'];
    const other = { name: 'Emil', owner_email: 'emil@acme.example', aliases: ['m55000013'] };
    expect(await faults(rooms.import([row({ aliases }), row(other)]))).toEqual([
      ['0.aliases.1', 'alias_not_available'],
      ['0.aliases.2', 'alias_not_available'],
    ]);
    const live = { kind: 'live', reservationId: 'r-1', reviewAt: null } as const;
    const number = { spaceId: 'm55/6', number: 13, state: live };
    await store.spaceNumbers.commit(DEPLOYMENT, [{ op: 'insert', id: 'm55000013', value: number }]);
    expect(await faults(rooms.import([row(other)]))).toEqual([['0.aliases.0', 'alias_not_available']]);
    for (const id of ['m55000012', 'm55000013']) {
      await store.spaceNumbers.commit(DEPLOYMENT, [await freed(store, id)]);
    }
    expect(await rooms.import([row({ aliases }), row(other)])).toMatchObject({ created: 2 });
    await restartQuarantine(store, { spaceId: 'm55/6', number: 12, until });
    expect(await rooms.import([row({ aliases, description: 'Changed' })])).toMatchObject({ replaced: 1 });
  });

  test('gives a tenant the aliases alone that it was granted, and tells no other reason', async () => {
    const rooms = openRooms();
    await rooms.import([row({ aliases: ['551'] })]);
    const aliases = ['550', 'Olga@VC.small.example', '551', 'olga', 'olga@vc.acme.example'];
    expect(await faults(rooms.import([row({ aliases })], { tenantId: 'small' }))).toEqual(
      [2, 3, 4].map((at) => [`0.aliases.${at}`, 'alias_not_available']),
    );
    expect(await faults(rooms.import([row({ aliases: ['55'] })], { tenantId: 'unknown' }))).toHaveLength(1);
    await rooms.import([row({ aliases: aliases.slice(0, 2) })], { tenantId: 'small' });
  });

  test('takes what a crash left of another', async () => {
    const rooms = openRooms();
    const claim = {
      tenantId: 'acme',
      owner: { kind: 'room', id: 'never-written' },
      meetingKey: null,
      reviewAt: shift(rooms.deps.clock.now(), DAY_MS),
    } as const;
    await holdClaims(rooms.deps.store.claims, [{ id: aliasClaim('olga@vc.acme.example'), claim }]);
    await rooms.import([row()]);
    expect(await names(rooms)).toEqual(['Olga']);
  });

  test('of two at once that want one alias one at most has it', async () => {
    const rooms = openRooms();
    const results = await Promise.allSettled([
      rooms.import([row({ name: 'A' })]),
      rooms.import([row({ name: 'B' })], { tenantId: 'other' }),
    ]);
    const saved = [...(await names(rooms)), ...(await names(rooms, 'other'))];
    expect(saved.length).toBe(results.filter(({ status }) => status === 'fulfilled').length);
    expect(saved.length).toBeLessThanOrEqual(1);
  });
});

test('a deleted room gives its name back, to any tenant, and keeps nothing but claims', async () => {
  const rooms = openRooms();
  await rooms.import([row({ pin: '9876' })]);
  const room = await findRoomByName({ tenantId: 'acme', name: 'Olga' }, rooms.deps.store);
  assert(room);
  const ref = { id: room.id, actor: 'operator' };
  expect(await deleteRoom({ ...ref, tenantId: 'other' }, rooms.deps)).toBe(false);
  expect(await deleteRoom({ ...ref, tenantId: 'acme' }, rooms.deps)).toBe(true);
  const [left] = await rooms.deps.store.rooms.load('acme', [room.id]);
  expect(JSON.stringify(left?.value)).not.toMatch(/olga|9876/i);
  await rooms.import([row({ aliases: [] })], { tenantId: 'other' });
});

test('the owner finds the rooms that have an alias, in any case of the address, within the tenant alone', async () => {
  const rooms = openRooms();
  await rooms.import([
    row({
      aliases: ['551234', 'olga', 'olga@vc.acme.example'],
      pin: '9876',
      guest_pin: '4711',
      allow_guests: true,
    }),
    row({ name: 'Second', owner_email: 'OLGA@ACME.example', aliases: ['second'] }),
    row({ name: 'Without alias', aliases: [] }),
    row({ name: 'Emil’s', owner_email: 'emil@acme.example', aliases: ['emil'] }),
  ]);
  const own = await new StoredRoomSource('acme', rooms.deps).roomsOf('olga@acme.EXAMPLE');
  expect(own).toMatchObject([
    {
      name: 'Olga',
      aliases: { domain: ['olga@vc.acme.example'], numeric: ['551234'], others: ['olga'] },
      pins: { host: '9876', guest: '4711' },
      allowGuests: true,
    },
    { name: 'Second', pins: null, allowGuests: false },
  ]);
  expect(await new StoredRoomSource('other', rooms.deps).roomsOf('olga@acme.example')).toEqual([]);
});
