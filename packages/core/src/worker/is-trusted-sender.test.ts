import { expect, test } from 'vitest';
import { context } from '../meetings/meeting.fixture.ts';
import { isTrustedSender } from './is-trusted-sender.ts';

const policy = { ...context.policy, trustedDomains: ['trusted.example', 'bank.example'] };

test.each(['ann@trusted.example', 'Ann@TRUSTED.Example', "o'brien+x@trusted.example"])(
  'an address of a trusted domain is trusted: %s',
  (email) => {
    expect(isTrustedSender({ email, authenticated: false }, policy)).toBe(true);
  },
);

test.each([
  null,
  '',
  'ann@evil.example',
  'ann@trusted.example.evil.example',
  'ann@eviltrusted.example',
  'eve@evil.example@trusted.example',
  '"eve@evil.example"@trusted.example',
  'eve@evil.example,ann@trusted.example',
  'eve@evil.example <ann@trusted.example>',
  'eve%evil.example@trusted.example',
  'evil!eve@trusted.example',
  'ann@trusted.example\n',
  ' ann@trusted.example',
  '@trusted.example',
  'trusted.example',
  'ann@ban\u212a.example',
])('what is no plain address of a trusted domain is not: %j', (email) => {
  expect(isTrustedSender({ email, authenticated: false }, policy)).toBe(false);
  expect(isTrustedSender({ email, authenticated: true }, policy)).toBe(true);
});
