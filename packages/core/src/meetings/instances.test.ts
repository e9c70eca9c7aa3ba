import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, shift } from '../time/instant.ts';
import { speaksForMeeting, takesPlace } from './instances.ts';
import { known, later, occurrence, second, series } from './known-meetings.fixture.ts';
import { after, cancellation, live, now, request, start, step } from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';
import { versionOf } from './place-in-history.ts';

const third = shift(second, DAY_MS);
const off = (meeting: Meeting) =>
  after(meeting, step(cancellation({ ...later, instance: second }), { kind: 'cancel' }));

test.each<[string, () => Meeting | null | undefined, Parameters<typeof takesPlace>[1], boolean]>([
  ['a single meeting', () => live(), null, true],
  ['a series', () => live(series), null, true],
  ['an instance of it', () => live(series), second, true],
  ['an instance that was moved', () => known['live series, moved']?.(), second, true],
  ['an instance that is off', () => off(live(series)), second, false],
  ['another one', () => off(live(series)), third, true],
  ['the series of it', () => off(live(series)), null, true],
  ['an instance known alone', () => live(occurrence), second, true],
  ['an instance beside it', () => live(occurrence), third, false],
  ['the series around it', () => live(occurrence), null, false],
  ['a meeting that is off', () => ({ ...live(), status: 'cancelled' }), null, false],
])('%s takes place or not', (_, meetingOf, instance, expected) => {
  const meeting = meetingOf();
  if (!meeting) throw new TypeError('No meeting.');
  expect(takesPlace(meeting, instance)).toBe(expected);
});

describe('who says what a meeting is called', () => {
  const older = { stamp: shift(now, -HOUR_MS), sequence: 0 };
  test.each<[string, () => Meeting | null, object, boolean]>([
    ['a message about the whole meeting', () => live(series), { ...later, ...series }, true],
    ['one about an instance, first of all', () => null, occurrence, true],
    ['one about an instance of a known series', () => live(series), { ...later, ...occurrence }, false],
    [
      'one about an instance of a series that is off',
      () => ({ ...live(series), status: 'cancelled' }),
      { ...later, ...occurrence },
      true,
    ],
    ['the newest about an instance, none being known around it', () => live(occurrence), later, true],
    ['an older one about another instance', () => live(occurrence), { ...older, instance: start }, false],
    [
      'an older one where all others are off',
      () => ({ ...off(live(occurrence)), status: 'live' }),
      { ...older, instance: start },
      true,
    ],
  ])('%s', (_, meetingOf, over, expected) => {
    const meeting = meetingOf();
    const message = request({ instance: null, ...over });
    const version = versionOf(message, { meeting, mailboxId: 'mailbox-1' });
    expect(speaksForMeeting(meeting, { instance: message.instance, version })).toBe(expected);
  });
});
