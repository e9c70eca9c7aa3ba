import { aliasClaim, nameClaim } from '../allocation/claim.ts';
import type { SealedPins } from '../allocation/sealed-pins.ts';
import type { AuditEntry } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';
import type { RoomAliases } from './room-source.ts';

/** How long a deleted room's record tells of the deletion. */
const DELETED_MS = 30 * DAY_MS;

/** A personal room of the built-in source, in its tenant's partition. Id: random. */
export interface Room {
  readonly tenantId: TenantId;
  /** Address of the person it belongs to; compared without regard to case, within the tenant alone (S1.6). */
  readonly ownerEmail: string;
  /** Unique within the tenant, among conferences too: platforms know a room by it. */
  readonly name: string;
  readonly description: string;
  /** In the order in which they are offered; unique over the deployment (I1). */
  readonly aliases: readonly string[];
  readonly pins: SealedPins | null;
  /** Whether others than the host may join. Means nothing without a host's PIN. */
  readonly allowGuests: boolean;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly audit: readonly AuditEntry[];
}

/** What is left of a room that was deleted, or was never written. */
export interface RoomTombstone {
  readonly tenantId: TenantId;
  readonly forgetAt: Instant;
  readonly audit: readonly AuditEntry[];
}

/** What the collection of rooms holds. */
export type RoomEntry = Room | RoomTombstone;

/** Rooms of a tenant by name, and of an owner; tombstones by when they go; what is audited by age. */
export const roomShape: CollectionShape<RoomEntry, 'tenant' | 'owner' | 'forget' | 'audit'> = {
  name: 'rooms',
  indexes: {
    tenant: (entry) => (isRoom(entry) ? [entry.name.toLowerCase()] : null),
    owner: (entry) => (isRoom(entry) ? [entry.ownerEmail.toLowerCase(), entry.name.toLowerCase()] : null),
    forget: (entry) => (isRoom(entry) ? null : [entry.forgetAt]),
    audit: waitingAudit,
  },
};

/** Whether an entry is a room and no tombstone. */
export function isRoom(entry: RoomEntry): entry is Room {
  return 'aliases' in entry;
}

/** What is left of a room. */
export function roomTombstone(
  tenantId: TenantId,
  { now, audit = [] }: { readonly now: Instant; readonly audit?: readonly AuditEntry[] },
): RoomTombstone {
  return { tenantId, forgetAt: shift(now, DELETED_MS), audit };
}

/** Ids of the claims that a room uses: its name and each alias. */
export function roomClaims({
  tenantId,
  name,
  aliases,
}: Pick<Room, 'tenantId' | 'name' | 'aliases'>): readonly string[] {
  return [nameClaim(tenantId, name), ...aliases.map(aliasClaim)];
}

/** A room's aliases by what they look like (S2.4). */
export function sortAliases(aliases: readonly string[]): RoomAliases {
  const isDomain = (alias: string) => alias.includes('@');
  const isNumeric = (alias: string) => /^\d+$/.test(alias);
  return {
    domain: aliases.filter(isDomain),
    numeric: aliases.filter(isNumeric),
    others: aliases.filter((alias) => !isDomain(alias) && !isNumeric(alias)),
  };
}
