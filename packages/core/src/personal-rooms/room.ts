import { aliasClaim, isAliasClaim, nameClaim } from '../allocation/claim.ts';
import type { SealedPins } from '../allocation/sealed-pins.ts';
import type { AuditEntry } from '../audit/audit-entry.ts';
import { waitingAudit } from '../audit/copy-audit-events.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import { DAY_MS, type Instant, instant, shift } from '../time/instant.ts';

/** How long a deleted room's record tells of the deletion. */
const DELETED_MS = 30 * DAY_MS;

/** An alias that a room had: nobody else gets it until then, as with the number of a meeting (S3.2). */
export interface RestingAlias {
  readonly alias: string;
  readonly until: Instant;
}

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
  /** Left out by rooms that lost none. */
  readonly resting?: readonly RestingAlias[];
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
  /** Its aliases, which only their claims name, are nobody else's until then; left out: they do not rest. */
  readonly restsUntil?: Instant;
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

/** What is left of a room; its aliases rest until `restsUntil`. */
export function roomTombstone(
  tenantId: TenantId,
  { now, restsUntil = now, audit = [] }: TombstoneOptions,
): RoomTombstone {
  return { tenantId, forgetAt: instant(Math.max(shift(now, DELETED_MS), restsUntil)), restsUntil, audit };
}

interface TombstoneOptions {
  readonly now: Instant;
  readonly restsUntil?: Instant;
  readonly audit?: readonly AuditEntry[];
}

/** What rests of a room once it has these aliases: those that it loses, and those that rest already. */
export function restingOf(
  { aliases: before, resting = [] }: Pick<Room, 'aliases' | 'resting'>,
  aliases: readonly string[],
  { now, restMs }: { readonly now: Instant; readonly restMs: number },
): readonly RestingAlias[] {
  const kept = new Set(aliases.map(aliasClaim));
  const lost = before.map((alias) => ({ alias, until: shift(now, restMs) }));
  return [...resting, ...lost].filter(({ alias, until }) => until > now && !kept.has(aliasClaim(alias)));
}

/** Whether a room, or what is left of it, keeps this claim of its own now. */
export function keepsClaim(entry: RoomEntry, claim: string, now: Instant): boolean {
  if (!isRoom(entry)) return isAliasClaim(claim) && (entry.restsUntil ?? now) > now;
  if (roomClaims(entry).includes(claim)) return true;
  return (entry.resting ?? []).some(({ alias, until }) => until > now && aliasClaim(alias) === claim);
}

/** Ids of the claims that a room uses: its name and each alias. */
export function roomClaims({
  tenantId,
  name,
  aliases,
}: Pick<Room, 'tenantId' | 'name' | 'aliases'>): readonly string[] {
  return [nameClaim(tenantId, name), ...aliases.map(aliasClaim)];
}
