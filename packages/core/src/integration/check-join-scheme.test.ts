import { expect, test } from 'vitest';
import { mayBeJoinScheme } from '../templates/join-target.ts';
import { checkJoinScheme } from './check-join-scheme.ts';
import type { IntegrationRecord } from './integration-record.ts';

const recordWith = (joinUrlTemplate: string | null) =>
  ({ singleUse: { joinUrlTemplate } }) as IntegrationRecord;

test.each([
  [null, true],
  ['https://meet.example.com/{{alias}}', true],
  ['http://127.0.0.1:8080/{{alias}}', true],
  ['sip:{{alias}}', true],
  ['tel:{{numeric_alias}}', true],
  ['meet-app://join/{{alias}}', true],
  ['other-app://join/{{alias}}', false],
  ['javascript:alert({{alias}})', false],
  ['file:///{{alias}}', false],
])('%s is accepted: %s', (template, accepted) => {
  const check = () => checkJoinScheme(recordWith(template), ['meet-app', 'javascript', 'file']);
  if (accepted) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: 'ERR_INTEGRATION_INVALID' }));
});

test.each([
  ['meet-app', true],
  ['com.example+vc', true],
  ['x', false],
  ['Meet', false],
  ['meet:', false],
  ['1meet', false],
  ...['javascript', 'vbscript', 'data', 'file', 'blob', 'view-source', 'http'].map((each) => [each, false]),
] as [string, boolean][])('the scheme %s may be listed: %s', (scheme, may) => {
  expect(mayBeJoinScheme(scheme)).toBe(may);
});
