import type { KeySealer } from '../allocation/allocation-store.ts';
import { type Claim, nameClaim } from '../allocation/claim.ts';
import type { SpaceNumber } from '../allocation/number-space.ts';
import { type ClaimOwnerSide, raiseOwner, reviewClaims } from '../allocation/sweeper.ts';
import { withAudit } from '../audit/audit-entry.ts';
import { ConflictError } from '../errors/vmrkit-error.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { AliasGrantSource } from '../integration/alias-grants.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import { DEPLOYMENT, type DocumentCollection, type Stored } from '../store/document-collection.ts';
import { loadOne, replaceOne } from '../store/document-steps.ts';
import { everyDocument } from '../store/every-document.ts';
import { shift } from '../time/instant.ts';
import { isRoom, keepsClaim, type Room, type RoomEntry, roomClaims, roomTombstone } from './room.ts';

const TRIES = 8;

/** Where personal rooms are kept. */
export interface RoomStore {
  readonly claims: DocumentCollection<Claim, 'review'>;
  readonly rooms: DocumentCollection<RoomEntry, 'tenant' | 'owner' | 'forget'>;
  /** What is known of the numbers that scheduled meetings had: some rest, and no room may have them meanwhile. */
  readonly spaceNumbers: DocumentCollection<SpaceNumber, 'due' | 'free'>;
}

/** What rooms' use cases work with. */
export interface RoomDeps {
  readonly store: RoomStore;
  /** Seals PINs. */
  readonly sealer: KeySealer;
  readonly aliasGrants: AliasGrantSource;
  /** How long an alias rests after a room had it, in milliseconds. */
  readonly aliasRestMs: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/** The room with this id; null: there is none, or none any more. */
export async function findRoom(
  { tenantId, id }: { readonly tenantId: TenantId; readonly id: string },
  { rooms }: Pick<RoomStore, 'rooms'>,
): Promise<Stored<Room> | null> {
  const stored = await loadOne(rooms, { partition: tenantId, id });
  return stored !== null && isRoom(stored.value) ? { ...stored, value: stored.value } : null;
}

/** The room of the tenant that has this name; null: there is none. */
export async function findRoomByName(
  { tenantId, name }: { readonly tenantId: TenantId; readonly name: string },
  store: Pick<RoomStore, 'claims' | 'rooms'>,
): Promise<Stored<Room> | null> {
  const [claim] = await store.claims.load(DEPLOYMENT, [nameClaim(tenantId, name)]);
  if (claim?.value.owner.kind !== 'room') return null;
  const room = await findRoom({ tenantId, id: claim.value.owner.id }, store);
  return room?.value.name.toLowerCase() === name.toLowerCase() ? room : null;
}

/** The rooms of a tenant by name, or of one owner in it. */
export async function listRooms(
  { tenantId, owner = null }: { readonly tenantId: TenantId; readonly owner?: string | null },
  { rooms }: Pick<RoomStore, 'rooms'>,
): Promise<readonly Stored<Room>[]> {
  const query =
    owner === null
      ? ({ index: 'tenant', equals: [] } as const)
      : ({ index: 'owner', equals: [owner.toLowerCase()] } as const);
  const found: Stored<Room>[] = [];
  for await (const { id, revision, value } of everyDocument(rooms, tenantId, query))
    if (isRoom(value)) found.push({ id, revision, value });
  return found;
}

/** Deletes a room: its name is free from then on, its aliases rest first. `may` throws to keep this very state. False: there is none. */
export async function deleteRoom(
  ref: {
    readonly tenantId: TenantId;
    readonly id: string;
    readonly actor: string;
    may?(room: Room): void;
  },
  { store, clock, random, aliasRestMs }: Pick<RoomDeps, 'store' | 'clock' | 'random' | 'aliasRestMs'>,
): Promise<boolean> {
  const { tenantId, id, actor } = ref;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const seen = await findRoom(ref, store);
    if (seen === null) return false;
    ref.may?.(seen.value);
    const now = clock.now();
    const told = { at: now, random, action: 'room.deleted', actor, details: {} };
    const audit = withAudit(seen.value.audit, told);
    const value = roomTombstone(tenantId, { now, restsUntil: shift(now, aliasRestMs), audit });
    const write = { partition: tenantId, id, revision: seen.revision, value };
    if (!(await replaceOne(store.rooms, write))) continue;
    await reviewClaims(store.claims, { ids: roomClaims(seen.value), now, owner: roomOwner(store, clock) });
    return true;
  }
  throw roomContended();
}

/** How the sweeper asks a room whether it uses a claim. */
export function roomOwner({ rooms }: Pick<RoomStore, 'rooms'>, clock: Pick<Clock, 'now'>): ClaimOwnerSide {
  return {
    raise: ({ id, value: { tenantId, owner } }) =>
      raiseOwner(rooms, {
        partition: tenantId,
        id: owner.id,
        uses: (entry) => keepsClaim(entry, id, clock.now()),
        tombstone: roomTombstone(tenantId, { now: clock.now() }),
      }),
  };
}

/** That others keep writing. */
export function roomContended(): ConflictError {
  return new ConflictError('Others keep writing this room.', { code: 'ERR_ROOM_CONTENDED' });
}
