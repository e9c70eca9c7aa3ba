import { expect, test } from 'vitest';
import { parse, recordWith } from '../integration/record.fixture.ts';
import { powerShellText, setupContextOf } from './setup-step.ts';

test.each([
  ['vmr@example.com', "'vmr@example.com'"],
  ["O'Neill", "'O''Neill'"],
  ['a\u2019; Remove-Mailbox b \u2018', "'a\u2019\u2019; Remove-Mailbox b \u2018\u2018'"],
  ['$(calc) `x "y"', `'$(calc) \`x "y"'`],
  ['one\r\ntwo\u2028three', "'one  two three'"],
  ['', "''"],
])('%j is one word: %s', (value, word) => {
  expect(powerShellText(value)).toBe(word);
});

test('a record tells its mailboxes and the add-in’s host', () => {
  const record = parse(recordWith('mailbox.mailboxes', [{ name: 'One', email: 'one@example.com' }]));
  expect(setupContextOf(record)).toEqual({
    integrationName: record.general.name,
    mailboxes: [{ name: 'One', email: 'one@example.com' }],
    addInServerFqdn: record.addIn.serverFqdn,
    mailHosts: ['mail.example.com'],
  });
});
