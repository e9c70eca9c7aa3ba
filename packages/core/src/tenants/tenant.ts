import type { AuditEntry } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';

/** How long what is left of a deleted tenant tells of the deletion. */
const DELETED_MS = 30 * DAY_MS;

/** What operators granted to a tenant (S1.6), in the tenant's partition. Id: the tenant's. */
export interface Tenant {
  readonly tenantId: TenantId;
  /** How people call it. */
  readonly name: string;
  /** What its aliases may begin with; `*` stands for anything. */
  readonly prefixes: readonly string[];
  /** Domains of its aliases, in lower case; `*` stands for any. */
  readonly domains: readonly string[];
  /** Servers of its add-ins, in lower case; `*` stands for any that no other tenant uses or was granted. */
  readonly servers: readonly string[];
  readonly changedAt: Instant;
  readonly audit: readonly AuditEntry[];
}

/** What is left of a tenant that was deleted. */
export interface TenantTombstone {
  readonly tenantId: TenantId;
  readonly forgetAt: Instant;
  readonly audit: readonly AuditEntry[];
}

/** What the collection of tenants holds. */
export type TenantEntry = Tenant | TenantTombstone;

/** Tenants by id; tombstones by when they go; what is audited by age. */
export const tenantShape: CollectionShape<TenantEntry, 'tenant' | 'forget' | 'audit'> = {
  name: 'tenants',
  indexes: {
    tenant: (entry) => (isTenant(entry) ? [entry.tenantId] : null),
    forget: (entry) => (isTenant(entry) ? null : [entry.forgetAt]),
    audit: waitingAudit,
  },
};

/** Whether an entry is a tenant and no tombstone. */
export function isTenant(entry: TenantEntry): entry is Tenant {
  return 'name' in entry;
}

/** What is left of a tenant. */
export function tenantTombstone(
  tenantId: TenantId,
  { now, audit }: { readonly now: Instant; readonly audit: readonly AuditEntry[] },
): TenantTombstone {
  return { tenantId, forgetAt: shift(now, DELETED_MS), audit };
}
