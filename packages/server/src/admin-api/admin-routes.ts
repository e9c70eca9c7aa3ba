import type { FeatureParts } from '../http/server-feature.ts';
import type { AdminRoute } from './admin-route.ts';
import { resourceRouteGroups } from './resource-routes.ts';
import { sessionRoutes } from './session-routes.ts';

/** What the routes of the admin API are made from. */
export interface AdminParts extends FeatureParts {}

/** Routes of one subject. Making them asks nothing of the store yet. */
export type AdminRouteGroup = (parts: AdminParts) => Promise<readonly AdminRoute[]>;

/** All of the admin API. */
export const adminRouteGroups: readonly AdminRouteGroup[] = [sessionRoutes, ...resourceRouteGroups];

/** The routes of groups, in their order. */
export async function openAdminRoutes(
  parts: AdminParts,
  groups: readonly AdminRouteGroup[] = adminRouteGroups,
): Promise<readonly AdminRoute[]> {
  const routes = await Promise.all(groups.map((group) => group(parts)));
  return routes.flat();
}
