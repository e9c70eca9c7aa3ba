import { expect, test } from 'vitest';
import { chooseToken, type TokenChoice } from './token-source.ts';

const entra = { clientId: 'c', authority: 'a', scope: 's' };
const modern = { hasIdentityToken: true, hasNestedAuth: true };

test.each<[string, TokenChoice, ReturnType<typeof chooseToken>]>([
  ['Exchange Server', { exchange: true, entra: null, accountType: 'enterprise', ...modern }, 'exchange'],
  [
    'Exchange Server with hybrid settings',
    { exchange: true, entra, accountType: 'enterprise', ...modern },
    'exchange',
  ],
  ['a client before 1.6', { exchange: true, entra: null, accountType: undefined, ...modern }, 'exchange'],
  ['Microsoft 365', { exchange: true, entra, accountType: 'office365', ...modern }, 'nested-app'],
  [
    'Microsoft 365 alone, before 1.6',
    { exchange: false, entra, accountType: undefined, ...modern },
    'nested-app',
  ],
  [
    'a perpetual client of Microsoft 365',
    { exchange: false, entra, accountType: 'office365', hasIdentityToken: true, hasNestedAuth: false },
    'dialog',
  ],
  [
    'no identity token in the client',
    { exchange: true, entra: null, accountType: 'enterprise', hasIdentityToken: false, hasNestedAuth: false },
    'dialog',
  ],
  ['nothing set up', { exchange: false, entra: null, accountType: 'office365', ...modern }, 'dialog'],
])('%s', (_, choice, expected) => {
  expect(chooseToken(choice)).toBe(expected);
});
