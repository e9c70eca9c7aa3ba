import { expect, test } from 'vitest';
import { spanText, timeText } from './time-text.ts';

test.each([
  [0, '0 s'],
  [89, '89 s'],
  [90, '2 min'],
  [5_399, '90 min'],
  [5_400, '2 h'],
  [86_400, '24 h'],
])('%i seconds read %s', (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});

test('a moment has one form, and none is never', () => {
  expect(timeText('2026-12-02T14:05:00.000Z')).toMatch(/^\d{1,2} Dec 2026, \d{2}:05$/);
  expect(timeText(null)).toBe('never');
});
