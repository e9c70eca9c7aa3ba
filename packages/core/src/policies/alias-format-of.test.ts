import { expect, test } from 'vitest';
import { parse, recordWith, withAll } from '../integration/record.fixture.ts';
import { aliasFormatOf } from './alias-format-of.ts';

const format = { prefix: '55', suffixLength: 6, domain: 'example.com' };

test.each<readonly [string, Readonly<Record<string, unknown>>, object | null]>([
  ['an enabled integration', {}, format],
  ['a prefix in capitals', { 'single_use.scheduled_alias_prefix': 'AB' }, { ...format, prefix: 'ab' }],
  ['a disabled integration', { 'general.enabled': false }, null],
  ['single-use VMRs switched off', { 'general.enable_single_use_vmrs': false }, null],
])('aliases of %s', (_, values, expected) => {
  expect(aliasFormatOf(parse(withAll(values)))).toEqual(expected);
});

test('no aliases without a prefix', () => {
  const off = parse(recordWith('general.enable_single_use_vmrs', false));
  const on = { ...off, general: { ...off.general, enableSingleUseVmrs: true } };
  expect(aliasFormatOf({ ...on, singleUse: { ...on.singleUse, scheduledAliasPrefix: null } })).toBeNull();
});
