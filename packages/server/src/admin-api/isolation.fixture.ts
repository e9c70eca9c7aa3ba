import { formatInstant, instant } from '@vmrkit/core';
import type { AdminCall, openAdminWorld } from './admin-world.fixture.ts';
import { foreignResources } from './foreign-resources.fixture.ts';
import type { openResourceWorld } from './resource-world.fixture.ts';

/** Something of tenant `acme` that a route is asked about by an administrator of tenant `beta`. */
export interface ForeignCall extends AdminCall {
  /** Values of the path's parameters, ids of what is acme's. */
  readonly params?: Readonly<Record<string, string>>;
  /** Without the question mark. */
  readonly query?: string;
  /** What it must answer; a list must not hold `MARK`. Default: 404. */
  readonly status?: number;
  /** Nothing in its answer could hold `MARK`. */
  readonly unmarked?: boolean;
}

/** Stands in everything that is acme's. */
export const MARK = 'acme-mark';

/** A world in which tenant `acme` has something of everything. */
export interface IsolationWorld extends Awaited<ReturnType<typeof openResourceWorld>> {
  /** An account of a tenant administrator of `acme`. */
  readonly acme: Awaited<ReturnType<Awaited<ReturnType<typeof openAdminWorld>>['account']>>;
}

/** By the id of a route. */
export type ForeignCalls = Readonly<Record<string, (world: IsolationWorld) => Promise<ForeignCall>>>;

/**
 * For each route of the admin API that callers of a tenant may use, by its id: how to ask it about what is another
 * tenant's. A route of the table without one fails the test. Groups of routes add theirs here.
 */
export const foreignCalls: ForeignCalls = {
  ...foreignResources,
  getAccount: async ({ acme }) => ({ params: { id: acme.id } }),
  changeAccount: async ({ acme }) => ({
    params: { id: acme.id },
    body: { email: 'beta@beta.example' },
    headers: { 'If-Match': '*' },
  }),
  listApiTokens: async (world) => {
    await acmeToken(world);
    return { status: 200 };
  },
  createApiToken: async () => ({
    body: {
      name: 'x',
      scope: 'read',
      role: 'tenant-administrator',
      tenants: ['acme'],
      expires_at: formatInstant(instant(Date.UTC(2026, 5, 1))),
    },
    status: 400,
  }),
  revokeApiToken: async (world) => ({ params: { id: await acmeToken(world) } }),
};

async function acmeToken({ call, acme }: IsolationWorld): Promise<string> {
  const body = {
    name: MARK,
    scope: 'read',
    role: 'tenant-administrator',
    tenants: ['acme'],
    expires_at: formatInstant(instant(Date.UTC(2026, 5, 1))),
  };
  const { json } = await call(acme.caller, 'POST api_tokens', { body });
  return json.id;
}
