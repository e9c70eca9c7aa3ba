import { describe, expect, test } from 'vitest';
import type { SeriesFacts } from '../mailbox/meeting-message.ts';
import { DAY_MS, HOUR_MS, type Instant, shift } from '../time/instant.ts';
import { decide } from './decide.ts';
import {
  after,
  applyIntent,
  cancellation,
  daily,
  end,
  facts,
  live,
  now,
  policy,
  request,
  start,
  step,
} from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';
import { retainedUntil } from './occurrences.ts';

const last = shift(start, 9 * DAY_MS);
/** After the regular end of the series and its retention, before the moved instance. */
const between = shift(end, 15 * DAY_MS);
const ahead = { start: shift(start, 20 * DAY_MS), end: shift(end, 20 * DAY_MS) };
const moved = { originalStart: last, ...ahead };
const at = (time: Instant, sequence: number) => ({ stamp: time, sequence, receivedAt: time });
const exception = request({ instance: last, ...ahead, ...at(shift(now, 1), 2), messageId: '<2>' });
const update = (series: Partial<SeriesFacts> = {}) =>
  request({ ...at(shift(now, 9), 5), subject: 'Plan B', messageId: '<9>', series: { ...daily, ...series } });
const known = () => live({ series: daily });
const withException = () => after(known(), step(exception, applyIntent()));

/** The calendar showed the instance where it is now. */
function seen(meeting: Meeting): Meeting {
  const occurrence = { ...moved, stamp: now };
  const window = { start: ahead.start, end: ahead.end, readAt: now, occurrences: [occurrence] };
  return { ...meeting, schedule: meeting.schedule && { ...meeting.schedule, window } };
}

const answers = (meeting: Meeting | null, series: Partial<SeriesFacts> = {}): string => {
  const intent = decide(meeting, update(series), facts(), between);
  return intent.kind === 'decline' ? intent.because : intent.kind;
};

describe('a series whose regular end is past', () => {
  test.each<[string, () => Meeting | null, Partial<SeriesFacts>, string]>([
    ['with nothing moved', known, {}, 'series-in-past'],
    ['with an instance moved behind it, first seen', () => null, { modified: [moved] }, 'apply'],
    ['with one listed in an update', known, { modified: [moved] }, 'apply'],
    ['with one told for itself before', withException, {}, 'apply'],
    ['with one that the calendar shows', () => seen(known()), {}, 'apply'],
    [
      'with one that the request lists as deleted',
      () => seen(known()),
      { deleted: [last] },
      'series-in-past',
    ],
    [
      'with one that was cancelled since',
      () =>
        after(
          withException(),
          step(cancellation({ instance: last, ...at(shift(now, 5), 3) }), { kind: 'cancel' }),
        ),
      {},
      'series-in-past',
    ],
    [
      'with one of a pattern that is no more',
      () => seen(withException()),
      { pattern: 'weekly' },
      'series-in-past',
    ],
    ['with one moved, but only within the past', known, { modified: [within()] }, 'series-in-past'],
    ['that has no end at all', known, { lastEnd: null }, 'apply'],
  ])('%s', (_, meetingOf, series, expected) => {
    expect(answers(meetingOf(), series)).toBe(expected);
  });

  test('keeps its room for the moved instance, also after an update that lists none', () => {
    const meeting = after(withException(), step(update(), applyIntent({ grant: { kind: 'kept' } })));
    expect(retainedUntil(meeting, policy)).toBe(shift(ahead.end, 25 * HOUR_MS));
  });

  test('an instance that is asked for by itself is judged by its own end', () => {
    expect(decide(known(), exception, facts(), between)).toMatchObject({ kind: 'apply' });
  });
});

function within() {
  return { originalStart: start, start: shift(start, HOUR_MS), end: shift(end, HOUR_MS) };
}
