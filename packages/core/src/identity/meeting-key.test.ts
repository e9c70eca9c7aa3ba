import { describe, expect, test } from 'vitest';
import { cleanGlobalObjectId, globalObjectIdOf, meetingKey } from './meeting-key.ts';

const CLASS = '040000008200E00074C5B7101A82E008';
const DATE = '07EA0106';
const REST = 'A0B1C2D3E4F5A601000000000000000010000000';
const DATA = '00112233445566778899AABBCCDDEEFF';
const clean = `${CLASS}00000000${REST}${DATA}`.toLowerCase();
const dated = `${CLASS}${DATE}${REST}${DATA}`;
const integration = '11111111-1111-4111-8111-111111111111';

describe('one meeting has one key, whatever names it', () => {
  test.each<[string, string | null, string | null]>([
    ['the clean id', clean, null],
    ['an id with the date of an instance', dated, null],
    ['lower case', dated.toLowerCase(), null],
    ['the UID alone', null, dated],
    ['the UID with blanks', null, ` ${dated} `],
    ['a damaged id beside the UID', '04000000', dated],
    ['both', dated, 'something-else@calendar.example'],
  ])('%s', (_, globalObjectId, uid) => {
    expect(cleanGlobalObjectId({ globalObjectId, uid })).toBe(clean);
  });

  test('stands under its integration, and is found in its key again', () => {
    const key = meetingKey(integration, { globalObjectId: dated, uid: null });
    expect(key).toBe(`${integration}:${clean}`);
    expect(globalObjectIdOf(key)).toBe(clean);
  });

  test('a foreign UID is wrapped, its length in the header', () => {
    const wrapped = cleanGlobalObjectId({ globalObjectId: null, uid: 'a@b' });
    expect(wrapped).toBe(
      `${CLASS.toLowerCase()}${'0'.repeat(40)}10000000${'7643616c2d55696401000000'}${'614062'}00`,
    );
    // The wrapped id itself names the same meeting.
    expect(cleanGlobalObjectId({ globalObjectId: wrapped.toUpperCase(), uid: null })).toBe(wrapped);
  });

  test.each([
    ['of the least length', CLASS + '0'.repeat(48), true],
    ['too short', CLASS + '0'.repeat(46), false],
    ['of half a byte', CLASS + '0'.repeat(49), false],
    ['without the class', 'a'.repeat(80), false],
    ['with other letters behind', `${CLASS}${'0'.repeat(48)}zz`, false],
    ['with other letters within', `${CLASS}${'0'.repeat(24)}zz${'0'.repeat(24)}`, false],
  ])('a UID is told from a global object id: %s', (_, uid, own) => {
    const id = cleanGlobalObjectId({ globalObjectId: null, uid });
    expect(id === uid.toLowerCase()).toBe(own);
  });

  test('foreign UIDs keep their case apart', () => {
    const of = (uid: string) => cleanGlobalObjectId({ globalObjectId: null, uid });
    expect(of('a@b')).not.toBe(of('A@b'));
  });

  test.each<[string | null, string | null]>([
    [null, null],
    ['', ''],
    [null, '   '],
    ['zz', null],
  ])('%j and %j name no meeting', (globalObjectId, uid) => {
    expect(() => cleanGlobalObjectId({ globalObjectId, uid })).toThrow(
      expect.objectContaining({ code: 'ERR_MEETING_IDENTITY' }),
    );
  });
});
