import type { PlatformRoute } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { routeFinder } from './platform-routes.ts';

const routes: readonly PlatformRoute[] = [
  { method: 'POST', path: '/v1.0/asks' },
  { method: 'GET', path: '/conference/{id}' },
];
const find = routeFinder(routes.map((route) => ({ route, expressPath: route.path, connections: [] })));

it.each([
  ['POST', '/v1.0/asks', 0],
  ['POST', '/V1.0/Asks/', 0],
  ['POST', '/v1x0/asks', null],
  ['GET', '/v1.0/asks', null],
  ['GET', '/conference/c%2F7', 1],
  ['HEAD', '/conference/7', 1],
  ['GET', '/conference/', null],
  ['GET', '/conference/7/more', null],
])('%s %s is asked on the route that Express would find', (method, path, index) => {
  expect(find({ method, path })?.route).toBe(index === null ? undefined : routes[index]);
});
