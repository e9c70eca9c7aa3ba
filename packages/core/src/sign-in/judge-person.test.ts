import { expect, test } from 'vitest';
import { judgePerson, type PersonVerdict } from './judge-person.ts';
import type { SignInUser } from './sign-in-users.ts';

const exchange = 'exchange/mail.example.com/ada';
const record = (id: string, ...callerKeys: string[]): SignInUser => ({
  id,
  name: id,
  email: `${id}@example.com`,
  callerKeys,
});
const entra = { tenantId: 'T', objectId: 'O' };
const same = (tie: 'none' | 'first' | 'second' = 'none', needsDigits = false): PersonVerdict => ({
  kind: 'same',
  tie,
  needsDigits,
});
const other: PersonVerdict = { kind: 'other' };

type Row = [string, string | null, typeof entra | null, SignInUser | null, SignInUser | null, PersonVerdict];

test.each<Row>([
  ['a pane without a token', null, null, record('ada'), null, same()],
  ['an Exchange id of nobody, a new person', exchange, null, null, null, same('first')],
  ['an Exchange id of nobody, a record without one', exchange, null, record('ada'), null, same('first')],
  [
    'an Exchange id of nobody, a record known in Entra alone',
    exchange,
    entra,
    record('ada', 'entra/t/o'),
    null,
    same('first'),
  ],
  [
    'an Exchange id of nobody, a record that has one',
    exchange,
    null,
    record('ada', 'exchange/x/1'),
    null,
    same('second', true),
  ],
  ['an Exchange id of the person', exchange, null, record('ada', exchange), record('ada', exchange), same()],
  ['an Exchange id of somebody else', exchange, null, record('ben'), record('ada', exchange), other],
  ['an Exchange id of somebody, a new person', exchange, null, null, record('ada', exchange), other],
  ['the same person in Entra, in other letters', 'entra/t/o', entra, null, null, same()],
  ['another person of the same directory', 'entra/t/p', entra, null, null, other],
  ['the same object of another directory', 'entra/s/o', entra, null, null, other],
  ['an Entra token and a directory that is none', 'entra/t/o', null, record('ada'), null, same('none', true)],
  ['an Entra token on another record', 'entra/t/o', null, record('ben'), record('ada', 'entra/t/o'), other],
  ['a kind of token that nobody can compare', 'card/1', entra, record('ada'), null, same('none', true)],
])('%s', (_, callerKey, inEntra, user, owner, expected) => {
  expect(judgePerson({ identity: { entra: inEntra }, user, callerKey, owner })).toEqual(expected);
});
