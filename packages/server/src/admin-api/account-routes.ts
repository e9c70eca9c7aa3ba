import { NotAllowedError } from '@vmrkit/core';
import {
  createAccount,
  editAccount,
  findAccount,
  type KnownAccount,
  listAccounts,
  noAccount,
  removeAccount,
  unlockName,
} from '@vmrkit/core/composition';
import { z } from 'zod';
import { Reply } from '../http/route.ts';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminParts, AdminRouteGroup } from './admin-routes.ts';
import { accountAnswer, accountWire, roleSchema, tenantsSchema } from './admin-wire.ts';
import { type Administrator, auditAuthor } from './administrator.ts';
import { pageOf, pageQuery } from './page.ts';
import { sessionCookie } from './session-cookie.ts';
import { refuseTokens } from './session-only.ts';
import { etagOf, ifMatch } from './versions.ts';

const PATH = `${ADMIN_PATH}/accounts`;
const params = z.object({ id: z.string().max(64) });
const password = z.string().min(1).max(1_024);
const email = z.string().max(320).nullable();

const person = z
  .strictObject({
    provider: z.string().min(1).max(64).describe('Of `sign_in_providers`.'),
    key: z.string().min(1).max(512).describe('Issuer and subject, as the server’s log tells them.'),
  })
  .nullable();

const creation = z.strictObject({
  name: z.string().min(1).max(64),
  email: email.default(null),
  role: roleSchema,
  tenants: tenantsSchema,
  password: password.nullable().default(null).describe('Null: it signs in through a provider alone.'),
  sign_in: person.default(null),
});

const change = z.strictObject({
  email: email.optional(),
  role: roleSchema.optional(),
  tenants: tenantsSchema.optional(),
  password: password.optional(),
  current_password: password.optional().describe('To change one’s own password.'),
  sign_in: person.optional(),
  unlock: z.literal(true).optional().describe('Lets it sign in again after too many failures.'),
  end_sessions: z.literal(true).optional(),
});

/** The accounts of administrators: operators see and change all of them, everybody their own. */
export const accountRoutes: AdminRouteGroup = async (parts) => [
  listRoute(parts),
  createRoute(parts),
  getRoute(parts),
  changeRoute(parts),
  deleteRoute(parts),
];

function listRoute({ access }: AdminParts) {
  return adminRoute({
    method: 'get',
    path: PATH,
    id: 'listAccounts',
    summary: 'The accounts of administrators, by name.',
    permission: 'operator',
    audit: null,
    query: pageQuery,
    answer: pageOf(accountAnswer),
    faults: [],
    async handle({ query: { limit, cursor = null } }) {
      const { items, next } = await listAccounts({ limit, after: cursor }, access.deps);
      const locks = await access.sessions.lockedUntil(items.map(({ value }) => value.name));
      return { items: items.map((each, at) => accountWire(each, locks[at] ?? null)), next_cursor: next };
    },
  });
}

function createRoute({ access }: AdminParts) {
  return adminRoute({
    method: 'post',
    path: PATH,
    id: 'createAccount',
    summary: 'Makes an account.',
    permission: 'operator',
    audit: 'account.created',
    body: creation,
    status: 201,
    answer: accountAnswer,
    faults: [409],
    async handle({ body: { sign_in: signIn, ...body }, caller }) {
      refuseTokens(caller);
      const made = await createAccount({ ...body, signIn, by: auditAuthor(caller) }, access.deps);
      return new Reply(201, accountWire(made, null), etagOf(made.value.version));
    },
  });
}

function getRoute({ access }: AdminParts) {
  return adminRoute({
    method: 'get',
    path: `${PATH}/{id}`,
    id: 'getAccount',
    summary: 'One account.',
    permission: 'signed-in',
    audit: null,
    params,
    answer: accountAnswer,
    faults: [404],
    async handle({ params: { id }, caller }) {
      refuseOthers(caller, id);
      const found = await findAccount(id, access.deps);
      if (found === null) throw noAccount();
      return answerOf(found, access);
    },
  });
}

function changeRoute({ access }: AdminParts) {
  return adminRoute({
    method: 'patch',
    path: `${PATH}/{id}`,
    id: 'changeAccount',
    summary: 'Changes an account: an operator any, everybody their own address and password.',
    permission: 'signed-in',
    audit: 'account.changed',
    params,
    body: change,
    answer: accountAnswer,
    faults: [403, 404, 409, 412, 428],
    async handle({ params: { id }, body, caller, headers }) {
      refuseTokens(caller);
      refuseOthers(caller, id);
      const { current_password: current, sign_in: signIn, unlock, end_sessions: endSessions, ...rest } = body;
      const isOwn = id === caller.id;
      if (caller.role !== 'operator') refuseRights(body);
      const found = await findAccount(id, access.deps);
      if (found === null) throw noAccount();
      if (isOwn && body.password !== undefined) await proveSelf(found, { current, access });
      const edit = {
        ...withoutAbsent(rest),
        ...(signIn === undefined ? {} : { signIn }),
        ...(endSessions === undefined ? {} : { endSessions }),
        by: auditAuthor(caller),
        may: ({ version }: { readonly version: number }) => ifMatch({ headers }, version),
      };
      const changed = await editAccount(id, edit, access.deps);
      if (changed === null) throw noAccount();
      if (unlock) await unlockName(changed.value.name, access.deps);
      const reply = await answerOf(changed, access);
      const isSignedOut = isOwn && changed.value.epoch !== found.value.epoch;
      if (!isSignedOut) return reply;
      const { secret } = await access.sessions.begin(id);
      return new Reply(200, reply.answer, { ...reply.headers, ...sessionCookie(secret) });
    },
  });
}

function deleteRoute({ access }: AdminParts) {
  return adminRoute({
    method: 'delete',
    path: `${PATH}/{id}`,
    id: 'deleteAccount',
    summary: 'Deletes an account; its sessions and API tokens end with it.',
    permission: 'operator',
    audit: 'account.deleted',
    params,
    status: 204,
    answer: z.strictObject({}),
    faults: [404, 409, 412, 428],
    async handle({ params: { id }, caller, headers }) {
      refuseTokens(caller);
      const may = ({ version }: { readonly version: number }) => ifMatch({ headers }, version);
      await removeAccount(id, { by: auditAuthor(caller), may }, access.deps);
      return {};
    },
  });
}

/** Accounts of others are nobody's but operators'. */
function refuseOthers(caller: Administrator, id: string): void {
  if (caller.role !== 'operator' && id !== caller.id) throw noAccount();
}

/** What one may not change about oneself. */
function refuseRights({ role, tenants, sign_in: signIn, unlock }: z.output<typeof change>): void {
  if ([role, tenants, signIn, unlock].every((each) => each === undefined)) return;
  throw new NotAllowedError('Only an operator may do this.', { code: 'ERR_ADMIN_OPERATOR_ONLY' });
}

/** A session that was left open does not change the password. */
async function proveSelf(
  { value: { name, passwordHash } }: KnownAccount,
  { current, access }: { readonly current: string | undefined } & Pick<AdminParts, 'access'>,
): Promise<void> {
  if (passwordHash !== null) await access.sessions.check({ name, password: current ?? '' });
}

async function answerOf(account: KnownAccount, access: AdminParts['access']) {
  const [lock = null] = await access.sessions.lockedUntil([account.value.name]);
  return new Reply(200, accountWire(account, lock), etagOf(account.value.version));
}

function withoutAbsent<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
