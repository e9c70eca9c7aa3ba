import { describe, expect, test } from 'vitest';
import { answerValues } from './answer-values.ts';
import { live } from './meeting.fixture.ts';

const pins = { host: '482915', guest: '739204', allowGuests: true };

describe('the values of an answer', () => {
  const meeting = live();
  const [entry] = meeting.outbox;
  if (entry?.kind !== 'reply') throw new TypeError('The fixture owes an answer.');

  test('[S12.7c] an acceptance may tell both PINs', () => {
    expect(answerValues(meeting, entry, pins)).toMatchObject({ pin: '482915', guest_pin: '739204' });
    expect(answerValues(meeting, entry, null)).not.toHaveProperty('pin');
  });

  test.each(['alias-conflict', 'alias-deleted', 'general-error'] as const)(
    '[S12.7c] %s tells none',
    (text) => {
      const values = answerValues(meeting, { ...entry, text }, pins);
      expect(values).not.toHaveProperty('pin');
      expect(values).not.toHaveProperty('guest_pin');
    },
  );
});
