import { deltaRoutes } from './delta-routes.ts';
import { eventRoutes } from './event-routes.ts';
import type { GraphPermission } from './graph-apps.ts';
import type { GraphAnswer, GraphRequest, MailboxContext } from './graph-request.ts';
import { mailRoutes } from './mail-routes.ts';
import { messageRoutes } from './message-routes.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { directoryRoutes, userRoutes } from './user-routes.ts';

/** One thing that can be asked for. */
export interface GraphRoute {
  /** Method and path below the user, as faults and the call log name it. */
  readonly operation: string;
  /** Whether the path stands below `/users/{id}`; it does unless told otherwise. */
  readonly ofUser?: boolean;
  /** Whether the route looks at the rights itself, since the path does not say which mailbox it is about. */
  readonly checksRights?: boolean;
  /** The least right that it needs. */
  readonly permission:
    | GraphPermission
    | null
    | ((request: GraphRequest, query: ReadonlyMap<string, string>) => GraphPermission);
  readonly run: (context: MailboxContext) => GraphAnswer | Promise<GraphAnswer>;
}

/** A route with what stands in the places of its path. */
export interface FoundRoute {
  readonly route: GraphRoute;
  readonly params: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, string>;
}

const routes = [
  ...[...deltaRoutes, ...messageRoutes, ...eventRoutes, ...mailRoutes, ...userRoutes].map(compile),
  ...[...subscriptionRoutes, ...directoryRoutes].map((route) => compile({ ...route, ofUser: false })),
];

function compile(route: GraphRoute) {
  const [method = '', path = ''] = route.operation.split(' ');
  const full = route.ofUser === false ? path : `users/{user}${path === '' ? '' : `/${path}`}`;
  const pattern = full
    .split('/')
    .map((segment) =>
      segment.startsWith('{') ? `(?<${segment.slice(1, -1)}>[^/]+)` : segment.replaceAll('.', '\\.'),
    )
    .join('/');
  return { route, method, pattern: new RegExp(`^${pattern}$`, 'i') };
}

/** The route of a request; null for what is not served. Segments may be written `x/id` and `x('id')`. */
export function findRoute({ method, url }: GraphRequest): FoundRoute | null {
  const [rawPath = '', rawQuery = ''] = splitOnce(url, '?');
  const path = rawPath
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => segment.replace(/\((?:'|%27)(.*)(?:'|%27)\)$/i, '/$1').replace(/\(\)$/, ''))
    .join('/');
  for (const { route, method: wanted, pattern } of routes) {
    if (wanted !== method) continue;
    const match = pattern.exec(path);
    if (!match) continue;
    const params = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { route, params, query: new Map(new URLSearchParams(rawQuery)) };
  }
  return null;
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
