import { expect, test } from 'vitest';
import { dialledAlias } from './dialled-alias.ts';

test.each([
  ['55123456', '55123456'],
  ['meet.55@example.com', 'meet.55@example.com'],
  ['sip:55@example.com;transport=tls', '55@example.com'],
  ['SIPS:55@example.com?subject=x', '55@example.com'],
  ['h323://55@example.com', '55@example.com'],
  ['tel:55;ext=1\n2', '55'],
  ['xsip:55', 'xsip:55'],
  ['//55', '//55'],
])('%j names %j', (dialled, alias) => {
  expect(dialledAlias(dialled)).toBe(alias);
});
