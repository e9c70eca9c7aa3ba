import { describe, expect, test } from 'vitest';
import { allocationPolicyOf } from '../policies/policies-of.ts';
import { type AliasGrants, checkAliasGrant, isAliasGranted } from './alias-grants.ts';
import { parse, withAll } from './record.fixture.ts';

const grants: AliasGrants = {
  default: { prefixes: ['55', 'meet.'], domains: ['vc.example.com', 'example.org'] },
  open: { prefixes: ['*'], domains: ['*'] },
};

const recordOf = (tenantId: string, prefix: string | null, domain: string | null) =>
  parse(
    withAll({
      tenant_id: tenantId,
      'general.enable_single_use_vmrs': prefix !== null,
      'single_use.scheduled_alias_prefix': prefix,
      'single_use.scheduled_alias_domain': domain,
    }),
  );

describe('alias grants', () => {
  test.each<readonly [string, string | null, string | null, readonly string[]]>([
    ['default', '55', 'vc.example.com', []],
    ['default', '551', 'example.org', []],
    ['default', '5', 'example.org', ['scheduled_alias_prefix']],
    ['default', '56', 'example.org', ['scheduled_alias_prefix']],
    ['default', '55', 'a.example.org', ['scheduled_alias_domain']],
    ['default', '56', 'example.com', ['scheduled_alias_prefix', 'scheduled_alias_domain']],
    ['default', null, null, []],
    ['open', 'x', 'any.example', []],
    ['nobody', '55', 'example.org', ['scheduled_alias_prefix', 'scheduled_alias_domain']],
    ['constructor', '55', 'example.org', ['scheduled_alias_prefix', 'scheduled_alias_domain']],
  ])('tenant %s, prefix %s, domain %s', (tenantId, prefix, domain, outside) => {
    const record = recordOf(tenantId, prefix, domain);
    expect(isAliasGranted(record, grants)).toBe(outside.length === 0);
    const { aliasFormat } = allocationPolicyOf(record, { quarantineDays: 90, aliasGrants: grants });
    expect(aliasFormat?.prefix).toBe(outside.length === 0 ? (prefix ?? undefined) : undefined);
    if (outside.length === 0) return expect(() => checkAliasGrant(record, grants)).not.toThrow();
    const message = 'These aliases are not available here.';
    const issues = outside.map((field) => ({ path: ['single_use', field], code: 'not_available', message }));
    const refusal = expect.objectContaining({ code: 'ERR_ALIAS_NOT_AVAILABLE', message, issues });
    expect(() => checkAliasGrant(record, grants)).toThrow(refusal);
  });
});
