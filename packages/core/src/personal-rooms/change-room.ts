import { openPins } from '../allocation/sealed-pins.ts';
import { reviewClaims } from '../allocation/sweeper.ts';
import { writeClaimed } from '../allocation/write-claimed.ts';
import { type InputIssue, InvalidInputError } from '../errors/vmrkit-error.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { Stored } from '../store/document-collection.ts';
import { judgeRows, roomOf, takenValues } from './import-rooms.ts';
import { type Room, type RoomEntry, roomClaims } from './room.ts';
import type { RoomInput } from './room-input.ts';
import { findRoom, type RoomDeps, roomContended, roomOwner } from './room-records.ts';

const TRIES = 8;

/** A room that is to be made or changed. */
export interface RoomChange {
  readonly tenantId: TenantId;
  readonly id: string;
  /** Who does it, for the audit. */
  readonly actor: string;
}

/**
 * Makes or changes one room: `change` gets it as it stands (null: there is none) with its PINs opened, and gives what it is
 * to be, as an import would; what it throws ends the change. Rejects with InvalidInputError `ERR_ROOM_INVALID` with every
 * fault, and with ConflictError `ERR_ROOM_CONTENDED` where others keep writing or take the same names at this moment.
 */
export async function changeRoom(
  { tenantId, id, actor }: RoomChange,
  change: (seen: Stored<Room> | null, row: RoomInput | null) => unknown,
  deps: RoomDeps,
): Promise<void> {
  const { store, clock } = deps;
  const owner = roomOwner(store, clock);
  const how = { claims: store.claims, collection: store.rooms, kind: 'room', owner, clock } as const;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const seen = await findRoom({ tenantId, id }, store);
    const row = seen && (await rowOf(seen, deps));
    const { inputs, issues } = judgeRows([change(seen, row)]);
    const [input = null] = inputs;
    const taken = await takenValues(tenantId, [input && { id, input, seen }], deps);
    if (input === null || issues.length + taken.length > 0) throw invalid([...issues, ...taken]);
    const value = await roomOf({ tenantId, id, input, before: seen?.value ?? null }, { ...deps, actor });
    const claims = roomClaims(value);
    const result = await writeClaimed<RoomEntry>({ id, value, seen, claims }, how);
    if (result.kind === 'conflict') throw roomContended();
    if (result.kind === 'contended') continue;
    const unused = seen === null ? [] : roomClaims(seen.value).filter((each) => !claims.includes(each));
    await reviewClaims(store.claims, { ids: unused, now: clock.now(), owner });
    return;
  }
  throw roomContended();
}

/** A room as an import would give it. Rejects as the sealer does. */
async function rowOf({ id, value }: Stored<Room>, { sealer }: Pick<RoomDeps, 'sealer'>): Promise<RoomInput> {
  const { tenantId, name, description, ownerEmail, aliases, allowGuests, pins: sealed } = value;
  const pins = sealed && (await openPins(sealed, { ref: { tenantId, roomId: id }, sealer }));
  return {
    name,
    owner_email: ownerEmail,
    description,
    aliases: [...aliases],
    pin: pins?.host ?? null,
    guest_pin: pins?.guest ?? null,
    allow_guests: allowGuests,
  };
}

function invalid(issues: readonly InputIssue[]): InvalidInputError {
  const options = {
    code: 'ERR_ROOM_INVALID',
    issues: issues.map((each) => ({ ...each, path: each.path.slice(1) })),
  } as const;
  return new InvalidInputError('Nothing was saved, since some fields have faults.', options);
}
