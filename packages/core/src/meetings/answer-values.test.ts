import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, type Instant, shift } from '../time/instant.ts';
import { answerValues } from './answer-values.ts';
import { after, applyIntent, cancellation, daily, live, request, start, step } from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';
import type { ReplyEffect } from './outbox-entry.ts';

const second = shift(start, DAY_MS);
const later = { stamp: shift(start, -HOUR_MS), sequence: 2, messageId: '<2>' };
const moved = after(
  live({ series: daily }),
  step(
    request({ ...later, instance: second, start: shift(second, HOUR_MS), end: shift(second, 3 * HOUR_MS) }),
    applyIntent(),
  ),
);
const off = after(
  live({ series: daily }),
  step(cancellation({ ...later, instance: second }), { kind: 'cancel' }),
);

function values(meeting: Meeting, instance: Instant | null = null, text: ReplyEffect['text'] = 'single-new') {
  const [entry] = live().outbox;
  if (entry?.kind !== 'reply') throw new TypeError('The fixture answers.');
  return answerValues(meeting, { ...entry, text, to: { ...entry.to, instance } }, null);
}

const room = { alias: 'meet.123456@vmr.example', numeric_alias: '123456' };
const first = { start_time: '11:00 on 06/01/2026', end_time: '12:00 on 06/01/2026' };

test.each<[string, () => ReturnType<typeof values>, object]>([
  ['a single meeting', () => values(live()), { ...room, ...first }],
  ['a series', () => values(moved), { ...room, ...first }],
  [
    'an instance that was moved',
    () => values(moved, second),
    { ...room, start_time: '12:00 on 07/01/2026', end_time: '14:00 on 07/01/2026' },
  ],
  ['an instance that is off', () => values(off, second), { ...room, ...first }],
  [
    'an all-day meeting',
    () => values(live({ allDay: true })),
    { ...room, start_time: '06/01/2026', end_time: '06/01/2026' },
  ],
  ['no room', () => values({ ...live(), conference: null }), { alias: '', numeric_alias: '', ...first }],
  ['no time', () => values({ ...live(), schedule: null }), { ...room, start_time: '', end_time: '' }],
  [
    'an unexpected error',
    () => values(live(), null, 'general-error'),
    { correlation_id: 'trail-<1@corp.example>' },
  ],
])('what an answer may tell of %s', (_, told, expected) => {
  expect(told()).toEqual(expected);
});

const pins = { host: '482915', guest: '739204', allowGuests: true };

describe('the values of an answer', () => {
  const meeting = live();
  const [entry] = meeting.outbox;
  if (entry?.kind !== 'reply') throw new TypeError('The fixture owes an answer.');

  test('an acceptance may tell both PINs', () => {
    expect(answerValues(meeting, entry, pins)).toMatchObject({ pin: '482915', guest_pin: '739204' });
    expect(answerValues(meeting, entry, null)).not.toHaveProperty('pin');
  });

  test.each(['alias-conflict', 'alias-deleted', 'general-error'] as const)('%s tells none', (text) => {
    const values = answerValues(meeting, { ...entry, text }, pins);
    expect(values).not.toHaveProperty('pin');
    expect(values).not.toHaveProperty('guest_pin');
  });
});
