import type { AuditEntry } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';

/** How long what is left of a deleted platform tells of the deletion. */
const DELETED_MS = 30 * DAY_MS;

/** How a platform proves itself: a bearer token or a password, each as its SHA-256 in lower-case hex. */
export type PlatformProof =
  | { readonly bearerSha256: string }
  | { readonly username: string; readonly passwordSha256: string };

/** A conferencing platform that operators connected, in the deployment's partition. Id: UUID, version 4. */
export interface Platform {
  /** For logs, metrics and `single_use.join_platform`. */
  readonly name: string;
  /** Plugin that speaks the platform's language. */
  readonly adapter: string;
  /** Those of the adapter, as it was given them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whose conferences it may see. */
  readonly tenants: readonly TenantId[] | 'all';
  /** Whether it is told why a join window is closed. */
  readonly mayHearReason: boolean;
  /** One that is off has no routes. */
  readonly enabled: boolean;
  readonly proof: PlatformProof;
  readonly createdAt: Instant;
  /** Counts what people changed. */
  readonly version: number;
  readonly audit: readonly AuditEntry[];
}

/** What is left of a platform that was deleted. */
export interface PlatformTombstone {
  readonly forgetAt: Instant;
  readonly audit: readonly AuditEntry[];
}

/** What the collection of platforms holds. */
export type PlatformEntry = Platform | PlatformTombstone;

/** What platforms are looked for by. */
export type PlatformIndex = 'created' | 'forget' | 'audit';

/** Platforms by creation; tombstones by when they go; those whose audit waits. */
export const platformShape: CollectionShape<PlatformEntry, PlatformIndex> = {
  name: 'platforms',
  indexes: {
    created: (entry) => (isPlatform(entry) ? [entry.createdAt] : null),
    forget: (entry) => (isPlatform(entry) ? null : [entry.forgetAt]),
    audit: waitingAudit,
  },
};

/** Whether an entry is a platform and no tombstone. */
export function isPlatform(entry: PlatformEntry): entry is Platform {
  return 'adapter' in entry;
}

/** What is left of a platform. */
export function platformTombstone(now: Instant, audit: readonly AuditEntry[]): PlatformTombstone {
  return { forgetAt: shift(now, DELETED_MS), audit };
}
