import { describe, expect, test } from 'vitest';
import { removed } from '../meetings/evolve.ts';
import {
  after,
  cancellation,
  conference,
  context,
  daily,
  end,
  live,
  now,
  policy,
  start,
  step,
} from '../meetings/meeting.fixture.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { DAY_MS, type Instant, MINUTE_MS, shift } from '../time/instant.ts';
import { decideAdmission } from './admit.ts';

const minutes = (from: Instant, count: number) => shift(from, count * MINUTE_MS);

function ask(at: Instant, over: { alias?: string; mayHearReason?: boolean; meeting?: Meeting } = {}) {
  const { alias = conference.alias, mayHearReason = true, meeting = live() } = over;
  return decideAdmission({ alias, mayHearReason }, meeting, policy, at);
}

describe('[S5.1a, S5.1b] who comes when', () => {
  test.each([
    ['a millisecond too early', shift(minutes(start, -30), -1), 'closed'],
    ['as the door opens', minutes(start, -30), 'admitted'],
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

test('[S4.2a, S4.2c] the room is told with both aliases, owner, texts and theme', () => {
  const themed = { ...policy, theme: 'dark' };
  const decision = decideAdmission({ alias: conference.alias, mayHearReason: true }, live(), themed, start);
  expect(decision).toEqual({
    kind: 'admitted',
    conference: {
      id: 'c-1',
      name: 'Plan (Ada)',
      description: 'for Ada',
      subject: 'Plan',
      theme: 'dark',
      ownerEmail: 'ada@corp.example',
      aliases: ['123456', 'meet.123456@vmr.example'],
      pins: null,
      allowGuests: null,
      lobbyUntil: null,
      closesAt: minutes(end, 60),
    },
  });
});

test.each(['123456', 'MEET.123456@VMR.example'])('%s opens the door', (alias) => {
  expect(ask(start, { alias }).kind).toBe('admitted');
});

test.each(['123457', '', 'meet.123456', 'Plan (Ada)'])('%j is no alias of it', (alias) => {
  expect(ask(start, { alias })).toEqual({ kind: 'unknown' });
});

describe('why the door is closed', () => {
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
    ['[S4.3c] cancelled, also within its window', start, cancelled, 'cancelled', null],
  ])('%s', (_, at, meeting, reason, opensAt) => {
    expect(ask(at, { meeting })).toEqual({ kind: 'closed', reason, opensAt });
    expect(ask(at, { meeting, mayHearReason: false })).toEqual({
      kind: 'closed',
      reason: null,
      opensAt: null,
    });
  });

  test('[S4.9a] a removed room is not known any more', () => {
    expect(ask(start, { meeting: removed(live(), context) })).toEqual({ kind: 'unknown' });
  });
});
