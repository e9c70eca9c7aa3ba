import type { PasswordHasher } from '@vmrkit/core/composition';
import { type AdminAccess, openAccess } from '../admin-accounts/open-access.ts';
import type { FeatureParts } from '../http/server-feature.ts';
import { accountRoutes } from './account-routes.ts';
import type { AdminRoute } from './admin-route.ts';
import { apiTokenRoutes } from './api-token-routes.ts';
import { resourceRouteGroups } from './resource-routes.ts';
import { sessionRoutes } from './session-routes.ts';

/** What the routes of the admin API are made from. */
export interface AdminParts extends FeatureParts {
  readonly access: AdminAccess;
}

/** Routes of one subject. Making them asks nothing of the store yet. */
export type AdminRouteGroup = (parts: AdminParts) => Promise<readonly AdminRoute[]>;

/** All of the admin API. */
const adminRouteGroups: readonly AdminRouteGroup[] = [
  sessionRoutes,
  accountRoutes,
  apiTokenRoutes,
  ...resourceRouteGroups,
];

/** The parts of a feature with what the admin API needs besides. */
export async function adminPartsOf(parts: FeatureParts, hasher?: PasswordHasher): Promise<AdminParts> {
  return { ...parts, access: await openAccess(parts.kit, hasher) };
}

/** The routes of groups, in their order. */
export async function openAdminRoutes(
  parts: AdminParts,
  groups: readonly AdminRouteGroup[] = adminRouteGroups,
): Promise<readonly AdminRoute[]> {
  const routes = await Promise.all(groups.map((group) => group(parts)));
  return routes.flat();
}
