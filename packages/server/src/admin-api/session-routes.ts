import { NotAuthenticatedError } from '@vmrkit/core';
import { z } from 'zod';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { accountAnswer } from './admin-wire.ts';

const sessionAnswer = z.strictObject({
  account: accountAnswer,
  session_ends_at: z.iso.datetime(),
});

/** Who is signed in. */
export const sessionRoutes: AdminRouteGroup = async () => [
  adminRoute({
    method: 'get',
    path: `${ADMIN_PATH}/session`,
    id: 'getAdminSession',
    summary: 'Who is signed in.',
    permission: 'signed-in',
    audit: null,
    answer: sessionAnswer,
    faults: [],
    async handle() {
      throw new NotAuthenticatedError('Nobody is signed in.', { code: 'ERR_ADMIN_SIGNED_OUT' });
    },
  }),
];
