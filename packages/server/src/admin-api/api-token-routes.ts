import { parseInstant } from '@vmrkit/core';
import {
  type ApiToken,
  createApiToken,
  listApiTokens,
  noToken,
  revokeApiToken,
} from '@vmrkit/core/composition';
import { z } from 'zod';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminParts, AdminRouteGroup } from './admin-routes.ts';
import { apiTokenAnswer, apiTokenWire, roleSchema, tenantsSchema } from './admin-wire.ts';
import { type Administrator, auditAuthor, maySee } from './administrator.ts';
import { pageOf, pageQuery } from './page.ts';
import { refuseTokens } from './session-only.ts';

const PATH = `${ADMIN_PATH}/api_tokens`;

const creation = z.strictObject({
  name: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u)
    .describe('What the audit trail says.'),
  scope: z.enum(['read', 'write']).describe('`read`: GET alone.'),
  role: roleSchema,
  tenants: tenantsSchema,
  expires_at: z.iso.datetime({ offset: true }).describe('Within a year.'),
});

/** API tokens: operators see and end all of them, tenant administrators those of their tenants alone. */
export const apiTokenRoutes: AdminRouteGroup = async (parts) => [
  listRoute(parts),
  createRoute(parts),
  deleteRoute(parts),
];

function listRoute({ access }: AdminParts) {
  return adminRoute({
    method: 'get',
    path: PATH,
    id: 'listApiTokens',
    summary: 'The API tokens, by name.',
    permission: 'tenant',
    audit: null,
    query: pageQuery,
    answer: pageOf(apiTokenAnswer),
    faults: [],
    async handle({ query: { limit, cursor = null }, caller }) {
      const keep = (token: ApiToken) => maySeeToken(caller, token);
      const { items, next } = await listApiTokens({ limit, after: cursor, keep }, access.deps);
      return { items: items.map(apiTokenWire), next_cursor: next };
    },
  });
}

function createRoute({ access }: AdminParts) {
  return adminRoute({
    method: 'post',
    path: PATH,
    id: 'createApiToken',
    summary: 'Makes an API token; its text is answered once.',
    permission: 'tenant',
    audit: 'api-token.created',
    body: creation,
    status: 201,
    answer: apiTokenAnswer.extend({
      token: z.string().describe('For `Authorization: Bearer`; kept nowhere.'),
    }),
    faults: [],
    async handle({ body: { expires_at: expiresAt, ...body }, caller }) {
      refuseTokens(caller);
      const made = await createApiToken(
        { ...body, expiresAt: parseInstant(expiresAt), accountId: caller.id, by: auditAuthor(caller) },
        access.deps,
      );
      return { ...apiTokenWire(made), token: made.token };
    },
  });
}

function deleteRoute({ access }: AdminParts) {
  return adminRoute({
    method: 'delete',
    path: `${PATH}/{id}`,
    id: 'revokeApiToken',
    summary: 'Ends an API token at once.',
    permission: 'tenant',
    audit: 'api-token.revoked',
    params: z.object({ id: z.string().max(64) }),
    status: 204,
    answer: z.strictObject({}),
    faults: [404],
    async handle({ params: { id }, caller }) {
      const may = (token: ApiToken) => {
        if (!maySeeToken(caller, token)) throw noToken();
      };
      await revokeApiToken(id, { by: auditAuthor(caller), may }, access.deps);
      return {};
    },
  });
}

function maySeeToken(caller: Administrator, { role, tenants }: ApiToken): boolean {
  if (caller.role === 'operator') return true;
  return role !== 'operator' && tenants !== 'all' && tenants.every((tenant) => maySee(caller, tenant));
}
