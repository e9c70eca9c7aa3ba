import { formatInstant, type Instant } from '@vmrkit/core';
import type { ApiToken, KnownAccount } from '@vmrkit/core/composition';
import { z } from 'zod';

/** What an administrator may. */
export const roleSchema = z.enum(['operator', 'tenant-administrator']);

/** Whose things an administrator sees. */
export const tenantsSchema = z
  .union([z.literal('all'), z.array(z.string().max(40)).min(1).max(200)])
  .describe('`all` for operators.');

/** An account as administrators see it. */
export const accountAnswer = z.strictObject({
  id: z.string(),
  name: z.string().describe('What one signs in with.'),
  email: z.string().nullable(),
  role: roleSchema,
  tenants: tenantsSchema,
  created_at: z.iso.datetime(),
  last_signed_in_at: z.iso.datetime().nullable(),
  locked_until: z.iso.datetime().nullable().describe('After ten failures to sign in.'),
  has_password: z.boolean(),
  sign_in_provider: z.string().nullable().describe('Which provider signs it in; null: none.'),
  issuer: z.string().nullable().describe('Issuer of its person there; null: none.'),
  version: z.string().describe('For If-Match.'),
});

/** An account, as it is answered. */
export function accountWire({ id, value }: KnownAccount, lockedUntil: Instant | null) {
  const { name, email, role, tenants, signIn, passwordHash, version } = value;
  return {
    id,
    name,
    email,
    role,
    tenants: tenants === 'all' ? tenants : [...tenants],
    created_at: formatInstant(value.createdAt),
    last_signed_in_at: timeOf(value.lastSignedInAt),
    locked_until: timeOf(lockedUntil),
    has_password: passwordHash !== null,
    sign_in_provider: signIn?.provider ?? null,
    issuer: signIn === null ? null : signIn.key.replace(/\/[^/]*$/, ''),
    version: String(version),
  };
}

/** An API token as administrators see it. */
export const apiTokenAnswer = z.strictObject({
  id: z.string(),
  name: z.string(),
  scope: z.enum(['read', 'write']).describe('`read`: GET alone.'),
  role: roleSchema,
  tenants: tenantsSchema,
  account_id: z.string().describe('Who made it; it ends with that account.'),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  last_used_on: z.iso.date().nullable(),
});

/** An API token, as it is answered. */
export function apiTokenWire({ id, value }: { readonly id: string; readonly value: ApiToken }) {
  const { name, scope, role, tenants, accountId, createdAt, expiresAt, lastUsedOn } = value;
  return {
    id,
    name,
    scope,
    role,
    tenants: tenants === 'all' ? tenants : [...tenants],
    account_id: accountId,
    created_at: formatInstant(createdAt),
    expires_at: formatInstant(expiresAt),
    last_used_on: lastUsedOn,
  };
}

function timeOf(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
