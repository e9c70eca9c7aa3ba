import { isDeepStrictEqual } from 'node:util';
import { type InputIssue, type JoinAdapter, PLATFORM_METHODS, type PlatformRoute } from '@vmrkit/core';
import type { PlatformConnection } from './platform-connection.ts';

/** A route of the server, and the platforms that ask on it. */
export interface ServedRoute {
  readonly route: PlatformRoute;
  /** Its path as Express writes it, for the log and the metrics. */
  readonly expressPath: string;
  readonly connections: readonly PlatformConnection[];
}

/** Methods as Express and OpenAPI write them. */
export const verbs = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const;

/** All routes of an adapter: on which its platform asks, and on which it tells of events. */
export function routesOf({ routes, events }: JoinAdapter): readonly PlatformRoute[] {
  return [...routes, ...(events?.routes ?? [])];
}

/** Whether a platform tells of events on a route, and does not ask. */
export function isForEvents(route: PlatformRoute, { adapter: { events } }: PlatformConnection): boolean {
  return events?.routes.some((each) => isSame(each, route)) === true;
}

/** The routes of all platforms, each once. */
export function servedRoutes(connections: readonly PlatformConnection[]): readonly ServedRoute[] {
  const served = new Map<string, ServedRoute>();
  for (const connection of connections) {
    for (const route of routesOf(connection.adapter)) {
      const key = `${route.method} ${shapeOf(route)}`;
      const expressPath = route.path.replace(/\{(\w+)\}/g, ':$1');
      const first = served.get(key) ?? { route, expressPath, connections: [] };
      served.set(key, { ...first, connections: [...first.connections, connection] });
    }
  }
  return [...served.values()];
}

/** Finds the route of a request as Express would: without regard to case and to a slash at the end. */
export function routeFinder(
  routes: readonly ServedRoute[],
): (request: { readonly method: string; readonly path: string }) => ServedRoute | null {
  const patterns = routes.map((served) => ({ served, pattern: patternOf(served.route) }));
  return ({ method, path }) => {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const found = patterns.find(
      ({ served, pattern }) => served.route.method === wanted && pattern.test(path),
    );
    return found?.served ?? null;
  };
}

function patternOf({ path }: PlatformRoute): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`, 'i');
}

/** Why platforms cannot be served side by side, each fault with its path in the configuration. */
export function routeFaults(connections: readonly PlatformConnection[]): InputIssue[] {
  return connections.flatMap((connection, index) => {
    const { adapter, credentials } = connection;
    const issue = (field: string, { code, message }: Fault): InputIssue => ({
      path: ['platforms', index, field],
      code,
      message,
    });
    const unchecked =
      'secret' in credentials && adapter.authenticate === undefined
        ? [issue('credentials', secretUnchecked)]
        : [];
    const faults = routesOf(adapter).map(
      (route) => ownFault(route) ?? sharedFault(route, { connection, others: connections.slice(0, index) }),
    );
    return [...unchecked, ...faults.flatMap((fault) => (fault === null ? [] : [issue(fault.field, fault)]))];
  });
}

interface Fault {
  readonly code: string;
  readonly message: string;
}

interface RouteFault extends Fault {
  readonly field: 'adapter' | 'credentials';
}

const secretUnchecked: Fault = {
  code: 'secret_unchecked',
  message:
    'Its adapter checks no secret. Give bearer_sha256, or username and password_sha256, instead of secret_file.',
};

const PATH = /^(?:\/(?:[\w.~-]+|\{[a-z_]\w*\}))+$/i;

/** First segments that are the server's, but for `/api/admission`. */
const ownSegments: readonly string[] = ['api', 'healthz', 'readyz', 'metrics'];

function ownFault(route: PlatformRoute): RouteFault | null {
  const { method, path } = route;
  const said = `${method} ${path}`;
  if (!PLATFORM_METHODS.includes(method) || !PATH.test(path)) {
    return {
      field: 'adapter',
      code: 'route_invalid',
      message: `${said} is no route: it needs ${PLATFORM_METHODS.join(', ')} and a path such as /conference/{id}. Tell the adapter’s author.`,
    };
  }
  const [first = '', second] = segmentsOf(route);
  if (first !== ANY && (!ownSegments.includes(first) || (first === 'api' && second === 'admission')))
    return null;
  return {
    field: 'adapter',
    code: 'route_reserved',
    message: `${said} is a path of the server itself. Give the adapter another path by its settings, or take another adapter.`,
  };
}

interface Neighbours {
  readonly connection: PlatformConnection;
  readonly others: readonly PlatformConnection[];
}

function sharedFault(route: PlatformRoute, { connection, others }: Neighbours): RouteFault | null {
  const said = `${route.method} ${route.path}`;
  for (const { name, adapter, credentials } of others) {
    const theirs =
      routesOf(adapter).find((each) => isSame(each, route)) ??
      routesOf(adapter).find((each) => overlaps(each, route));
    if (theirs === undefined) continue;
    if (!isSame(theirs, route)) {
      return {
        field: 'adapter',
        code: 'route_taken',
        message: `${said} clashes with ${theirs.method} ${theirs.path} of the platform "${name}". Give one of them another path by its settings.`,
      };
    }
    if (isDeepStrictEqual(credentials, connection.credentials)) {
      return {
        field: 'credentials',
        code: 'route_taken',
        message: `${said} is also asked by the platform "${name}", with the same credentials. Give each its own.`,
      };
    }
  }
  return null;
}

const ANY = '{}';

/** As Express matches: without regard to case. */
function segmentsOf({ path }: PlatformRoute): readonly string[] {
  return path
    .toLowerCase()
    .split('/')
    .slice(1)
    .map((segment) => (segment.startsWith('{') ? ANY : segment));
}

function isSame(one: PlatformRoute, other: PlatformRoute): boolean {
  const keys = [one, other].map((each) => `${each.method} ${shapeOf(each)} ${each.body ?? 'json'}`);
  return keys[0] === keys[1];
}

function shapeOf(route: PlatformRoute): string {
  return segmentsOf(route).join('/');
}

function overlaps(one: PlatformRoute, other: PlatformRoute): boolean {
  const [a, b] = [segmentsOf(one), segmentsOf(other)];
  const fits = (segment: string, at: number) => segment === ANY || b[at] === ANY || segment === b[at];
  return one.method === other.method && a.length === b.length && a.every(fits);
}
