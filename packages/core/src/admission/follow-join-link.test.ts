import { createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Reservation, ReservationState } from '../allocation/reservation.ts';
import { openStore, type Store } from '../collections/store.ts';
import { conference, end, key, live, now, policy, start } from '../meetings/meeting.fixture.ts';
import { TokenBuckets } from '../runtime/token-buckets.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { sealJoinToken } from '../tags/join-token.ts';
import { sealSchedulingTag, tagIdOf } from '../tags/scheduling-tag.ts';
import { DAY_MS, type Instant, MINUTE_MS, shift } from '../time/instant.ts';
import { enterByJoinLink } from './enter-by-join-link.ts';
import { type FollowDeps, followJoinLink, type LinkedIntegration } from './follow-join-link.ts';
import type { PlatformEntrance } from './join-adapter.ts';

const keyOf = (fill: number) => ({ current: new Uint8Array(32).fill(fill), retired: [] });
const [linkKeys, tagKeys] = [keyOf(1), keyOf(2)];
const { tenantId, integrationId } = live();
const random = { bytes: (count: number) => new Uint8Array(count).fill(7), uint32: () => 7 };
const tag = sealSchedulingTag(
  { integrationId, prefix: '12', length: 4, number: 3456 },
  { keys: tagKeys, random },
);
const token = sealJoinToken(tagIdOf(tag), linkKeys);
const origin = 'https://meet.example.com';
const entrance: PlatformEntrance = { origin, addressFor: async ({ role }) => `${origin}/room?${role}` };
const linked: LinkedIntegration = {
  tenantId,
  policy,
  texts: { joinTarget: ({ alias, numeric_alias }) => `https://join.example/${alias}/${numeric_alias}` },
  joinPlatform: null,
};
const withPlatform = { ...linked, joinPlatform: 'meet' };
const template = { kind: 'open', target: `https://join.example/${conference.alias}/123456` };
const bound: ReservationState = { kind: 'bound', meetingKey: key, reviewAt: null };

let store: Store;
beforeEach(() => {
  store = openStore(createWeakMemoryDatabase());
});

/** The meeting that the link names, its reservation and its number, and who follows the link. */
async function follower({
  at = start,
  state = bound,
  meeting = live(),
  integration = linked,
  entrances = { 'meet of default': entrance },
}: {
  at?: Instant;
  state?: ReservationState;
  meeting?: ReturnType<typeof live> | null;
  integration?: LinkedIntegration | null;
  entrances?: Readonly<Record<string, PlatformEntrance>>;
} = {}) {
  const reservation = {
    tenantId,
    integrationId,
    tag,
    state,
    alias: conference.alias,
    numericAlias: '123456',
  };
  await store.reservations.commit(tenantId, [
    {
      op: 'insert',
      id: 'r-own',
      value: { createdAt: now, correlationId: 'c', ...reservation } as Reservation,
    },
  ]);
  const number = { kind: 'live', reservationId: 'r-own', reviewAt: null } as const;
  await store.spaceNumbers.commit(DEPLOYMENT, [
    { op: 'insert', id: '123456', value: { spaceId: '12/4', number: 3456, state: number } },
  ]);
  if (meeting !== null) await store.meetings.commit(tenantId, [{ op: 'insert', id: key, value: meeting }]);
  const deps: FollowDeps = {
    linkKeys,
    tagKeys,
    store,
    clock: new FakeClock(at),
    sealer: { open: async (sealed) => `${sealed} opened` },
    integration: (id) => (id === integrationId ? integration : null),
    entrance: (platform, tenant) => entrances[`${platform} of ${tenant}`] ?? null,
  };
  return deps;
}

describe('a join link', () => {
  test.each<[string, Parameters<typeof follower>[0], object]>([
    ['leads where the template says', {}, template],
    [
      'leads nowhere by a template that makes no URL',
      { integration: { ...linked, texts: { joinTarget: () => null } } },
      { kind: 'unknown' },
    ],
    ['of an integration that is gone', { integration: null }, { kind: 'unknown' }],
    ['of a meeting that is gone', { meeting: null }, { kind: 'unknown' }],
    ['of a meeting whose room was taken', { meeting: { ...live(), conference: null } }, { kind: 'unknown' }],
    [
      'of a room that has other aliases now',
      { meeting: { ...live(), conference: { ...conference, alias: 'other', numericAlias: '9' } } },
      { kind: 'unknown' },
    ],
    [
      'of a released reservation',
      { state: { kind: 'released', at: now, settled: true, forgetAt: end } },
      { kind: 'unknown' },
    ],
    [
      'of an invitation that is not accepted yet',
      { state: { kind: 'reserved', lapsesAt: end } },
      { kind: 'closed', reason: 'not-yet', opensAt: null },
    ],
    [
      'before its join window',
      { at: now },
      { kind: 'closed', reason: 'not-yet', opensAt: shift(start, -30 * MINUTE_MS) },
    ],
    ['after its join window', { at: shift(end, DAY_MS) }, { kind: 'closed', reason: 'over', opensAt: null }],
    [
      'to a platform that asks who comes',
      { integration: withPlatform },
      { kind: 'form', pin: 'none', origin, fault: null },
    ],
    [
      'to a platform that another tenant has',
      { integration: withPlatform, entrances: { 'meet of other': entrance } },
      { kind: 'away' },
    ],
  ])('%s', async (_, world, followed) => {
    expect(await followJoinLink(token, await follower(world))).toEqual(followed);
  });

  test.each([
    '',
    'nonsense',
    tagIdOf(tag),
    sealJoinToken(tagIdOf(tag), keyOf(3)),
    sealJoinToken('aaaaaaaa', linkKeys),
  ])('nobody made: %j', async (other) => {
    expect(await followJoinLink(other, await follower())).toEqual({ kind: 'unknown' });
  });

  test('asks for the PIN that the room has', async () => {
    const pins = { host: 'h', guest: 'g', allowGuests: true };
    const deps = await follower({
      integration: withPlatform,
      meeting: { ...live(), conference: { ...conference, pins } },
    });
    expect(await followJoinLink(token, deps)).toMatchObject({ kind: 'form', pin: 'required' });
  });
});

describe('entering by a join link', () => {
  test.each<[string, Parameters<typeof follower>[0], object]>([
    [
      'an open room of a platform',
      { integration: withPlatform },
      { kind: 'open', target: `${origin}/room?guest` },
    ],
    ['an open room of a template', {}, template],
    ['a closed room', { at: now, integration: withPlatform }, { kind: 'closed', reason: 'not-yet' }],
    ['a platform that is gone', { integration: withPlatform, entrances: {} }, { kind: 'away' }],
  ])('%s', async (_, world, entered) => {
    const guesses = new TokenBuckets({ monotonicMs: () => 0 }, { burst: 3, perMinute: 1 });
    const deps = {
      ...(await follower(world)),
      guesses,
      signal: new AbortController().signal,
      failed: () => undefined,
    };
    expect(await enterByJoinLink(token, { name: 'Ada', pin: '' }, deps)).toMatchObject(entered);
  });
});
