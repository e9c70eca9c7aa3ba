import { InvalidInputError, type Stored } from '@vmrkit/core';
import {
  changeUser,
  deleteUser,
  findAcross,
  findUser,
  importUsers,
  isUser,
  type User,
  type UserDeps,
  type UserEntry,
  withAudit,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { readCsvTable, withPlaces } from '../config/csv-file.ts';
import { Reply } from '../http/route.ts';
import { userColumns, userItem, userWire } from '../views/people-view.ts';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminRouteGroup } from './admin-routes.ts';
import { type Administrator, auditAuthor, isNotThere, tenantOf } from './administrator.ts';
import { integrationOf } from './integration-answers.ts';
import { pageOf, pageQuery } from './page.ts';
import { idParams, knownTenants, nothing, partsOf, scopeOf, tenantQuery, versionOf } from './resource.ts';
import { etagOf, ifMatch } from './versions.ts';

const PATH = `${ADMIN_PATH}/users`;
const MOST_BYTES = 4 * 1_024 * 1_024;
const permission = 'tenant';
const answer = userItem.extend({
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  display_name: z.string().nullable(),
  version: z.string().describe('For If-Match.'),
});
const personName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u)
  .nullable()
  .optional();
const nameChanges = z.strictObject({
  first_name: personName,
  last_name: personName,
  display_name: personName,
});

const listUsersRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: PATH,
    id: 'listUsers',
    permission,
    audit: null,
    summary: 'The users, by address.',
    query: pageQuery.extend(tenantQuery.shape).extend({ email: z.string().max(254).optional() }),
    answer: pageOf(answer),
    faults: [404],
    async handle({ caller, query, signal }) {
      const scope = scopeOf(caller, query.tenant_id);
      const { users } = (await kit.get('people')).store;
      const email = query.email?.toLowerCase();
      const page = await findAcross(users, {
        parts: partsOf(scope, email === undefined ? [] : [email]),
        index: email === undefined ? 'tenant' : 'email',
        keep: isUserDocument,
        limit: query.limit,
        cursor: query.cursor ?? null,
        signal,
      });
      return { items: page.items.map(wireOf), next_cursor: page.next };
    },
  });

const getUserRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${PATH}/{id}`,
    id: 'getUser',
    permission,
    audit: null,
    summary: 'One user.',
    params: idParams,
    answer,
    faults: [404],
    async handle({ caller, params }) {
      return answered(await userOf(kit, caller, params.id));
    },
  });

const changeUserRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'patch',
    path: `${PATH}/{id}`,
    id: 'changeUser',
    permission,
    audit: 'user.changed',
    summary: 'Changes what a user is called.',
    params: idParams,
    body: nameChanges,
    answer,
    faults: [404, 409, 412, 428],
    async handle(request) {
      const { caller, params, body } = request;
      const { value } = await userOf(kit, caller, params.id);
      const ref = { tenantId: value.tenantId, userId: params.id };
      const people = await kit.get('people');
      const changed = await changeUser(
        ref,
        (user) => {
          ifMatch(request, versionOfUser(user));
          return renamed(user, { body, caller, deps: people });
        },
        people,
      );
      if (changed === null) throw isNotThere(notThere);
      return answered(await userOf(kit, caller, params.id));
    },
  });

const deleteUserRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'delete',
    path: `${PATH}/{id}`,
    id: 'deleteUser',
    permission,
    audit: 'user.deleted',
    summary: 'Deletes a user, who is signed out at once; rooms stay.',
    params: idParams,
    status: 204,
    answer: nothing,
    faults: [404, 409, 412, 428],
    async handle(request) {
      const { caller, params } = request;
      const { value } = await userOf(kit, caller, params.id);
      const may = (user: User) => ifMatch(request, versionOfUser(user));
      const ref = { tenantId: value.tenantId, userId: params.id, actor: caller.name, may };
      if (!(await deleteUser(ref, await kit.get('people')))) throw isNotThere(notThere);
      return null;
    },
  });

const importUsersRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'post',
    path: `${PATH}/import`,
    id: 'importUsers',
    permission,
    audit: 'user.created',
    summary:
      'Saves users from a table (CSV); nothing is saved when a line is wrong, and all faults are listed.',
    query: z.object({
      tenant_id: z.string().max(64).default('default'),
      integration_id: z.string().max(64).optional().describe('Of which Exchange ids are.'),
      dry_run: z.stringbool().default(false),
    }),
    body: z.string(),
    bodyType: 'text/csv',
    maxBodyBytes: MOST_BYTES,
    answer: z.strictObject({ created: z.int(), changed: z.int(), dry_run: z.boolean() }),
    faults: [404, 409],
    async handle({ caller, query, body }) {
      const { tenant_id: tenantId, integration_id: named, dry_run: dryRun } = query;
      tenantOf(caller, tenantId);
      const integration = named === undefined ? null : await integrationOf(kit, caller, named);
      if (integration !== null && integration.value.tenantId !== tenantId) throw otherTenant();
      const table = readCsvTable(body, { columns: userColumns, what: 'The table' });
      const request = { tenantId, integrationId: integration?.id ?? null, rows: table.rows, dryRun };
      const people = await kit.get('people');
      const report = await withPlaces(table, () => importUsers({ ...request, actor: caller.name }, people));
      return { ...report, dry_run: dryRun };
    },
  });

/** People who may use personal VMRs. */
export const usersRoutes: AdminRouteGroup = async ({ kit }) => [
  listUsersRoute(kit),
  getUserRoute(kit),
  changeUserRoute(kit),
  deleteUserRoute(kit),
  importUsersRoute(kit),
];

const notThere = { what: 'user', code: 'ERR_USER_NOT_FOUND' } as const;

interface Renaming {
  readonly body: z.output<typeof nameChanges>;
  readonly caller: Administrator;
  readonly deps: Pick<UserDeps, 'clock' | 'random'>;
}

function renamed(user: User, { body, caller, deps: { clock, random } }: Renaming): User {
  const { first_name: firstName, last_name: lastName, display_name: displayName } = body;
  const given = Object.entries({ firstName, lastName, displayName }).filter(([, name]) => name !== undefined);
  if (given.length === 0) return user;
  const { actor, details } = auditAuthor(caller);
  const at = clock.now();
  const told = {
    at,
    random,
    actor,
    action: 'user.changed',
    details: { ...details, fields: Object.keys(body).join(', ') },
  };
  return { ...user, ...Object.fromEntries(given), changedAt: at, audit: withAudit(user.audit, told) };
}

async function userOf(kit: VmrKit, caller: Administrator, userId: string): Promise<Stored<User>> {
  const people = await kit.get('people');
  for (const tenantId of await knownTenants(kit, caller)) {
    const found = await findUser({ tenantId, userId }, people);
    if (found !== null) return found;
  }
  throw isNotThere(notThere);
}

function isUserDocument<Found extends Stored<UserEntry>>(found: Found): found is Found & Stored<User> {
  return isUser(found.value);
}

function versionOfUser({ audit: _, ...seen }: User): string {
  return versionOf(seen);
}

function wireOf(user: Stored<User>): z.output<typeof answer> {
  const { firstName, lastName, displayName } = user.value;
  return {
    ...userWire(user),
    first_name: firstName,
    last_name: lastName,
    display_name: displayName,
    version: versionOfUser(user.value),
  };
}

function answered(user: Stored<User>) {
  return new Reply(200, wireOf(user), etagOf(versionOfUser(user.value)));
}

function otherTenant(): InvalidInputError {
  return new InvalidInputError('The integration belongs to another tenant.', {
    code: 'ERR_REQUEST_INVALID',
    issues: [{ path: ['integration_id'], code: 'tenant', message: 'It belongs to another tenant.' }],
  });
}
