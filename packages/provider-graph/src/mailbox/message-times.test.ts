import { describe, expect, test } from 'vitest';
import { expandOf } from './extended-properties.ts';
import { intervalOf, zoneOf } from './times.ts';
import { eventOf, extended, messageOf, read, utc } from './to-mailbox-message.fixture.ts';
import { kindOf } from './to-mailbox-message.ts';

describe('when it is', () => {
  test.each([
    ['east', 'W. Europe Standard Time', '2026-12-01T23:00:00.000Z'],
    ['west', 'Pacific Standard Time', '2026-12-02T08:00:00.000Z'],
  ])('an all-day meeting %s of UTC begins with its own day', (_title, zone, wanted) => {
    const event = {
      isAllDay: true,
      start: utc('2026-12-02T00:00:00'),
      end: utc('2026-12-03T00:00:00'),
      originalStartTimeZone: zone,
    };
    const result = read({ isAllDay: false, startDateTime: utc('2026-12-01T23:00:00') }, event);
    expect(result.kind === 'message' && result.message.kind === 'request' && result.message.allDay).toBe(
      true,
    );
    expect(
      result.kind === 'message' &&
        result.message.kind === 'request' &&
        new Date(result.message.start).toISOString(),
    ).toBe(wanted);
  });

  test('where an all-day entry names no zone but UTC, the instants of its request tell', () => {
    const event = {
      isAllDay: true,
      start: utc('2026-12-02T00:00:00'),
      end: utc('2026-12-03T00:00:00'),
      originalStartTimeZone: 'UTC',
    };
    const message = {
      isAllDay: false,
      startDateTime: utc('2026-12-01T23:00:00'),
      endDateTime: utc('2026-12-02T23:00:00'),
    };
    const result = read(message, event);
    expect(
      result.kind === 'message' &&
        result.message.kind === 'request' &&
        new Date(result.message.start).toISOString(),
    ).toBe('2026-12-01T23:00:00.000Z');
  });

  test.each([
    ['tzone://Microsoft/Custom', { iana: 'Europe/Berlin', windows: 'W. Europe Standard Time' }],
    ['Customized Time Zone', { iana: 'Europe/Berlin', windows: 'W. Europe Standard Time' }],
    ['tzone://Microsoft/Utc', { iana: 'UTC', windows: 'UTC' }],
    ['', { iana: 'Europe/Berlin', windows: 'W. Europe Standard Time' }],
    ['Pacific Standard Time', { iana: 'America/Los_Angeles', windows: 'Pacific Standard Time' }],
  ])('the zone %s fails no meeting', (name, wanted) => {
    expect(zoneOf({ originalStartTimeZone: name }, 'W. Europe Standard Time')).toEqual(wanted);
    const result = read({}, { originalStartTimeZone: name }, 'W. Europe Standard Time');
    expect(result).toMatchObject({ kind: 'message', message: { start: Date.parse('2026-12-01T09:00:00Z') } });
  });

  test('an instance is known by originalStart alone, which is no date of its start', () => {
    const event = {
      type: 'exception',
      isAllDay: true,
      originalStart: '2026-12-06T23:00:00Z',
      originalStartTimeZone: 'UTC',
      start: utc('2026-12-08T00:00:00'),
      end: utc('2026-12-09T00:00:00'),
    };
    expect(read({}, event)).toMatchObject({ message: { instance: Date.parse('2026-12-06T23:00:00Z') } });
  });

  test('a series whose recurrence names no zone', () => {
    const recurrence = {
      pattern: { type: 'weekly', interval: 2, daysOfWeek: ['tuesday'], firstDayOfWeek: 'monday' },
      range: { type: 'endDate', startDate: '2026-12-01', endDate: '2026-12-31', recurrenceTimeZone: '' },
    };
    expect(read({}, { type: 'seriesMaster', recurrence })).toMatchObject({
      message: { series: { lastEnd: Date.parse('2026-12-29T10:00:00Z') } },
    });
  });

  test('an entry that ends before it begins is no meeting', () => {
    const zone = { iana: 'UTC', windows: 'UTC' };
    expect(intervalOf(eventOf({ end: utc('2026-11-01T00:00:00') }), { zone })).toBeNull();
  });
});

describe('what it is', () => {
  test.each([
    ['request', { '@odata.type': '#microsoft.graph.eventMessage', meetingMessageType: 'meetingRequest' }],
    ['request', { meetingMessageType: null }],
    [
      'cancellation',
      { '@odata.type': '#microsoft.graph.eventMessage', meetingMessageType: 'meetingCancelled' },
    ],
    [
      'other',
      { '@odata.type': '#microsoft.graph.eventMessage', meetingMessageType: 'meetingTenativelyAccepted' },
    ],
    [
      'other',
      {
        '@odata.type': '#microsoft.graph.eventMessageResponse',
        meetingMessageType: 'meetingTentativelyAccepted',
      },
    ],
    ['other', { '@odata.type': '#microsoft.graph.message', meetingMessageType: null }],
    ['request', { subject: 'Canceled: Canceled: Stand-up' }],
  ])('%s: %j, whatever its subject', (wanted, more) => {
    expect(kindOf(messageOf(more))).toBe(wanted);
  });

  test('a subject stays as it was written', () => {
    expect(read({ subject: 'Canceled: Canceled: Stand-up' })).toMatchObject({
      message: { subject: 'Canceled: Canceled: Stand-up' },
    });
  });

  test('a body in plain text is told as one', () => {
    expect(read({ body: { contentType: 'text', content: 'PXPS:-a#' } })).toMatchObject({
      message: { body: { type: 'text', content: 'PXPS:-a#' } },
    });
  });

  test('properties are asked for by the names that Graph knows', () => {
    expect(expandOf(['sequence', 'senderAddress'])).toBe(
      "singleValueExtendedProperties($filter=id eq 'Integer {00062002-0000-0000-c000-000000000046} Id 0x8201' or id eq 'String 0x5D01')",
    );
  });
});

describe('what else it tells', () => {
  const flags = 'Integer {00062002-0000-0000-C000-000000000046} Id 0x8207';
  const numbered = (count: number) => ({
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2026-12-01', numberOfOccurrences: count },
  });

  test.each([
    ['it was forwarded', extended({ [flags]: '5' }), { forwarded: true }],
    ['it was not', extended({ [flags]: '1' }), { forwarded: false }],
    ['its location', { location: { displayName: ' Room 7 ' } }, { location: 'Room 7' }],
    ['no location', { location: null }, { location: '' }],
    ['the number of its occurrences', { recurrence: numbered(4) }, { occurrences: 4 }],
    ['no number', {}, { occurrences: null }],
  ])('%s', (_, message, told) => {
    expect(read(message)).toMatchObject({ kind: 'message', message: told });
  });
});
