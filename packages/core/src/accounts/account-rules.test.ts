import { createSeededRandom } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { instant } from '../time/instant.ts';
import type { Account } from './account.ts';
import {
  type AccountChange,
  type AccountInput,
  accountFaults,
  changedAccount,
  newAccount,
} from './account-rules.ts';
import { by } from './accounts.fixture.ts';
import { passwordFault } from './password-hasher.ts';

const input: AccountInput = { name: 'olga', email: null, role: 'operator', tenants: 'all', signIn: null };
const write = { now: instant(1_000), random: createSeededRandom(1), by };

describe('an account', () => {
  test.each<[string, Partial<AccountInput>, readonly string[]]>([
    ['of an operator is taken', {}, []],
    ['of tenants is taken', { role: 'tenant-administrator', tenants: ['acme', 'beta'] }, []],
    ['with an address as name is not', { name: 'olga@acme.example' }, ['name']],
    ['with capitals is not', { name: 'Olga' }, ['name']],
    ['with no address as address is not', { email: 'olga' }, ['email']],
    ['of an operator for some tenants is not', { tenants: ['acme'] }, ['tenants']],
    ['of a tenant administrator for all is not', { role: 'tenant-administrator' }, ['tenants']],
    ['of a tenant administrator for none is not', { role: 'tenant-administrator', tenants: [] }, ['tenants']],
    ['of a tenant that is none is not', { role: 'tenant-administrator', tenants: ['*'] }, ['tenants']],
    ['of nobody at a provider is not', { signIn: { provider: 'entra', key: '' } }, ['sign_in']],
    ['with two faults tells both', { name: '', email: 'x' }, ['name', 'email']],
  ])('%s', (_, changes, faults) => {
    expect(accountFaults({ ...input, ...changes }).map(({ path }) => path.join('.'))).toEqual(faults);
  });
});

describe('a change', () => {
  const account: Account = newAccount(
    { ...input, email: 'o@acme.example', passwordHash: 'h', isFirst: false },
    write,
  );

  test.each<[string, AccountChange, { readonly ends: boolean; readonly told: readonly string[] }]>([
    ['of the address', { email: 'p@acme.example' }, { ends: false, told: ['email'] }],
    ['of the password', { passwordHash: 'other' }, { ends: true, told: ['password'] }],
    [
      'of the role',
      { role: 'tenant-administrator', tenants: ['acme'] },
      { ends: true, told: ['role', 'tenants'] },
    ],
    [
      'of the person at a provider',
      { signIn: { provider: 'e', key: 'k' } },
      { ends: false, told: ['sign_in'] },
    ],
    ['that only ends sessions', { endSessions: true }, { ends: true, told: [] }],
  ])('%s is told with its secrets masked', (_, change, { ends, told }) => {
    const next = changedAccount(account, change, write);
    expect(next).toMatchObject({ version: 2, epoch: ends ? 1 : 0 });
    const entry = next.audit.at(-1);
    expect(entry).toMatchObject({
      action: 'account.changed',
      actor: 'operator',
      details: { account: 'olga' },
    });
    expect(entry?.changes?.map(({ path }) => path)).toEqual(told);
    expect(JSON.stringify(next.audit)).not.toMatch(/other|acme\.example|"h"|"k"/);
  });

  test('of nothing changes nothing', () => {
    expect(changedAccount(account, { email: 'o@acme.example', tenants: 'all' }, write)).toBe(account);
  });
});

test.each<[string, boolean]>([
  ['correct horse', true],
  ['short olga1', false],
  ['aaaaaaaaaaaaaaaa', false],
  ['olga-olga123', false],
  ['x'.repeat(200) + 'abcdefghij'.repeat(6), false],
  ['päßwörter mit 🐎', true],
])('the password %j is taken: %j', (password, taken) => {
  expect(passwordFault(password, { name: 'olga' }) === null).toBe(taken);
});
