import { NotAuthenticatedError } from '@vmrkit/core';
import type { ServerFeature } from '../http/server-feature.ts';
import type { AdminGate } from './admin-route.ts';
import { openAdminRoutes } from './admin-routes.ts';

/** The admin API (`/api/admin/v1`). */
export const adminFeature: ServerFeature = {
  name: 'admin',
  listeners: ['admin'],
  roles: ['all', 'manager'],
  async open(parts) {
    const gate = openGate();
    const routes = await openAdminRoutes(parts);
    return { routes: routes.map((route) => route.bind(gate)) };
  },
};

function openGate(): AdminGate {
  return {
    async authenticate() {
      throw new NotAuthenticatedError('Nobody is signed in.', { code: 'ERR_ADMIN_SIGNED_OUT' });
    },
    admit: async () => {},
    once: (_asked, act) => act(),
  };
}
