import { describe, expect, test } from 'vitest';
import { EXTENDED } from './extended-properties.ts';
import { identityOf, instanceOf } from './identity.ts';
import { peopleOf } from './people.ts';
import { CLEAN, eventOf, extended, messageOf, person, ROOM, read } from './to-mailbox-message.fixture.ts';

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
