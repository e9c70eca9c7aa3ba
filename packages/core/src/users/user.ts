import { createHash } from 'node:crypto';
import type { AuditEntry } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import type { SignedInIdentity } from '../sign-in/sign-in-provider.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';

/** How long a deleted user's record tells of the deletion. */
const DELETED_MS = 30 * DAY_MS;

/** One way in which a person is known (S1.6). None is an address. */
export type UserId =
  /** Key of a verified caller of one integration, which holds its Exchange id: `exchange/<metadata host>/<msexchuid>`. */
  | { readonly kind: 'exchange'; readonly integrationId: IntegrationId; readonly key: string }
  /** A person in Microsoft Entra ID, caller or not: `entra/<tenant id>/<object id>`, in lower case. */
  | { readonly kind: 'entra'; readonly key: string }
  /** A person at an identity provider: `SignedInIdentity.key`. */
  | { readonly kind: 'subject'; readonly key: string };

/** A person who may use personal VMRs, in the tenant's partition. Id: random, so never that of somebody deleted. */
export interface User {
  readonly tenantId: TenantId;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly displayName: string | null;
  /** From a source that the organisation controls; null: none was ever told. */
  readonly email: string | null;
  /** Each belongs to this record alone within the tenant. */
  readonly ids: readonly UserId[];
  readonly createdBy: 'sign-in' | 'operator';
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly audit: readonly AuditEntry[];
}

/** What is left of a user who was deleted, or was never written. */
export interface UserTombstone {
  readonly tenantId: TenantId;
  readonly forgetAt: Instant;
  readonly audit: readonly AuditEntry[];
}

/** What the collection of users holds. */
export type UserEntry = User | UserTombstone;

/** Users of a tenant by address, those with one address by age; tombstones by when they go; what is audited by age. */
export const userShape: CollectionShape<UserEntry, 'tenant' | 'email' | 'forget' | 'audit'> = {
  name: 'users',
  indexes: {
    tenant: (entry) => (isUser(entry) ? [entry.email?.toLowerCase() ?? ''] : null),
    email: (entry) =>
      isUser(entry) && entry.email !== null ? [entry.email.toLowerCase(), entry.createdAt] : null,
    forget: (entry) => (isUser(entry) ? null : [entry.forgetAt]),
    audit: waitingAudit,
  },
};

/** Whether an entry is a user and no tombstone. */
export function isUser(entry: UserEntry): entry is User {
  return 'ids' in entry;
}

/** What is left of a user. */
export function userTombstone(
  tenantId: TenantId,
  { now, audit = [] }: { readonly now: Instant; readonly audit?: readonly AuditEntry[] },
): UserTombstone {
  return { tenantId, forgetAt: shift(now, DELETED_MS), audit };
}

/** Whether two ways name one person. */
export function sameUserId(a: UserId, b: UserId): boolean {
  return userIdText(a) === userIdText(b);
}

/** The id of the claim on one way in which a person is known: one record of the tenant holds it. */
export function userIdClaim(tenantId: TenantId, id: UserId): string {
  return `user:${createHash('sha256')
    .update(JSON.stringify([tenantId, userIdText(id)]))
    .digest('hex')}`;
}

/** The way in which a verified caller of an integration is known; null for callers who cannot stand on a record. */
export function callerUserId(integrationId: IntegrationId, callerKey: string): UserId | null {
  if (callerKey.startsWith('entra/')) return { kind: 'entra', key: callerKey.toLowerCase() };
  return callerKey.startsWith('exchange/') ? { kind: 'exchange', integrationId, key: callerKey } : null;
}

/** The ways in which somebody who signed in is known. */
export function identityUserIds({ key, entra }: Pick<SignedInIdentity, 'key' | 'entra'>): readonly UserId[] {
  const subject = { kind: 'subject', key } as const;
  return entra === null ? [subject] : [subject, entraUserId(entra)];
}

/** A person in an Exchange deployment, as a verified caller of the integration is known. */
export function exchangeUserId({
  integrationId,
  metadataUrl,
  msexchuid,
}: {
  readonly integrationId: IntegrationId;
  readonly metadataUrl: string;
  readonly msexchuid: string;
}): UserId {
  return { kind: 'exchange', integrationId, key: `exchange/${new URL(metadataUrl).host}/${msexchuid}` };
}

/** A person in Microsoft Entra ID. */
export function entraUserId({ tenantId, objectId }: NonNullable<SignedInIdentity['entra']>): UserId {
  return { kind: 'entra', key: `entra/${tenantId}/${objectId}`.toLowerCase() };
}

/** How a person is called. */
export function userName({ displayName, firstName, lastName, email }: User): string {
  const names = [firstName, lastName].filter((name) => name !== null).join(' ');
  return displayName ?? (names === '' ? (email ?? '') : names);
}

function userIdText(id: UserId): string {
  return JSON.stringify(id.kind === 'exchange' ? [id.kind, id.integrationId, id.key] : [id.kind, id.key]);
}
