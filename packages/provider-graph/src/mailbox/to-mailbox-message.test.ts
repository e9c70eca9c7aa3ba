import { describe, expect, test } from 'vitest';
import { eventSchema, messageSchema } from './entities.ts';
import { EXTENDED, expandOf } from './extended-properties.ts';
import { identityOf, instanceOf } from './identity.ts';
import { peopleOf } from './people.ts';
import { intervalOf, zoneOf } from './times.ts';
import { kindOf, toMailboxMessage } from './to-mailbox-message.ts';

const ROOM = 'room@corp.example';
const CLEAN =
  '040000008200e00074c5b7101a82e0080000000070e935cd4281dd010000000000000000100000008c140dfe24418a4759b29b9ed9c45f4f';
const person = (address: string | null, name = '') => ({ emailAddress: { name, address } });
const utc = (dateTime: string) => ({ dateTime: `${dateTime}.0000000`, timeZone: 'UTC' });

function eventOf(more: object = {}) {
  return eventSchema.parse({
    id: 'E1',
    iCalUId: CLEAN.toUpperCase(),
    type: 'singleInstance',
    start: utc('2026-12-01T09:00:00'),
    end: utc('2026-12-01T10:00:00'),
    originalStartTimeZone: 'W. Europe Standard Time',
    organizer: person('ada@corp.example', 'Ada'),
    ...more,
  });
}

function messageOf(more: object = {}) {
  return messageSchema.parse({
    '@odata.type': '#microsoft.graph.eventMessageRequest',
    id: 'M1',
    receivedDateTime: '2026-11-30T08:00:00Z',
    sentDateTime: '2026-11-30T07:59:00Z',
    meetingMessageType: 'meetingRequest',
    subject: 'Plan',
    body: { contentType: 'html', content: '<p>x</p>' },
    from: person('ada@corp.example', 'Ada'),
    sender: person('ada@corp.example', 'Ada'),
    startDateTime: utc('2026-12-01T09:00:00'),
    endDateTime: utc('2026-12-01T10:00:00'),
    ...more,
  });
}

function read(message: object = {}, event: object | null = {}, mailboxZone: string | null = null) {
  const own = event && eventOf(event);
  const whole = messageOf(message);
  const people = peopleOf(whole, { event: own, master: null, mailbox: ROOM });
  return toMailboxMessage(whole, {
    ref: { id: 'M1' },
    mailbox: ROOM,
    people,
    event: own,
    mailboxZone,
    authenticatedAs: null,
    bodyUnreadable: false,
    bodyEncrypted: false,
  });
}

const extended = (properties: Record<string, string>) => ({
  singleValueExtendedProperties: Object.entries(properties).map(([id, value]) => ({ id, value })),
});

describe('whose meeting it is', () => {
  test.each([[null], [''], [undefined]])(
    'an entry without iCalUId (%s) is known by itself, and never as another',
    (iCalUId) => {
      const [one, two] = ['E1', 'E2'].map((id) => identityOf({}, eventOf({ id, iCalUId }), ROOM));
      expect(one).toEqual({ globalObjectId: null, uid: `${ROOM}/E1` });
      expect(two).not.toEqual(one);
      expect(JSON.stringify(one)).not.toContain('"null"');
    },
  );

  test('instances of a series without iCalUId are one meeting', () => {
    const ids = ['O1', 'O2'].map((id) =>
      identityOf({}, eventOf({ id, iCalUId: null, seriesMasterId: 'S' }), ROOM),
    );
    expect(ids[0]).toEqual(ids[1]);
  });

  test('the global object id of the message comes first, however Graph writes its name', () => {
    const value = Buffer.from(CLEAN, 'hex').toString('base64');
    const message = extended({ 'binary {6ED8DA90-450B-101B-98DA-00AA003F1305} id 0x0023': value });
    expect(identityOf(message, eventOf({ iCalUId: 'other' }), ROOM)?.globalObjectId).toBe(CLEAN);
  });

  test('without entry and without properties nothing is known', () => {
    expect(read({}, null)).toEqual({ kind: 'unreadable', reason: 'no-meeting-identity' });
  });

  test('a message about an instance that nobody names is not taken for the series', () => {
    const dated = `${CLEAN.slice(0, 32)}07ea0c01${CLEAN.slice(40)}`;
    const properties = { [EXTENDED.globalObjectId]: Buffer.from(dated, 'hex').toString('base64') };
    expect(instanceOf(extended(properties), null)).toBe('unknown');
    expect(
      read({ ...extended(properties), type: 'exception', startDateTime: null }, { type: 'seriesMaster' }),
    ).toEqual({
      kind: 'unreadable',
      reason: 'unknown-instance',
    });
  });
});

describe('who organizes it', () => {
  const organizerOf = (message: object, event: object, master: object | null = null) =>
    peopleOf(messageOf(message), {
      event: eventOf(event),
      master: master && eventOf(master),
      mailbox: ROOM,
    }).organizer?.email ?? null;

  test.each<[string, string | null, object, object, object | null]>([
    ['the entry', 'ada@corp.example', {}, {}, null],
    [
      'an exception without: its master',
      'eve@corp.example',
      {},
      { type: 'exception', organizer: null },
      { organizer: person('eve@corp.example') },
    ],
    [
      'an entry without: who the message is from',
      'bob@corp.example',
      { from: person('bob@corp.example') },
      { organizer: null },
      null,
    ],
    [
      'never the mailbox itself',
      'bob@corp.example',
      { from: person('bob@corp.example') },
      { organizer: person('ROOM@corp.example') },
      null,
    ],
    ['nobody', null, { from: null, sender: null }, { organizer: null }, null],
  ])('%s', (_title, wanted, message, event, master) => {
    expect(organizerOf(message, event, master)).toBe(wanted);
  });

  test('addresses come as they are written, and a name of the directory is none', () => {
    expect(organizerOf({}, { organizer: person('Ada.L@Corp.Example') })).toBe('Ada.L@Corp.Example');
    const ex = '/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=ada';
    const result = read({ from: person(ex), sender: person(ex) }, { organizer: person(ex, 'Ada') });
    expect(result).toMatchObject({ message: { organizer: null, organizerUnresolved: true } });
    const told = read(
      {
        from: person(ex),
        sender: person(ex),
        ...extended({ 'String 0x5d02': 'ada@corp.example', 'String 0x5d01': 'ada@corp.example' }),
      },
      { organizer: null },
    );
    expect(told).toMatchObject({
      message: { organizer: { email: 'ada@corp.example' }, senderLookedUp: true },
    });
  });
});

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
