import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { maskedRecordOf } from '../views/integration-view.ts';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { isNotThere } from './administrator.ts';
import { pageOf, pageQuery } from './page.ts';
import { idParams, knownTenants, pageOfAll } from './resource.ts';

const permission = 'tenant';

const tenant = z.strictObject({
  id: z.string(),
  name: z.string(),
  prefixes: z.array(z.string()).describe('What its aliases may begin with; * stands for anything.'),
  domains: z.array(z.string()).describe('Domains of its aliases; * stands for any.'),
  fqdns: z.array(z.string()).describe('Servers of add-ins that it uses; no other tenant may use them.'),
  integrations: z.int(),
});

const listTenantsRoute = (kit: VmrKit) =>
  adminRoute({
    ...{ method: 'get', path: `${ADMIN_PATH}/tenants`, id: 'listTenants', permission, audit: null },
    summary: 'The tenants, with what the configuration file grants them.',
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
    ...{ method: 'get', path: `${ADMIN_PATH}/tenants/{id}`, id: 'getTenant', permission, audit: null },
    summary: 'One tenant.',
    params: idParams,
    answer: tenant,
    faults: [404],
    async handle({ caller, params }) {
      const known = await knownTenants(kit, caller);
      const [found] = await tenantsWire(
        kit,
        known.filter((id) => id === params.id),
      );
      if (found === undefined) throw isNotThere({ what: 'tenant', code: 'ERR_TENANT_NOT_FOUND' });
      return found;
    },
  });

/** Tenants and what the operator granted them in the configuration file (S1.6). */
export const tenantsRoutes: AdminRouteGroup = async ({ kit }) => [listTenantsRoute(kit), getTenantRoute(kit)];

async function tenantsWire(kit: VmrKit, ids: readonly string[]): Promise<z.output<typeof tenant>[]> {
  const { alias_grants: grants } = await kit.get('config');
  const stored = await (await kit.get('integrationRecords')).stored();
  return ids.map((id) => {
    const own = stored.filter(({ value }) => value.tenantId === id);
    const { prefixes = [], domains = [] } = Object.hasOwn(grants, id) ? (grants[id] ?? {}) : {};
    const fqdns = own.map((each) => maskedRecordOf(each).add_in.server_fqdn.toLowerCase());
    return {
      id,
      name: id,
      prefixes: [...prefixes],
      domains: [...domains],
      fqdns: [...new Set(fqdns)].sort(),
      integrations: own.length,
    };
  });
}
