import { createHash } from 'node:crypto';
import type { AuditEntry } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape, Partition } from '../store/document-collection.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';

/** How long a deleted account's record tells of the deletion. */
const DELETED_MS = 30 * DAY_MS;

/** What an administrator may: everything, or what belongs to some tenants. */
export type AdminRole = 'operator' | 'tenant-administrator';

/** Whose things an administrator may see and change. */
export interface AdminRights {
  readonly role: AdminRole;
  /** `all` for operators, and for no others. */
  readonly tenants: readonly TenantId[] | 'all';
}

/** A person at an identity provider. */
export interface AccountPerson {
  /** Name of the provider in the operator's configuration. */
  readonly provider: string;
  /** `SignedInIdentity.key`: issuer and subject. */
  readonly key: string;
}

/** An administrator, in the deployment's partition. Id: random, so never that of an account that was deleted. */
export interface Account extends AdminRights {
  /** The partition that it is kept in, for its claims. */
  readonly tenantId: Partition;
  /** What one signs in with, in lower case; no other account has it. */
  readonly name: string;
  readonly email: string | null;
  /** PHC string; null: it has no password. */
  readonly passwordHash: string | null;
  /** Who may sign in through an identity provider; no other account has it. */
  readonly signIn: AccountPerson | null;
  /** Whether it is the one that the first administrator's code made. */
  readonly isFirst: boolean;
  /** Sessions of an earlier epoch are over. */
  readonly epoch: number;
  /** Counts its changes, but not who signed in. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly lastSignedInAt: Instant | null;
  readonly audit: readonly AuditEntry[];
}

/** What is left of an account that was deleted, or was never written. */
export interface AccountTombstone {
  readonly tenantId: Partition;
  readonly forgetAt: Instant;
  readonly audit: readonly AuditEntry[];
}

/** What the collection of accounts holds. */
export type AccountEntry = Account | AccountTombstone;

/** Accounts by name; tombstones by when they go; what is audited by age. */
export const accountShape: CollectionShape<AccountEntry, 'name' | 'forget' | 'audit'> = {
  name: 'accounts',
  indexes: {
    name: (entry) => (isAccount(entry) ? [entry.name] : null),
    forget: (entry) => (isAccount(entry) ? null : [entry.forgetAt]),
    audit: waitingAudit,
  },
};

/** Whether an entry is an account and no tombstone. */
export function isAccount(entry: AccountEntry): entry is Account {
  return 'name' in entry;
}

/** What is left of an account. */
export function accountTombstone(now: Instant, audit: readonly AuditEntry[] = []): AccountTombstone {
  return { tenantId: DEPLOYMENT, forgetAt: shift(now, DELETED_MS), audit };
}

/** The id of the claim on an account's name. */
export function accountNameClaim(name: string): string {
  return `account:${name}`;
}

/** The id of the claim on a person at an identity provider. */
export function accountSignInClaim({ provider, key }: AccountPerson): string {
  const text = JSON.stringify([provider, key]);
  return `account-sign-in:${createHash('sha256').update(text).digest('hex')}`;
}

/** The ids of the claims that an account uses. Its name comes first. */
export function accountClaims({ name, signIn, isFirst }: Account): readonly string[] {
  return [
    accountNameClaim(name),
    ...(signIn === null ? [] : [accountSignInClaim(signIn)]),
    ...(isFirst ? ['account-first'] : []),
  ];
}
