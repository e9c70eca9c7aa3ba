import { openPins } from '../allocation/sealed-pins.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { Stored } from '../store/document-collection.ts';
import type { Room } from './room.ts';
import { listRooms, type RoomDeps } from './room-records.ts';
import { type PersonalRoom, type RoomSource, sortAliases } from './room-source.ts';

/** The personal rooms of one tenant that are kept in the store. Rejects as the store and the sealer do. */
export class StoredRoomSource implements RoomSource {
  readonly #tenantId: TenantId;
  readonly #deps: Pick<RoomDeps, 'store' | 'sealer'>;

  constructor(tenantId: TenantId, deps: Pick<RoomDeps, 'store' | 'sealer'>) {
    this.#tenantId = tenantId;
    this.#deps = deps;
  }

  async roomsOf(owner: string): Promise<readonly PersonalRoom[]> {
    const rooms = await listRooms({ tenantId: this.#tenantId, owner }, this.#deps.store);
    return Promise.all(rooms.filter(({ value }) => value.aliases.length > 0).map((room) => this.#open(room)));
  }

  async #open({ id, value }: Stored<Room>): Promise<PersonalRoom> {
    const { tenantId, name, description, aliases, pins, allowGuests } = value;
    const ref = { tenantId, roomId: id };
    return {
      id,
      name,
      description,
      aliases: sortAliases(aliases),
      pins: pins && (await openPins(pins, { ref, sealer: this.#deps.sealer })),
      allowGuests,
    };
  }
}
