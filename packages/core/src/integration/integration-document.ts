import { TOMBSTONE_MS } from '../allocation/reservation.ts';
import type { AuditEntry } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape, JsonObject } from '../store/document-collection.ts';
import { type Instant, shift } from '../time/instant.ts';
import type { ManifestIssues } from './manifest-issues.ts';
import { upgradeCallers } from './upgrade-callers.ts';

/** One integration as it is stored. Id: the integration's id. */
export interface IntegrationDocument {
  readonly tenantId: TenantId;
  readonly name: string;
  /** The record on the wire (snake_case), its secrets sealed. */
  readonly record: unknown;
  readonly savedAt: Instant;
  /** What was issued of the add-in's manifests; none: nothing yet. */
  readonly manifests?: ManifestIssues;
  /** What people did to it, until it is carried to the audit trail; none: nothing. */
  readonly audit?: readonly AuditEntry[];
  /** It was saved under claims on all that it uses; none: before there were claims, or by a version without them. */
  readonly claimed?: true;
}

/** Stands where a first save was begun and never made, so that it cannot be made any more without its claims. */
export interface IntegrationTombstone {
  readonly tenantId: TenantId;
  /** Long after whoever began it has ended. */
  readonly forgetAt: Instant;
  readonly audit?: readonly AuditEntry[];
}

/** What the collection of integrations holds, in the tenant's partition. */
export type IntegrationEntry = IntegrationDocument | IntegrationTombstone;

/** What integrations are looked for by. */
export type IntegrationIndex = 'tenant' | 'unclaimed' | 'forget' | 'audit';

/**
 * Integrations of a tenant by name, all of them when searched over every partition; likewise those that were saved without
 * claims; tombstones by when they go; those whose audit waits.
 */
export const integrationShape: CollectionShape<IntegrationEntry, IntegrationIndex> = {
  name: 'integrations',
  upgrades: [withCallers],
  indexes: {
    tenant: (entry) => (isIntegration(entry) ? [entry.name] : null),
    unclaimed: (entry) => (isIntegration(entry) && entry.claimed !== true ? [entry.name] : null),
    forget: (entry) => (isIntegration(entry) ? null : [entry.forgetAt]),
    audit: waitingAudit,
  },
};

/** Whether an entry is an integration and no tombstone. */
export function isIntegration(entry: IntegrationEntry): entry is IntegrationDocument {
  return 'record' in entry;
}

/** What is left where a first save was begun and never made. */
export function integrationTombstone(
  tenantId: TenantId,
  now: Instant,
  audit: readonly AuditEntry[] = [],
): IntegrationTombstone {
  return { tenantId, forgetAt: shift(now, TOMBSTONE_MS), ...(audit.length > 0 && { audit }) };
}

/** Version 1 kept what callers prove themselves with outside of `callers`. */
function withCallers(old: JsonObject): JsonObject {
  if (!('record' in old)) return old;
  const stored = Object(old.record);
  return { ...old, record: { ...stored, record: upgradeCallers(stored.record) } };
}
