import { expect, test } from 'vitest';
import { refusal } from './call-server.ts';
import { readAnswer } from './reserve-room.ts';

const mailbox = { name: 'VMR', email: 'vmr@x.example' };
const answer = { kind: 'reserved', html: '<p>Join</p>', mailbox, correlation_id: 'c', texts: {} };

test.each([
  [
    answer,
    {
      kind: 'reserved',
      html: '<p>Join</p>',
      location: '',
      replaces: false,
      mailbox,
      alias: '',
      reference: 'c',
    },
  ],
  [
    { ...answer, kind: 'ask', replaces: true, location: 'sip:1', more: 1 },
    { kind: 'ask', replaces: true, location: 'sip:1' },
  ],
])('an answer is read, also a newer one', (json, expected) => {
  expect(readAnswer(json)).toMatchObject(expected);
});

test('the alias is what the text says', () => {
  const html = '<a href="sip:5512@x.example">sip:5512@x.example</a>';
  expect(readAnswer({ ...answer, html })?.alias).toBe('5512@x.example');
});

test.each([{}, { ...answer, kind: 'other' }, { ...answer, mailbox: null }, { ...answer, html: 5 }])(
  'what is no answer is none: %j',
  (json) => {
    expect(readAnswer(json)).toBeNull();
  },
);

test.each([
  [409, { code: 'ERR_PANE_OUTDATED' }, { kind: 'outdated' }],
  [429, { correlation_id: 'c' }, { kind: 'too-many', reference: 'c' }],
  [503, {}, { kind: 'unavailable' }],
  [
    401,
    { code: 'ERR_TOKEN_EXPIRED', correlation_id: 'c' },
    { kind: 'refused', code: 'ERR_TOKEN_EXPIRED', reference: 'c' },
  ],
  [404, { code: 5 }, { kind: 'refused', code: '', reference: '' }],
])('%i %j', (status, problem, expected) => {
  expect(refusal(status, problem)).toEqual(expected);
});
