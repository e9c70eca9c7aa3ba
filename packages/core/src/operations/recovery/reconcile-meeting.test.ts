import { describe, expect, test } from 'vitest';
import type { AcceptedMeeting } from '../../mailbox/equipment-mailbox.ts';
import { removed } from '../../meetings/evolve.ts';
import { known } from '../../meetings/known-meetings.fixture.ts';
import {
  after,
  applyIntent,
  context,
  daily,
  live,
  now,
  request,
  start,
  step,
} from '../../meetings/meeting.fixture.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import { DAY_MS, HOUR_MS, shift } from '../../time/instant.ts';
import { isGoneFromCalendar, newerInCalendar } from './reconcile-meeting.ts';

/** After everything was answered. */
const listedAt = shift(now, HOUR_MS);

/** The meeting with all that it owed sent. */
function quiet(meeting: Meeting | null | undefined): Meeting {
  if (!meeting) throw new TypeError('No meeting.');
  const outbox = meeting.outbox.map((entry) => ({ ...entry, state: { kind: 'done', at: now } }));
  return { ...meeting, outbox: outbox as unknown as Meeting['outbox'] };
}

const shown = (over: Partial<AcceptedMeeting> = {}) => {
  const { ref, identity, organizer, subject, zone, end, sequence, stamp } = request();
  const entry = { ref, identity, organizer, subject, zone, start, end, sequence, stamp };
  return { ...entry, recurring: false, lastEnd: end, ...over };
};

describe('a known meeting that the calendar shows', () => {
  test.each<[string, Meeting, Partial<AcceptedMeeting>, string | null]>([
    ['as it is', quiet(live()), {}, null],
    ['with a newer stamp', quiet(live()), { stamp: shift(now, 1) }, 'update'],
    ['with an older stamp', quiet(live()), { stamp: shift(now, -1), sequence: 9 }, null],
    ['with a newer sequence', quiet(live()), { sequence: 2 }, 'update'],
    ['at another time, without any version', quiet(live()), untold({ start: shift(start, 1) }), 'update'],
    ['the same, without any version', quiet(live()), untold(), null],
    ['with a newer stamp, while an answer waits', live(), { stamp: shift(now, 1) }, null],
    [
      'again after it was cancelled',
      quiet(known['cancelled single']?.()),
      { stamp: shift(now, DAY_MS) },
      'update',
    ],
    ['as it was before it was cancelled', quiet(known['cancelled single']?.()), {}, null],
    ['again after its room went', quiet(removed(live(), context)), { stamp: shift(now, 1) }, 'wanted'],
    ['after its room went', quiet(removed(live(), context)), {}, null],
  ])('%s', (_, meeting, over, expected) => {
    expect(newerInCalendar(meeting, shown(over), listedAt)).toBe(expected);
  });

  test('is left to the worker that dealt with it since the calendar was read', () => {
    expect(newerInCalendar(quiet(live()), shown({ sequence: 2 }), now)).toBeNull();
  });
});

describe('a known meeting that the calendar does not show', () => {
  const decline = { kind: 'decline', because: 'alias-conflict', limited: false } as const;
  const declined = after(live(), step(request({ messageId: '<d>' }), decline));
  const series = { series: daily };
  test.each<[string, Meeting, object, boolean]>([
    ['is off', quiet(live()), {}, true],
    ['is off, a series', quiet(live(series)), {}, true],
    ['is off, an endless series', quiet(live({ series: { ...daily, lastEnd: null } })), {}, true],
    ['stays where an answer waits', live(), {}, false],
    ['stays where its last update was declined', quiet(declined), {}, false],
    ['stays where the organizer’s update is awaited', { ...quiet(live()), echoAwaited: true }, {}, false],
    ['stays in another mailbox', quiet(live()), { mailboxId: 'mailbox-2' }, false],
    ['stays where it began before the limit', quiet(live()), { after: start }, false],
    [
      'stays where the last instance began before it',
      quiet(live(series)),
      { after: shift(start, 9 * DAY_MS) },
      false,
    ],
    [
      'is off where instances are ahead of the limit',
      quiet(live(series)),
      { after: shift(start, 8 * DAY_MS) },
      true,
    ],
    ['stays where the worker dealt with it since', quiet(live()), { listedAt: now }, false],
    ['stays where only instances are known', quiet(live({ instance: start })), {}, false],
    ['is off already', quiet(known['cancelled single']?.()), {}, false],
  ])('%s', (_, meeting, over, expected) => {
    const listing = { mailboxId: 'mailbox-1', after: now, listedAt, ...over };
    expect(isGoneFromCalendar(meeting, listing)).toBe(expected);
  });
});

test('an unanswered meeting is no concern of the calendar', () => {
  const unsent = quiet(after(null, step(request(), applyIntent())));
  const outbox = unsent.outbox.map((entry) => ({
    ...entry,
    state: { kind: 'failed', at: now, reason: 'x' },
  }));
  const meeting = { ...unsent, outbox: outbox as unknown as Meeting['outbox'] };
  expect(isGoneFromCalendar(meeting, { mailboxId: 'mailbox-1', after: now, listedAt })).toBe(false);
});

function untold(over: Partial<AcceptedMeeting> = {}): Partial<AcceptedMeeting> {
  return { stamp: null, sequence: null, ...over };
}
