import type { Stored } from '@vmrkit/core';
import {
  changeRoom,
  deleteRoom,
  findAcross,
  findRoom,
  importRooms,
  isRoom,
  type Room,
  type RoomEntry,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { readCsvTable, withPlaces } from '../config/csv-file.ts';
import { Reply } from '../http/route.ts';
import { roomColumns, roomItem, roomWire } from '../views/people-view.ts';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { type Administrator, isNotThere, tenantOf } from './administrator.ts';
import { pageOf, pageQuery } from './page.ts';
import { idParams, knownTenants, nothing, partsOf, scopeOf, tenantQuery, versionOf } from './resource.ts';
import { etagOf, ifMatch } from './versions.ts';

const PATH = `${ADMIN_PATH}/personal_vmrs`;
const MOST_BYTES = 4 * 1_024 * 1_024;
const permission = 'tenant';
const answer = roomItem.extend({ version: z.string().describe('For If-Match.') });
const pin = z.string().nullable().optional().describe('4 to 20 digits; null: none. Never shown.');
/** Judged by the rooms' own rules afterwards, which tell all faults together. */
const fields = z.strictObject({
  name: z.string().optional(),
  owner_email: z.string().optional(),
  description: z.string().optional(),
  aliases: z.array(z.string()).optional(),
  pin,
  guest_pin: pin,
  allow_guests: z.boolean().optional(),
});

const listAdminPersonalVmrsRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: PATH,
    id: 'listAdminPersonalVmrs',
    permission,
    audit: null,
    summary: 'The personal VMRs, by name; of one owner, where that is asked for.',
    query: pageQuery.extend(tenantQuery.shape).extend({ owner: z.string().max(254).optional() }),
    answer: pageOf(answer),
    faults: [404],
    async handle({ caller, query, signal }) {
      const scope = scopeOf(caller, query.tenant_id);
      const { rooms } = (await kit.get('people')).store;
      const owner = query.owner?.toLowerCase();
      const page = await findAcross(rooms, {
        parts: partsOf(scope, owner === undefined ? [] : [owner]),
        index: owner === undefined ? 'tenant' : 'owner',
        keep: isRoomDocument,
        limit: query.limit,
        cursor: query.cursor ?? null,
        signal,
      });
      return { items: page.items.map(wireOf), next_cursor: page.next };
    },
  });

const createPersonalVmrRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'post',
    path: PATH,
    id: 'createPersonalVmr',
    permission,
    audit: 'room.created',
    summary: 'Makes a personal VMR.',
    status: 201,
    body: fields.extend({ tenant_id: z.string().max(64).default('default') }),
    answer,
    faults: [404, 409],
    async handle({ caller, body: { tenant_id: tenantId, ...row } }) {
      tenantOf(caller, tenantId);
      const people = await kit.get('people');
      const id = crypto.randomUUID();
      await changeRoom({ tenantId, id, actor: caller.name }, () => row, people);
      return answered(await roomOf(kit, caller, id), 201);
    },
  });

const getPersonalVmrRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${PATH}/{id}`,
    id: 'getPersonalVmr',
    permission,
    audit: null,
    summary: 'One personal VMR.',
    params: idParams,
    answer,
    faults: [404],
    async handle({ caller, params }) {
      return answered(await roomOf(kit, caller, params.id));
    },
  });

const changePersonalVmrRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'patch',
    path: `${PATH}/{id}`,
    id: 'changePersonalVmr',
    permission,
    audit: 'room.replaced',
    summary: 'Changes a personal VMR; what is left out stays as it is.',
    params: idParams,
    body: fields,
    answer,
    faults: [404, 409, 412, 428],
    async handle(request) {
      const { caller, params, body } = request;
      const { id, value } = await roomOf(kit, caller, params.id);
      const ref = { tenantId: value.tenantId, id, actor: caller.name };
      await changeRoom(
        ref,
        (seen, row) => {
          if (seen === null) throw isNotThere(notThere);
          ifMatch(request, versionOfRoom(seen.value));
          return { ...row, ...body };
        },
        await kit.get('people'),
      );
      return answered(await roomOf(kit, caller, id));
    },
  });

const deletePersonalVmrRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'delete',
    path: `${PATH}/{id}`,
    id: 'deletePersonalVmr',
    permission,
    audit: 'room.deleted',
    summary: 'Deletes a personal VMR: nobody can join it any more, and its aliases are free.',
    params: idParams,
    status: 204,
    answer: nothing,
    faults: [404, 409, 412, 428],
    async handle(request) {
      const { caller, params } = request;
      const { id, value } = await roomOf(kit, caller, params.id);
      const may = (room: Room) => ifMatch(request, versionOfRoom(room));
      const ref = { tenantId: value.tenantId, id, actor: caller.name, may };
      if (!(await deleteRoom(ref, await kit.get('people')))) throw isNotThere(notThere);
      return null;
    },
  });

const importPersonalVmrsRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'post',
    path: `${PATH}/import`,
    id: 'importPersonalVmrs',
    permission,
    audit: 'room.created',
    summary:
      'Saves personal VMRs from a table (CSV); nothing is saved when a line is wrong, and all faults are listed.',
    query: z.object({
      tenant_id: z.string().max(64).default('default'),
      dry_run: z.stringbool().default(false),
    }),
    body: z.string(),
    bodyType: 'text/csv',
    maxBodyBytes: MOST_BYTES,
    answer: z.strictObject({ created: z.int(), replaced: z.int(), dry_run: z.boolean() }),
    faults: [404, 409],
    async handle({ caller, query: { tenant_id: tenantId, dry_run: dryRun }, body }) {
      tenantOf(caller, tenantId);
      const table = readCsvTable(body, { columns: roomColumns, what: 'The table' });
      const request = { tenantId, rows: table.rows, actor: caller.name, dryRun };
      const people = await kit.get('people');
      return { ...(await withPlaces(table, () => importRooms(request, people))), dry_run: dryRun };
    },
  });

/** Personal rooms of the built-in source. */
export const personalVmrsRoutes: AdminRouteGroup = async ({ kit }) => [
  listAdminPersonalVmrsRoute(kit),
  createPersonalVmrRoute(kit),
  getPersonalVmrRoute(kit),
  changePersonalVmrRoute(kit),
  deletePersonalVmrRoute(kit),
  importPersonalVmrsRoute(kit),
];

const notThere = { what: 'room', code: 'ERR_ROOM_NOT_FOUND' } as const;

async function roomOf(kit: VmrKit, caller: Administrator, id: string): Promise<Stored<Room>> {
  const { store } = await kit.get('people');
  for (const tenantId of await knownTenants(kit, caller)) {
    const found = await findRoom({ tenantId, id }, store);
    if (found !== null) return found;
  }
  throw isNotThere(notThere);
}

function isRoomDocument<Found extends Stored<RoomEntry>>(found: Found): found is Found & Stored<Room> {
  return isRoom(found.value);
}

function versionOfRoom({ audit: _, ...seen }: Room): string {
  return versionOf(seen);
}

function wireOf(room: Stored<Room>): z.output<typeof answer> {
  return { ...roomWire(room), version: versionOfRoom(room.value) };
}

function answered(room: Stored<Room>, status = 200) {
  return new Reply(status, wireOf(room), etagOf(versionOfRoom(room.value)));
}
