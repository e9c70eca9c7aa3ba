import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { beforeEach, expect, test } from 'vitest';
import { aliasClaim } from '../allocation/claim.ts';
import { openStore, type Store } from '../collections/store.ts';
import { conference, key, live, now } from '../meetings/meeting.fixture.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import type { PlatformEvent } from './join-adapter.ts';
import { takePlatformEvents } from './take-platform-events.ts';

const meeting = live();
const { tenantId } = meeting;
let store: Store;

beforeEach(async () => {
  store = openStore(createWeakMemoryDatabase());
  await store.meetings.commit(tenantId, [{ op: 'insert', id: key, value: meeting }]);
  const claim = { tenantId, reviewAt: now, owner: { kind: 'reservation', id: 'r-own' } } as const;
  await store.claims.commit(DEPLOYMENT, [
    { op: 'insert', id: aliasClaim(conference.alias), value: { ...claim, meetingKey: key } },
    { op: 'insert', id: aliasClaim('77'), value: { ...claim, meetingKey: null } },
    { op: 'insert', id: aliasClaim('88'), value: { ...claim, meetingKey: 'gone' as typeof key } },
  ]);
});

function take(rooms: readonly PlatformEvent['room'][], tenants: readonly string[] | 'all' = [tenantId]) {
  const event = (room: PlatformEvent['room'], index: number): PlatformEvent => ({
    room,
    kind: 'joined',
    run: '',
    key: `k-${index}`,
    at: now,
  });
  const deps = { store, clock: new FakeClock(now), random: createSeededRandom(1), platform: 'meet', tenants };
  return takePlatformEvents(rooms.map(event), deps);
}

async function joins() {
  const [run] = await store.conferenceRuns.load(tenantId, [conference.id]);
  return run?.value.joins ?? null;
}

const byId = { id: conference.id };
const byAlias = { alias: conference.alias };

test.each<[string, PlatformEvent['room'], readonly string[] | 'all', number | null]>([
  ['by its id', byId, [tenantId], 1],
  ['by its id, for one of several tenants', byId, ['other', tenantId], 1],
  ['by its id, for all tenants', byId, 'all', 1],
  ['by its id, for another tenant', byId, ['other'], null],
  ['by an id that is nobody’s', { id: 'c-2' }, 'all', null],
  ['by its alias', byAlias, [tenantId], 1],
  ['by its alias, for all tenants', byAlias, 'all', 1],
  ['by its alias, for another tenant', byAlias, ['other'], null],
  ['by an alias without a meeting yet', { alias: '77' }, 'all', null],
  ['by an alias of a meeting that is gone', { alias: '88' }, 'all', null],
  ['by an alias that nobody claimed', { alias: '99' }, 'all', null],
])('an event of a room is written: %s', async (_, room, tenants, count) => {
  await take([room], tenants);
  expect(await joins()).toBe(count);
});

test('events of rooms that are not ours hold up no others, and several add up', async () => {
  await take([{ id: 'c-2' }, byId, { alias: '99' }, byAlias]);
  expect(await joins()).toBe(2);
  const [run] = await store.conferenceRuns.load(tenantId, [conference.id]);
  expect(run?.value).toMatchObject({ tenantId, integrationId: meeting.integrationId });
});
