import { expect, test } from 'vitest';
import { MINUTE_MS, shift } from '../time/instant.ts';
import { ada, bea, facts, now, request } from './meeting.fixture.ts';
import { holdsWord, ownRoom, wantedRoom } from './own-rooms.ts';
import { plainOptions } from './scheduling-policy.ts';

const options = { ...plainOptions, withoutAddIn: { keyword: null } };
const untagged = { ...facts({ tag: { kind: 'none' }, options }), meeting: null };

test.each([
  ['VMR', 'VMR', true],
  ['vmr', 'Room 7;VMR', true],
  ['VMR', '(vmr)', true],
  ['VMR', 'VMRs', false],
  ['VMR', 'my_VMR', false],
  ['VMR', 'VMR2', false],
  ['VMR', '', false],
  ['Videoraum', 'im VIDEORAUM, 2. OG', true],
  ['Büro', 'Bu\u0308ro', true],
  ['raum', 'Büroraum', false],
  ['Büro', 'Großbüro', false],
  ['会議', '会議 3', true],
  ['a.b', 'axb', false],
  ['a.b', 'A.B', true],
  ['a-b|c', 'a-b|c', true],
  [null, '', true],
])('the keyword %s in the location "%s": %s', (word, location, holds) => {
  expect(holdsWord(location, word)).toBe(holds);
});

test('a long location costs no more than its length', () => {
  expect(holdsWord('VMRVMR'.repeat(100_000), 'VMR')).toBe(false);
});

test('a sender whose address was looked up is not known to be the organizer', () => {
  expect(wantedRoom(request(), untagged)).toBe('for-nothing');
  expect(wantedRoom(request({ senderLookedUp: true }), untagged)).toBe('if-listed');
  expect(wantedRoom(request({ sender: null }), untagged)).toBe('if-listed');
  expect(wantedRoom(request({ sender: { ...ada, email: 'ADA@corp.example' } }), untagged)).toBe(
    'for-nothing',
  );
});

test('a delegate’s request waits a quarter of an hour for the calendar', () => {
  const message = request({ sender: bea });
  const after = (minutes: number) =>
    ownRoom(message, { ...untagged, organizersItem: 'gone' }, shift(now, minutes * MINUTE_MS));
  expect([after(0), after(14), after(15)]).toEqual(['organizer-calendar', 'organizer-calendar', 'none']);
});
