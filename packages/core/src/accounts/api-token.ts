import type { AuditEntry } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';
import type { AdminRights } from './account.ts';

/** How long a token may be good at most: a year. */
const LONGEST_MS = 366 * DAY_MS;
/** How long a token that ended is still listed. */
const ENDED_MS = 30 * DAY_MS;

/** How all API tokens begin, so that scanners for leaked secrets find them. */
export const API_TOKEN_PREFIX = 'vmrkit_';

/** A token for programs, in the deployment's partition. Id: made from its hash. */
export interface ApiToken extends AdminRights {
  readonly name: string;
  /** SHA-256 of the token, in lower-case hex. */
  readonly hash: string;
  /** `read`: it changes nothing. */
  readonly scope: 'read' | 'write';
  /** The account that made it. It never may more than that account, and ends with it. */
  readonly accountId: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** Day (UTC) of its last use, `2026-12-01`; null: it was never used. */
  readonly lastUsedOn: string | null;
  readonly revokedAt: Instant | null;
  readonly forgetAt: Instant;
  readonly audit: readonly AuditEntry[];
}

/** Tokens that are not revoked by name; all of them by when they go; what is audited by age. */
export const apiTokenShape: CollectionShape<ApiToken, 'name' | 'forget' | 'audit'> = {
  name: 'api_tokens',
  indexes: {
    name: ({ revokedAt, name }) => (revokedAt === null ? [name] : null),
    forget: ({ forgetAt }) => [forgetAt],
    audit: waitingAudit,
  },
};

/** When a token that expires then is forgotten. */
export function tokenForgetAt(expiresAt: Instant): Instant {
  return shift(expiresAt, ENDED_MS);
}

/** The id of a token, by its hash: a UUID of version 8 (RFC 9562). */
export function apiTokenId(hash: string): string {
  const hex = `${hash.slice(0, 12)}8${hash.slice(13, 16)}8${hash.slice(17, 32)}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Whether a token may end then: in the future, within a year. */
export function mayExpireAt(expiresAt: Instant, now: Instant): boolean {
  return expiresAt > now && expiresAt <= shift(now, LONGEST_MS);
}

/** What a token may now: what it was given, as far as the account that made it still may; null: nothing. Pure. */
export function rightsOfToken(
  token: Pick<ApiToken, 'role' | 'tenants' | 'expiresAt' | 'revokedAt'>,
  account: AdminRights | null,
  now: Instant,
): AdminRights | null {
  if (account === null || token.revokedAt !== null || now >= token.expiresAt) return null;
  return narrowedRights(token, account);
}

/** Rights that lie within both; null: there are none. Pure. */
export function narrowedRights(wanted: AdminRights, own: AdminRights): AdminRights | null {
  if (wanted.role === 'operator')
    return own.role === 'operator' ? { role: 'operator', tenants: 'all' } : null;
  const tenants = tenantsOf(wanted).filter((tenant) => own.tenants === 'all' || own.tenants.includes(tenant));
  return tenants.length === 0 ? null : { role: 'tenant-administrator', tenants };
}

function tenantsOf({ tenants }: AdminRights): readonly TenantId[] {
  return tenants === 'all' ? [] : tenants;
}

/** The day of an instant, UTC. */
export function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}
