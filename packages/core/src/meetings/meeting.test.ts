import { describe, expect, test } from 'vitest';
import { HOUR_MS, type Instant, shift } from '../time/instant.ts';
import { live, now } from './meeting.fixture.ts';
import { meetingShape, timerOf } from './meeting.ts';

const left = [{ reservationId: 'r', name: null }];
const later = shift(now, HOUR_MS);
const latest = shift(now, 2 * HOUR_MS);

describe('when a meeting is looked at next', () => {
  test.each<[string, { refreshAt: Instant | null; expiresAt: Instant | null }, Instant | null]>([
    ['never', { refreshAt: null, expiresAt: null }, null],
    ['for the calendar', { refreshAt: later, expiresAt: null }, later],
    ['when retention is over', { refreshAt: null, expiresAt: later }, later],
    ['for the calendar before that', { refreshAt: later, expiresAt: latest }, later],
    ['when retention is over before that', { refreshAt: latest, expiresAt: later }, later],
    ['for both at once', { refreshAt: later, expiresAt: later }, later],
  ])('%s', (_, over, at) => {
    const meeting = { ...live(), ...over };
    expect(timerOf(meeting)).toBe(at);
    expect(meetingShape.indexes.timer(meeting)).toEqual(at === null ? null : ['mailbox-1', at]);
  });

  test('at once while something is to be given back', () => {
    const meeting = { ...live(), abandoned: left, statusSince: now, refreshAt: later };
    expect(timerOf(meeting)).toBe(now);
  });
});

test('meetings are found by what waits in the outbox, and by integration', () => {
  const meeting = live();
  expect(meetingShape.name).toBe('meetings');
  expect(meetingShape.indexes.outbox(meeting)).toEqual(['mailbox-1', 1, now]);
  expect(meetingShape.indexes.outbox({ ...meeting, mailboxId: 'mailbox-2' })).toEqual(['mailbox-1', 1, now]);
  expect(meetingShape.indexes.outbox({ ...meeting, outbox: [] })).toBeNull();
  expect(meetingShape.indexes.integration(meeting)).toEqual([meeting.integrationId, now]);
});
