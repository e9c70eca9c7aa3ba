import type { FeatureParts, ServerFeature } from '../http/server-feature.ts';
import type { AdminGate } from './admin-route.ts';
import { type AdminRouteGroup, adminPartsOf, openAdminRoutes } from './admin-routes.ts';
import type { Administrator } from './administrator.ts';

/** An operator, with what a test changes. */
export function administrator(changes: Partial<Administrator> = {}): Administrator {
  return {
    id: '0a1b2c3d-0000-4000-8000-000000000001',
    name: 'olga',
    role: 'operator',
    tenants: 'all',
    via: 'session',
    ...changes,
  };
}

/** Somebody who administers one tenant. */
export function tenantAdministrator(tenantId: string): Administrator {
  return administrator({ name: `of-${tenantId}`, role: 'tenant-administrator', tenants: [tenantId] });
}

/** A feature that serves groups of admin routes to whoever `caller` says is calling, for tests of the routes alone. */
export function adminRoutesFor(
  caller: () => Administrator,
  groups: readonly AdminRouteGroup[],
): ServerFeature {
  const gate: AdminGate = {
    authenticate: async () => caller(),
    admit: async () => {},
    once: (_asked, act) => act(),
  };
  return {
    name: 'admin',
    listeners: ['admin'],
    roles: ['all', 'manager'],
    open: async (parts: FeatureParts) => {
      const routes = await openAdminRoutes(await adminPartsOf(parts), groups);
      return { routes: routes.map((route) => route.bind(gate)) };
    },
  };
}
