import { type ManagerCallName, type ManagerClient, NotAuthenticatedError } from '@vmrkit/core';
import { managerCalls, toCamelCase, toSnakeCase } from '@vmrkit/core/composition';
import { bearerToken, isSameText, sha256 } from '../http/bearer.ts';
import { limitRequests, passes } from '../http/limit-requests.ts';
import { type Access, type Route, route } from '../http/route.ts';
import type { ServerFeature } from '../http/server-feature.ts';
import { managerRouteOf } from './manager-route.ts';

const FAILURES_PER_MINUTE = 60;

/** What edges call, behind the secret that they share with the managers; without one the routes do not exist. */
export const managerFeature: ServerFeature = {
  name: 'manager',
  listeners: ['public'],
  roles: ['all', 'manager'],
  open: async ({ kit, config, managerSecret: secret }) => {
    if (secret === null) return { routes: [] };
    const access = edges({ secret, needsCertificate: config.edges.ca_file !== null });
    return { routes: managerRoutes(await kit.get('manager'), access) };
  },
};

type AnyCall = (request: unknown, options: { readonly signal: AbortSignal }) => Promise<unknown>;

function managerRoutes(manager: ManagerClient, access: Access<null>): readonly Route[] {
  const names = Object.keys(managerCalls) as ManagerCallName[];
  return names.map((name) => {
    const { id, summary, request, answer } = managerCalls[name];
    const call = manager[name].bind(manager) as AnyCall;
    return route({
      ...managerRouteOf(managerCalls[name]),
      id,
      summary,
      access,
      answer,
      ...(request !== null && { body: request }),
      faults: request === null ? [429, 503] : [403, 404, 409, 429, 503],
      handle: async ({ body, signal }) =>
        toSnakeCase(await call(request === null ? null : toCamelCase(body), { signal })) as never,
    });
  });
}

/** Who knows the secret, and where it is needed shows a certificate that the listener found good. Slows down who keeps guessing it; edges themselves are not limited. */
function edges({
  secret,
  needsCertificate,
}: {
  readonly secret: string;
  readonly needsCertificate: boolean;
}): Access<null> {
  const expected = sha256(secret);
  const limit = limitRequests({ perMinute: FAILURES_PER_MINUTE });
  return {
    schemes: { edgeSecret: 'bearer' },
    async authenticate(request, response) {
      const given = bearerToken(request);
      const isShown = !needsCertificate || Reflect.get(request.socket, 'authorized') === true;
      if (isShown && given !== null && isSameText(sha256(given), expected)) return null;
      await passes(limit, { request, response });
      throw new NotAuthenticatedError('Only edges of this deployment may call this.', {
        code: 'ERR_MANAGER_SECRET',
      });
    },
  };
}
