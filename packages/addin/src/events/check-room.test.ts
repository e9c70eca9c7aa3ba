import { expect, test } from 'vitest';
import { roomBlock } from '../pane/draft/room-block.ts';
import { checkRoom, type SendFacts, type SendFinding } from './check-room.ts';

const mailbox = { name: 'VMR booking', email: 'vmr@x.example' };
const bob = { name: 'Bob', email: 'bob@x.example' };
const whole = roomBlock('<p>PXPS:-abcd2345#</p>');
const now = Date.parse('2026-11-30T10:00:00Z');
const room: SendFacts = {
  html: `${whole}<p>Agenda</p>`,
  attendees: [bob, mailbox],
  noted: mailbox,
  known: [],
  end: now + 1,
  now,
  roomsWithoutTag: false,
};
const personal = roomBlock('<p>Join alice@x.example</p>');

test.each<readonly [what: string, over: Partial<SendFacts>, expected: readonly SendFinding[]]>([
  ['all is well', {}, []],
  ['the mailbox is optional, in other case', { attendees: [{ name: '', email: 'VMR@X.example' }] }, []],
  ['Exchange tells an address of its own', { attendees: [{ name: 'VMR booking', email: '/o=X/cn=v' }] }, []],
  ['the address is not told', { attendees: [{ name: 'vmr booking', email: '' }] }, []],
  ['another one has that name', { attendees: [{ ...bob, name: 'VMR booking' }] }, ['mailbox-missing']],
  ['the mailbox is gone', { attendees: [bob] }, ['mailbox-missing']],
  ['no mailbox is known', { attendees: [bob], noted: null }, []],
  [
    'another appointment told of it',
    { attendees: [bob], noted: null, known: [mailbox] },
    ['mailbox-missing'],
  ],
  ['one of several known ones is invited', { noted: null, known: [bob, mailbox] }, []],
  ['the tag is cut', { html: '<p>PXPS:-abcd!2345#</p>' }, ['tag-damaged']],
  ['the tag is broken by markup', { html: '<p>PXPS:-ab<br>cd<b>23</b>45#</p>' }, []],
  ['a cut tag beside a whole one', { html: `<p>PXPS:-ab!</p>${whole}` }, []],
  ['a token tag', { html: '<p>TOK:-abcd2345#</p>' }, []],
  ['the tag is gone', { html: roomBlock('<p>Join</p>') }, ['tag-missing']],
  ['all of the text is gone', { html: '<p>Agenda</p>' }, ['tag-missing']],
  ['the only tag is quoted', { html: `<blockquote>${whole}</blockquote>` }, ['tag-missing']],
  [
    'tag and mailbox are gone, the rest is not',
    { html: roomBlock('x'), attendees: [bob] },
    ['tag-missing', 'mailbox-missing'],
  ],
  ['everything was taken out by hand', { html: '<p>Agenda</p>', attendees: [bob] }, []],
  ['a personal room', { html: personal, attendees: [bob], noted: null, known: [mailbox] }, []],
  ['rooms are given without tags', { html: '<p>Agenda</p>', roomsWithoutTag: true }, []],
  [
    'rooms are given without tags, this one is cut',
    { html: 'PXPS:-a!', roomsWithoutTag: true },
    ['tag-damaged'],
  ],
  ['it is over', { end: now }, ['past']],
  ['it is over, and no room is in it', { html: '', attendees: [], end: now }, []],
  ['the time is not told', { end: null }, []],
  ['a series that began long ago', { end: 0, lastDay: '2026-11-30' }, []],
  ['a series that was over yesterday, here', { end: 0, lastDay: '2026-11-29' }, []],
  ['a series that is over everywhere', { end: 0, lastDay: '2026-11-28' }, ['past']],
  ['a series without an end', { end: 0, lastDay: null }, []],
  ['a day that is none', { end: 0, lastDay: 'x' }, []],
])('before sending: %s', (_, over, expected) => {
  expect(checkRoom({ ...room, ...over })).toEqual(expected);
});
