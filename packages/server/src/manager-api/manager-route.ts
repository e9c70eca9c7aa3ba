import type { ManagerCall } from '@vmrkit/core/composition';

/** Path of what edges call. */
const MANAGER_PATH = '/api/manager/v1';

/** How a call goes over HTTP. */
export function managerRouteOf({ resource, request }: ManagerCall): {
  readonly method: 'get' | 'post';
  readonly path: string;
} {
  return { method: request === null ? 'get' : 'post', path: `${MANAGER_PATH}/${resource}` };
}
