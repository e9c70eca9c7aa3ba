import { ConflictError } from '@vmrkit/core';
import {
  deleteTenant,
  findTenant,
  grantOf,
  isRoom,
  isUser,
  saveTenant,
  type Tenant,
  tenantIdSchema,
  tenantInputSchema,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { Reply } from '../http/route.ts';
import { maskedRecordOf } from '../views/integration-view.ts';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { auditAuthor, isNotThere } from './administrator.ts';
import { pageOf, pageQuery } from './page.ts';
import { idParams, knownTenants, nothing, pageOfAll, versionOf } from './resource.ts';
import { etagOf, ifMatch } from './versions.ts';

const PATH = `${ADMIN_PATH}/tenants`;
const permission = 'tenant';
const tenantParams = z.object({ id: tenantIdSchema });
/** Where a tenant is looked for things that are its own. */
const LOOKED_AT = 20;

const tenant = z.strictObject({
  id: z.string(),
  name: z.string(),
  prefixes: z.array(z.string()).describe('What its aliases may begin with; * stands for anything.'),
  domains: z.array(z.string()).describe('Domains of its aliases; * stands for any.'),
  fqdns: z
    .array(z.string())
    .describe('Servers that its add-ins may be served from; * stands for any that is no other tenant’s.'),
  used_fqdns: z.array(z.string()).describe('Servers that its add-ins are served from.'),
  is_fixed: z.boolean().describe('Its prefixes and domains are those of the configuration file.'),
  is_stored: z.boolean().describe('Operators made it here.'),
  integrations: z.int(),
  version: z.string().describe('For If-Match.'),
});

const listTenantsRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: PATH,
    id: 'listTenants',
    permission,
    audit: null,
    summary: 'The tenants, with what each was granted.',
    query: pageQuery,
    answer: pageOf(tenant),
    faults: [],
    async handle({ caller, query }) {
      const { items, next } = pageOfAll(await knownTenants(kit, caller), query, (id) => id);
      return { items: await tenantsWire(kit, items), next_cursor: next };
    },
  });

const getTenantRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${PATH}/{id}`,
    id: 'getTenant',
    permission,
    audit: null,
    summary: 'One tenant.',
    params: idParams,
    answer: tenant,
    faults: [404],
    async handle({ caller, params: { id } }) {
      const isKnown = (await knownTenants(kit, caller)).includes(id);
      if (!isKnown) throw isNotThere({ what: 'tenant', code: 'ERR_TENANT_NOT_FOUND' });
      return answered(kit, id);
    },
  });

const saveTenantRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'put',
    path: `${PATH}/{id}`,
    id: 'saveTenant',
    permission: 'operator',
    audit: 'tenant.changed',
    summary:
      'Grants prefixes, domains and servers to a tenant, and makes it where there is none; If-Match where there is one.',
    params: tenantParams,
    body: tenantInputSchema,
    answer: tenant,
    faults: [409, 412, 428],
    async handle(request) {
      const { caller, params, body } = request;
      const known = await knownTenants(kit, caller);
      const isNew = !known.includes(params.id);
      const may = (stored: Tenant | null) => {
        const isMade = isNew && stored === null && request.headers['if-match'] === undefined;
        if (!isMade) ifMatch(request, tenantVersion(stored));
      };
      const fixed = (await kit.get('config')).alias_grants;
      const change = { tenantId: params.id, by: auditAuthor(caller), may, input: body };
      await saveTenant(change, { ...(await partsOf(kit)), fixed });
      await tellManagers(kit, params.id);
      return answered(kit, params.id, isNew ? 201 : 200);
    },
  });

const deleteTenantRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'delete',
    path: `${PATH}/{id}`,
    id: 'deleteTenant',
    permission: 'operator',
    audit: 'tenant.deleted',
    summary: 'Deletes a tenant that operators made and that has nothing any more.',
    params: tenantParams,
    status: 204,
    answer: nothing,
    faults: [404, 409, 412, 428],
    async handle(request) {
      const { caller, params } = request;
      const tenantId = params.id;
      const known = await knownTenants(kit, caller);
      if (!known.includes(tenantId)) throw isNotThere({ what: 'tenant', code: 'ERR_TENANT_NOT_FOUND' });
      const may = (stored: Tenant | null) => ifMatch(request, tenantVersion(stored));
      const parts = await partsOf(kit);
      may((await findTenant(tenantId, parts))?.value ?? null);
      await refuseUsed(kit, tenantId);
      if (await deleteTenant({ tenantId, by: auditAuthor(caller), may }, parts)) return null;
      throw new ConflictError('This tenant stands in the configuration file alone: remove it there.', {
        code: 'ERR_TENANT_FIXED',
      });
    },
  });

/** Tenants and what operators granted them, here or in the configuration file (S1.6). */
export const tenantsRoutes: AdminRouteGroup = async ({ kit }) => [
  listTenantsRoute(kit),
  getTenantRoute(kit),
  saveTenantRoute(kit),
  deleteTenantRoute(kit),
];

/** Lets managers look at a tenant's integrations again. What cannot be told is found by who reads all. */
async function tellManagers(kit: VmrKit, tenantId: string): Promise<void> {
  const [book, news] = [await kit.get('integrationRecords'), await kit.get('integrationNews')];
  for (const { id, value } of await book.stored()) {
    if (value.tenantId === tenantId) await news.tell({ tenantId, id }).catch(() => undefined);
  }
}

async function partsOf(kit: VmrKit) {
  const [store, clock, random] = [await kit.get('store'), await kit.get('clock'), await kit.get('random')];
  return { store, clock, random };
}

/** What people have seen of a tenant. */
function tenantVersion(stored: Tenant | null): string {
  if (stored === null) return versionOf([]);
  const { name, prefixes, domains, servers } = stored;
  return versionOf([name, prefixes, domains, servers]);
}

async function answered(kit: VmrKit, id: string, status = 200) {
  const [found] = await tenantsWire(kit, [id]);
  if (found === undefined) throw isNotThere({ what: 'tenant', code: 'ERR_TENANT_NOT_FOUND' });
  return new Reply(status, found, etagOf(found.version));
}

async function tenantsWire(kit: VmrKit, ids: readonly string[]): Promise<z.output<typeof tenant>[]> {
  const { alias_grants: fixed } = await kit.get('config');
  const [grants, store] = [await (await kit.get('aliasGrants'))(), await kit.get('store')];
  const integrations = await (await kit.get('integrationRecords')).stored();
  return Promise.all(
    ids.map(async (id) => {
      const own = integrations.filter(({ value }) => value.tenantId === id);
      const stored = (await findTenant(id, { store }))?.value ?? null;
      const { prefixes, domains, servers = ['*'] } = grantOf(id, grants);
      const used = own.map((each) => maskedRecordOf(each).add_in.server_fqdn.toLowerCase());
      return {
        id,
        name: stored?.name ?? id,
        prefixes: [...prefixes],
        domains: [...domains],
        fqdns: [...servers],
        used_fqdns: [...new Set(used)].sort(),
        is_fixed: Object.hasOwn(fixed, id),
        is_stored: stored !== null,
        integrations: own.length,
        version: tenantVersion(stored),
      };
    }),
  );
}

/** Refuses to delete a tenant that has integrations, people or rooms. */
async function refuseUsed(kit: VmrKit, tenantId: string): Promise<void> {
  const store = await kit.get('store');
  const integrations = await (await kit.get('integrationRecords')).stored();
  const query = { index: 'tenant', equals: [], limit: LOOKED_AT } as const;
  const [users, rooms] = [await store.users.find(tenantId, query), await store.rooms.find(tenantId, query)];
  const isUsed =
    integrations.some(({ value }) => value.tenantId === tenantId) ||
    users.items.some(({ value }) => isUser(value)) ||
    rooms.items.some(({ value }) => isRoom(value));
  if (!isUsed) return;
  throw new ConflictError('This tenant has integrations, users or rooms: delete those first.', {
    code: 'ERR_TENANT_USED',
  });
}
