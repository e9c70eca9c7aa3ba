import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../errors/vmrkit-error.ts';
import {
  DAY_MS,
  formatInstant,
  HOUR_MS,
  instant,
  MINUTE_MS,
  parseInstant,
  SECOND_MS,
  shift,
} from './instant.ts';

const invalid = expect.objectContaining({ code: 'ERR_TIME_INVALID' });

describe('instant', () => {
  test.each([0, 1, -1, 8.64e15, -8.64e15])('takes %d', (milliseconds) => {
    expect(instant(milliseconds)).toBe(milliseconds);
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1, -8.64e15 - 1])('refuses %d', (value) => {
    expect(() => instant(value)).toThrow(invalid);
  });

  test('refuses with an error that says that the input is at fault', () => {
    expect(() => instant(0.5)).toThrow(InvalidInputError);
  });
});

describe('parseInstant', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00.250Z', 250],
    ['1970-01-01T01:30:00+01:30', 0],
    ['1969-12-31T19:00:00-05:00', 0],
    ['1970-01-01T00:01Z', 60_000],
  ])('reads %s', (text, milliseconds) => {
    expect(parseInstant(text)).toBe(milliseconds);
  });

  test.each([
    '1970-01-01',
    '1970-01-01T00:00:00',
    '1970-01-01 00:00:00Z',
    '1970-13-01T00:00:00Z',
    '1970-01-01T25:00:00Z',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    ' 1970-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z\n',
    '',
  ])('refuses %j', (text) => {
    expect(() => parseInstant(text)).toThrow(invalid);
  });

  test('repeats no more than the beginning of a long text', () => {
    const refused = (): unknown => parseInstant('x'.repeat(10_000));
    expect(refused).toThrow(/^.{1,80}$/);
  });
});

test('what formatInstant writes, parseInstant reads', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      const at = instant(date.getTime());
      const text = formatInstant(at);
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(parseInstant(text)).toBe(at);
    }),
  );
});

test('shift goes forth and back', () => {
  expect(shift(instant(1_000), DAY_MS + HOUR_MS + MINUTE_MS + SECOND_MS)).toBe(90_062_000);
  expect(shift(instant(1_000), -SECOND_MS)).toBe(0);
  expect(() => shift(instant(0), 0.5)).toThrow(invalid);
});
