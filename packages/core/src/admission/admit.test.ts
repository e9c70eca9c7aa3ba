import { describe, expect, test } from 'vitest';
import type { KeySealContext } from '../allocation/allocation-store.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { removed } from '../meetings/evolve.ts';
import {
  after,
  cancellation,
  conference,
  context,
  daily,
  end,
  key,
  live,
  now,
  policy,
  start,
  step,
} from '../meetings/meeting.fixture.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { DAY_MS, type Instant, MINUTE_MS, shift } from '../time/instant.ts';
import { type AdmitDeps, admit, decideAdmission } from './admit.ts';
import type { AdmissionQuestion } from './join-adapter.ts';

const minutes = (from: Instant, count: number) => shift(from, count * MINUTE_MS);

function ask(at: Instant, over: { alias?: string; mayHearReason?: boolean; meeting?: Meeting } = {}) {
  const { alias = conference.alias, mayHearReason = true, meeting = live() } = over;
  return decideAdmission({ alias, mayHearReason }, meeting, policy, at);
}

describe('who comes when', () => {
  test.each([
    ['a millisecond too early', shift(minutes(start, -30), -1), 'closed'],
    ['as the join window opens', minutes(start, -30), 'admitted'],
    ['during the meeting', start, 'admitted'],
    ['as it closes', minutes(end, 60), 'admitted'],
    ['a millisecond too late', shift(minutes(end, 60), 1), 'closed'],
  ])('%s', (_, at, kind) => {
    expect(ask(at).kind).toBe(kind);
  });

  test('buffers are those of the record as it stands now', () => {
    const wide = { ...policy, joinBeforeMinutes: 45, joinAfterMinutes: 0 };
    const question = { alias: conference.alias, mayHearReason: true };
    expect(decideAdmission(question, live(), wide, minutes(start, -45)).kind).toBe('admitted');
    expect(decideAdmission(question, live(), wide, minutes(end, 1)).kind).toBe('closed');
  });
});

test('the room is told with both aliases, owner, texts and theme', () => {
  const themed = { ...policy, theme: 'dark' };
  const decision = decideAdmission({ alias: conference.alias, mayHearReason: true }, live(), themed, start);
  expect(decision).toEqual({
    kind: 'admitted',
    conference: {
      id: 'c-1',
      name: 'Plan (Ada)',
      description: 'for Ada',
      subject: 'Plan',
      aliasDescription: 'Room of Ada',
      theme: 'dark',
      ownerEmail: 'ada@corp.example',
      aliases: ['123456', 'meet.123456@vmr.example'],
      pins: null,
      allowGuests: null,
      signedIn: null,
      lobbyUntil: null,
      closesAt: minutes(end, 60),
    },
  });
});

test('a room whose organizer is not known has no owner', () => {
  expect(ask(start, { meeting: { ...live(), organizer: null } })).toMatchObject({
    conference: { ownerEmail: null },
  });
});

test.each(['123456', 'MEET.123456@VMR.example'])('%s opens the join window', (alias) => {
  expect(ask(start, { alias }).kind).toBe('admitted');
});

test.each(['123457', '', 'meet.123456', 'Plan (Ada)'])('%j is no alias of it', (alias) => {
  expect(ask(start, { alias })).toEqual({ kind: 'unknown' });
});

test.each<[string, boolean, Instant, Instant | null]>([
  ['as the join window opens', true, minutes(start, -30), start],
  ['a millisecond before the start', true, shift(start, -1), start],
  ['at the start', true, start, null],
  ['after it', true, minutes(start, 1), null],
  ['before the start, its switch off', false, minutes(start, -30), null],
])('the lobby lasts until the scheduled start: %s', (_, lobbyUntilStart, at, lobbyUntil) => {
  const question = { alias: conference.alias, mayHearReason: true };
  expect(decideAdmission(question, live(), { ...policy, lobbyUntilStart }, at)).toMatchObject({
    conference: { lobbyUntil },
  });
});

describe('why the join window is closed', () => {
  const endless = live({ series: { ...daily, lastEnd: null } });
  const cancelled = after(live(), step(cancellation(), { kind: 'cancel' }));

  test.each<[string, Instant, Meeting, string, Instant | null]>([
    ['not yet', now, live(), 'not-yet', minutes(start, -30)],
    [
      'between two of a series, the next not known yet',
      minutes(end, 120),
      live({ series: daily }),
      'not-yet',
      null,
    ],
    ['over, a series', shift(end, 10 * DAY_MS), live({ series: daily }), 'over', null],
    ['never over, a series without end', shift(end, 999 * DAY_MS), endless, 'not-yet', null],
    ['over', shift(end, DAY_MS), live(), 'over', null],
    ['cancelled, also within its window', start, cancelled, 'cancelled', null],
  ])('%s', (_, at, meeting, reason, opensAt) => {
    expect(ask(at, { meeting })).toEqual({ kind: 'closed', reason, opensAt });
    expect(ask(at, { meeting, mayHearReason: false })).toEqual({
      kind: 'closed',
      reason: null,
      opensAt: null,
    });
  });

  test('a removed room is not known any more', () => {
    expect(ask(start, { meeting: removed(live(), context) })).toEqual({ kind: 'unknown' });
  });
});

describe('asking the store', () => {
  const meeting = live();
  const alias = conference.alias;
  const question: AdmissionQuestion = { alias, tenants: [meeting.tenantId], mayHearReason: true };

  /** A store that holds one meeting and the claim on its alias, and counts what is read. */
  function open(
    changes: { meetingKey?: MeetingKey | null; meeting?: Meeting | null; policy?: boolean } = {},
    at = start,
  ) {
    const reads: string[] = [];
    const documents: Record<string, unknown> = {
      [`* alias:${alias}`]: {
        tenantId: meeting.tenantId,
        owner: { kind: 'reservation', id: 'r-own' },
        meetingKey: changes.meetingKey === undefined ? key : null,
      },
      [`${meeting.tenantId} ${key}`]: changes.meeting === undefined ? meeting : changes.meeting,
    };
    const collection = {
      load: async (partition: string, ids: readonly string[]) => {
        reads.push(...ids);
        return ids.map((id) => {
          const value = documents[`${partition} ${id}`];
          return value ? { id, partition, revision: '1', value } : null;
        });
      },
    };
    const deps = {
      store: { claims: collection, meetings: collection },
      policyOf: (id: string) => (id === meeting.integrationId && changes.policy !== false ? policy : null),
      clock: { now: () => at },
      sealer: {
        open: async (sealed: string, context: KeySealContext) => `${sealed} of ${Object.values(context)}`,
      },
    } as unknown as AdmitDeps;
    return { deps, reads };
  }

  test.each<[string, Partial<AdmissionQuestion>]>([
    ['its own tenant', {}],
    ['several tenants', { tenants: ['other', meeting.tenantId] }],
    ['all tenants', { tenants: 'all' }],
    ['the alias in capitals', { alias: alias.toUpperCase() }],
  ])('admits by two reads: %s', async (_, changes) => {
    const { deps, reads } = open();
    expect(await admit({ ...question, ...changes }, deps)).toMatchObject({ kind: 'admitted' });
    expect(reads).toEqual([`alias:${alias}`, key]);
  });

  test.each<[string, Partial<AdmissionQuestion>, Parameters<typeof open>[0]?]>([
    ['another tenant’s alias', { tenants: ['other'] }],
    ['no tenant', { tenants: [] }],
    ['an alias that nobody claimed', { alias: '999999' }],
    ['an alias without a meeting yet', {}, { meetingKey: null }],
    ['a meeting that is gone', {}, { meeting: null }],
    ['an integration that is gone', {}, { policy: false }],
  ])('does not know %s', async (_, changes, world) => {
    const { deps, reads } = open(world);
    expect(await admit({ ...question, ...changes }, deps)).toEqual({ kind: 'unknown' });
    expect(reads).not.toContain(null);
  });

  test('opens the PINs of its conference for whom it admits, and for nobody else', async () => {
    const pins = { host: 'h', guest: 'g', allowGuests: true };
    const withPins = { ...meeting, conference: { ...conference, pins } };
    const answerAt = (at: Instant) => admit(question, open({ meeting: withPins }, at).deps);
    const field = (name: string) =>
      `${meeting.tenantId},${meeting.integrationId},reservations.r-own.pins.${name}`;
    expect(await answerAt(start)).toMatchObject({
      kind: 'admitted',
      conference: {
        pins: { host: `h of ${field('host')}`, guest: `g of ${field('guest')}` },
        allowGuests: true,
      },
    });
    expect(JSON.stringify(await answerAt(minutes(start, -31)))).not.toContain('pins');
    expect(await admit(question, open().deps)).toMatchObject({ conference: { pins: null } });
  });
});
