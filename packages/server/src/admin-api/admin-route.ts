import { NotAllowedError } from '@vmrkit/core';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import {
  type Access,
  everybody,
  type Reply,
  type Route,
  type RouteDeclaration,
  type RouteDescription,
  type RouteRequest,
  route,
} from '../http/route.ts';
import type { Administrator } from './administrator.ts';

/** Path of everything of the admin API. */
export const ADMIN_PATH = '/api/admin/v1';

/** The cookie of a session. The prefix keeps other origins and plain http from setting it. */
export const SESSION_COOKIE = '__Host-vmrkit-admin';

/**
 * Who may call a route. `tenant`: everybody who may see the tenant that it is about, which the handler checks by
 * `tenantOf`; lists hold what the caller may see.
 */
export type Permission = 'operator' | 'tenant' | 'signed-in' | 'everybody';

/** How the routes know who calls. */
export interface AdminGate {
  /** Who calls. Rejects with NotAuthenticatedError or NotAllowedError. */
  authenticate(request: Request, response: Response): Promise<Administrator>;
  /** Lets pass what needs no proof, within its limits. Rejects as `authenticate` does for what no browser may send. */
  admit(request: Request, response: Response): Promise<void>;
  /**
   * Does what a caller asks at most once under the key of its request: asked again, it gives the first answer. Without a
   * key it is done each time.
   */
  once<Answer>(asked: OnceAsked, act: () => Promise<Reply<Answer> | Answer>): Promise<Reply<Answer> | Answer>;
}

/** A request that may come twice. */
export interface OnceAsked {
  readonly caller: Administrator;
  /** `Idempotency-Key`. */
  readonly key: string | undefined;
  /** Names the operation and what it is asked to do. */
  readonly request: unknown;
}

/** A route of the admin API, before it is known how callers prove themselves. */
export interface AdminRoute extends Omit<RouteDescription, 'access'> {
  readonly permission: Permission;
  /** Action of the audit entry that the handler commits with its change; null: it changes nothing. */
  readonly audit: string | null;
  /** The route as it is served. */
  bind(gate: AdminGate): Route;
}

type AdminDeclaration<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Who,
> = Omit<RouteDeclaration<Params, Query, Body, Answer, Who>, 'access'> & {
  readonly audit: AdminRoute['audit'];
};

/**
 * Declares a route of the admin API once, as `route` does. Its caller is known and has the permission. Statuses 401, 403
 * and 429 are described by themselves, and a POST takes an `Idempotency-Key`.
 */
export function adminRoute<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(
  declaration: AdminDeclaration<Params, Query, Body, Answer, Administrator> & {
    readonly permission: Exclude<Permission, 'everybody'>;
  },
): AdminRoute {
  const { permission, handle, method, id } = declaration;
  const bind = (gate: AdminGate): Route =>
    route<Params, Query, Body, Answer, Administrator>({
      ...declaration,
      faults: [...declaration.faults, 403, 429, ...(method === 'post' ? [409, 422] : [])],
      access: accessOf(gate, permission),
      async handle(request) {
        if (method !== 'post') return handle(request);
        const { caller, headers, params, query, body } = request;
        const key = headers['idempotency-key'];
        const asked = { caller, key: typeof key === 'string' ? key : undefined };
        return gate.once({ ...asked, request: [id, params, query, body] }, () => handle(request));
      },
    });
  return { ...declaration, bind };
}

/** Declares a route of the admin API that needs no proof, such as signing in. */
export function openAdminRoute<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(declaration: AdminDeclaration<Params, Query, Body, Answer, null>): AdminRoute {
  const bind = (gate: AdminGate): Route =>
    route<Params, Query, Body, Answer, null>({
      ...declaration,
      faults: [...declaration.faults, 403, 429],
      access: {
        ...everybody,
        async authenticate(request, response) {
          await gate.admit(request, response);
          return null;
        },
      },
    });
  return { ...declaration, permission: 'everybody', bind };
}

/** What a handler of an admin route gets. */
export type AdminRequest<Params = unknown, Query = unknown, Body = unknown> = RouteRequest<
  Params,
  Query,
  Body,
  Administrator
>;

function accessOf(gate: AdminGate, permission: Permission): Access<Administrator> {
  return {
    schemes: { adminSession: { cookie: SESSION_COOKIE }, apiToken: 'bearer' },
    async authenticate(request, response) {
      const caller = await gate.authenticate(request, response);
      if (permission !== 'operator' || caller.role === 'operator') return caller;
      throw new NotAllowedError('Only an operator may do this.', { code: 'ERR_ADMIN_OPERATOR_ONLY' });
    },
  };
}
