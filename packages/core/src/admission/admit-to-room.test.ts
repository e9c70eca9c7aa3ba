import { assert, expect, test } from 'vitest';
import { aliasClaim } from '../allocation/claim.ts';
import { deleteRoom, findRoomByName } from '../personal-rooms/room-records.ts';
import { openRooms, row } from '../personal-rooms/rooms.fixture.ts';
import { type AdmitDeps, admit } from './admit.ts';
import type { AdmissionQuestion } from './join-adapter.ts';

/** A personal room, what is read, and how a platform asks for it. */
async function open(changes: Readonly<Record<string, unknown>> = {}) {
  const rooms = openRooms();
  await rooms.import([
    row({ aliases: ['551234', 'Olga@vc.acme.example'], description: 'of Olga', ...changes }),
  ]);
  const reads: string[] = [];
  const counted = <T extends { load(partition: string, ids: readonly string[]): unknown }>(
    collection: T,
  ) => ({
    ...collection,
    load: (partition: string, ids: readonly string[]) => {
      reads.push(...ids);
      return collection.load(partition, ids);
    },
  });
  const { claims, rooms: collection } = rooms.deps.store;
  const deps = {
    ...rooms.deps,
    store: { claims: counted(claims), rooms: counted(collection) },
    policyOf: () => null,
  } as unknown as AdmitDeps;
  const ask = (question: Partial<AdmissionQuestion> = {}) =>
    admit({ alias: '551234', tenants: ['acme'], mayHearReason: false, ...question }, deps);
  const room = await findRoomByName({ tenantId: 'acme', name: 'Olga' }, rooms.deps.store);
  assert(room);
  return { rooms, reads, room, ask };
}

test.each<[string, Partial<AdmissionQuestion>]>([
  ['by its number', {}],
  ['by its domain alias in another case', { alias: 'OLGA@vc.acme.example' }],
  ['for a platform of all tenants', { tenants: 'all' }],
])('a personal room is open at any time, by two reads: %s', async (_, question) => {
  const { ask, reads, room } = await open();
  expect(await ask(question)).toEqual({
    kind: 'admitted',
    conference: {
      id: room.id,
      name: 'Olga',
      description: 'of Olga',
      subject: '',
      aliasDescription: '',
      theme: null,
      ownerEmail: 'Olga@acme.example',
      aliases: ['551234', 'Olga@vc.acme.example'],
      pins: null,
      allowGuests: null,
      signedIn: null,
      lobbyUntil: null,
      closesAt: null,
    },
  });
  expect(reads).toEqual([aliasClaim(question.alias ?? '551234'), room.id]);
});

test.each([
  [{ pin: '9876' }, { pins: { host: '9876', guest: null }, allowGuests: false }],
  [
    { pin: '9876', allow_guests: true },
    { pins: { host: '9876', guest: null }, allowGuests: true },
  ],
  [
    { pin: '9876', guest_pin: '4711', allow_guests: true },
    { pins: { host: '9876', guest: '4711' }, allowGuests: true },
  ],
])('its PINs and guests are told: %j', async (changes, conference) => {
  expect(await (await open(changes)).ask()).toMatchObject({ kind: 'admitted', conference });
});

test('another tenant’s platform, a name that is no alias, and a deleted room are unknown', async () => {
  const { ask, rooms, room } = await open();
  expect(await ask({ tenants: ['other'] })).toEqual({ kind: 'unknown' });
  expect(await ask({ alias: 'Olga' })).toEqual({ kind: 'unknown' });
  await deleteRoom({ tenantId: 'acme', id: room.id, actor: 'operator' }, rooms.deps);
  expect(await ask()).toEqual({ kind: 'unknown' });
});

test('a claim that a crash left on an alias which the room does not have opens nothing', async () => {
  const { ask, rooms, room } = await open();
  await rooms.deps.store.rooms.commit('acme', [
    { op: 'replace', id: room.id, revision: room.revision, value: { ...room.value, aliases: [] } },
  ]);
  expect(await ask()).toEqual({ kind: 'unknown' });
});
