import { expect, test } from 'vitest';
import { parseMendContext } from './mend-context.ts';

const mailbox = { name: 'VMR', email: 'vmr@x.example' };

test.each<[unknown, ReturnType<typeof parseMendContext>]>([
  [JSON.stringify({ add: true, mailbox: null }), { add: true, mailbox: null }],
  [JSON.stringify({ add: false, mailbox }), { add: false, mailbox }],
  [
    { add: 'yes', mailbox: { ...mailbox, more: 1 } },
    { add: false, mailbox },
  ],
  ['{"add":false,"mailbox":null}', null],
  [JSON.stringify({ mailbox: { name: 5, email: 'x' } }), null],
  [JSON.stringify({ mailbox: { name: '', email: 'x'.repeat(400) } }), null],
  ['', null],
  ['null', null],
  [undefined, null],
])('what the pane was opened for: %j', (text, expected) => {
  expect(parseMendContext(text)).toEqual(expected);
});
