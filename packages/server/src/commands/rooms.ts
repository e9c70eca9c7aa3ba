import { NotFoundError, type Stored } from '@vmrkit/core';
import {
  deleteRoom,
  findRoom,
  findRoomByName,
  importRooms,
  listRooms,
  type Room,
} from '@vmrkit/core/composition';
import { readCsvFile, withPlaces } from '../config/csv-file.ts';
import { withKit } from '../runtime/with-kit.ts';
import { roomColumns, roomWire } from '../views/people-view.ts';
import { chosenTenant, type TenantInput, tenantOptions } from './chosen-tenant.ts';
import { defineCommand, option } from './declare-command.ts';
import { plain } from './on-wire.ts';

const shape = 'id, tenant_id, name, owner_email, description, aliases, allow_guests, has_pin, has_guest_pin';

/** `vmrkit room list`: by name; PINs are not shown. */
export const roomListCommand = defineCommand<TenantInput & { readonly owner?: string }>({
  name: 'room list',
  summary: 'list the personal VMRs; PINs are not shown',
  options: [...tenantOptions, option('--owner <email>', 'those of this person')],
  examples: [['room list --owner olga@example.com', 'what she is offered, and rooms without alias']],
  configured: true,
  json: shape,
  async run(shell, { owner = null, ...input }) {
    const rooms = await withKit(shell, async (kit) => {
      const [{ tenantId }, people] = [await chosenTenant(kit, input), await kit.get('people')];
      return listRooms({ tenantId, owner }, people.store);
    });
    for (const room of rooms) shell.show(roomWire(room), lineOf(room));
    if (rooms.length === 0) shell.note('No personal VMR was found.');
  },
});

/** `vmrkit room import`: all rows or none. */
export const roomImportCommand = defineCommand<
  TenantInput & { readonly file: string; readonly dryRun: boolean }
>({
  name: 'room import',
  summary: 'save personal VMRs from a table (CSV); a room replaces the one of its name; all rows or none',
  arguments: [['<file>', `its first line names its columns, of ${Object.keys(roomColumns).join(', ')}`]],
  options: [...tenantOptions, option('--dry-run', 'check only')],
  examples: [
    ['room import rooms.csv --dry-run', 'all faults, each with line and column'],
    ['room import rooms.csv', 'several aliases stand in one cell, with blanks between them'],
  ],
  configured: true,
  json: 'tenant_id, created, replaced, dry_run',
  async run(shell, { file, dryRun, ...input }) {
    const table = await readCsvFile(file, roomColumns);
    const { tenantId, created, replaced } = await withKit(shell, async (kit) => {
      const [tenant, people] = [await chosenTenant(kit, input), await kit.get('people')];
      const request = { tenantId: tenant.tenantId, rows: table.rows, actor: 'operator', dryRun };
      return { ...tenant, ...(await withPlaces(table, () => importRooms(request, people))) };
    });
    const line = { tenant_id: tenantId, created, replaced, dry_run: dryRun };
    const said = dryRun ? 'would be created or replaced; nothing was saved' : 'are saved';
    shell.show(line, `${created} new rooms and ${replaced} known ones of tenant ${tenantId} ${said}.`);
  },
});

/** `vmrkit room delete`. */
export const roomDeleteCommand = defineCommand<TenantInput & { readonly room: string }>({
  name: 'room delete',
  summary: 'delete a personal VMR: nobody can join it any more, and its aliases are free',
  arguments: [['<room>', 'its name or id']],
  options: tenantOptions,
  examples: [['room delete "Olga Berg" --integration Sales', 'at once']],
  configured: true,
  json: 'id, tenant_id, name, action',
  async run(shell, { room, ...input }) {
    const { id, value } = await withKit(shell, async (kit) => {
      const [{ tenantId }, people] = [await chosenTenant(kit, input), await kit.get('people')];
      const found =
        (await findRoomByName({ tenantId, name: room }, people.store)) ??
        (await findRoom({ tenantId, id: room }, people.store));
      if (found === null) throw new NotFoundError('There is no such room.', { code: 'ERR_ROOM_NOT_FOUND' });
      await deleteRoom({ tenantId, id: found.id, actor: 'operator' }, people);
      return found;
    });
    const line = { id, tenant_id: value.tenantId, name: value.name, action: 'deleted' };
    shell.show(line, `${plain(value.name)} (${id}) is deleted.`);
  },
});

function lineOf({ id, value }: Stored<Room>): string {
  const aliases = value.aliases.length === 0 ? 'no alias' : value.aliases.join(' ');
  return [value.name, value.ownerEmail, aliases, id].map(plain).join('  ');
}
