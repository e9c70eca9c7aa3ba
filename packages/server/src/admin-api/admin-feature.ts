import type { PasswordHasher } from '@vmrkit/core/composition';
import { AdminSignIns } from '../admin-accounts/admin-sign-in.ts';
import type { ServerFeature } from '../http/server-feature.ts';
import { adminPartsOf, openAdminRoutes } from './admin-routes.ts';
import { openGate } from './open-gate.ts';
import { SIGN_IN_PATH, signInPages } from './sign-in-pages.ts';

/** The admin API (`/api/admin/v1`), with another hasher of passwords than Argon2 where one is given. */
export function createAdminFeature(hasher?: PasswordHasher): ServerFeature {
  return {
    name: 'admin',
    listeners: ['admin'],
    roles: ['all', 'manager'],
    async open(featureParts) {
      const parts = await adminPartsOf(featureParts, hasher);
      const [gate, routes] = [await openGate(parts), await openAdminRoutes(parts)];
      const router = signInPages(await AdminSignIns.open(parts), parts);
      return { routes: routes.map((route) => route.bind(gate)), mount: { paths: [SIGN_IN_PATH], router } };
    },
  };
}
