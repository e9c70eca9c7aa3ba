import { instant } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { readDateTime } from './date-time.ts';

it.each([
  ['2026-01-05T10:00:00Z', Date.UTC(2026, 0, 5, 10)],
  ['2026-01-05T10:00:00.123456Z', Date.UTC(2026, 0, 5, 10, 0, 0, 123)],
  ['2026-01-05T10:00:00+01:00', Date.UTC(2026, 0, 5, 9)],
  ['2026-01-05T10:00:00', Date.UTC(2026, 0, 5, 10)],
  ['1602-01-01T00:00:00Z', Date.UTC(1602, 0, 1)],
])('reads %s', (text, at) => {
  expect(readDateTime(text)).toBe(instant(at));
});

it.each([
  ['0001-01-01T00:00:00Z'],
  ['0001-01-01T00:00:00'],
  ['1601-01-01T00:00:00Z'],
  ['1601-01-01T01:00:00+01:00'],
  ['4501-01-01T00:00:00Z'],
  ['4500-12-31T23:00:00Z'],
  ['4500-08-31T23:59:00Z'],
  ['9999-12-31T23:59:59.9999999Z'],
  ['2026-02-30T10:00'],
  ['now'],
  [''],
  [null],
])('%s is no time', (text) => {
  expect(readDateTime(text)).toBeNull();
});
