import { formatInstant } from '@vmrkit/core';
import { type BegunAdminSession, createAccount } from '@vmrkit/core/composition';
import { z } from 'zod';
import { forgetFirstCode, takeFirstCode } from '../admin-accounts/first-administrator.ts';
import { Reply } from '../http/route.ts';
import { ADMIN_PATH, adminRoute, openAdminRoute } from './admin-route.ts';
import type { AdminParts, AdminRouteGroup } from './admin-routes.ts';
import { accountAnswer, accountWire } from './admin-wire.ts';
import { noSessionCookie, sessionCookie, sessionSecret } from './session-cookie.ts';
import { refuseTokens } from './session-only.ts';
import { signInProvidersRoute } from './sign-in-pages.ts';

const PATH = `${ADMIN_PATH}/session`;
const secret = z.string().min(1).max(1_024);

const sessionAnswer = z.strictObject({
  account: accountAnswer,
  session_ends_at: z.iso.datetime().describe('If nothing more is asked.'),
});

/** Signing in and out, and who is signed in. */
export const sessionRoutes: AdminRouteGroup = async (parts) => [
  signInRoute(parts),
  sessionRoute(parts),
  signOutRoute(parts),
  firstAdministratorRoute(parts),
  signInProvidersRoute(parts),
];

function signInRoute({ access, logger }: AdminParts) {
  return openAdminRoute({
    method: 'post',
    path: PATH,
    id: 'signInAdministrator',
    summary: 'Signs an administrator in; the answer sets the cookie of the session.',
    audit: null,
    body: z.strictObject({ name: z.string().min(1).max(256), password: secret }),
    answer: sessionAnswer,
    faults: [401],
    async handle({ body, correlationId }) {
      const begun = await access.sessions.signIn(body);
      logger.info('An administrator signed in.', {
        account: begun.account.id,
        correlation_id: correlationId,
      });
      return signedIn(begun);
    },
    refused({ code, correlation_id }) {
      logger.warn('Nobody was signed in.', { code, correlation_id });
    },
  });
}

function sessionRoute({ access }: AdminParts) {
  return adminRoute({
    method: 'get',
    path: PATH,
    id: 'getAdminSession',
    summary: 'Who is signed in.',
    permission: 'signed-in',
    audit: null,
    answer: sessionAnswer,
    faults: [],
    async handle({ caller, headers }) {
      refuseTokens(caller);
      const { account, endsAt } = await access.sessions.find(sessionSecret(headers.cookie) ?? '');
      return { account: accountWire(account, null), session_ends_at: formatInstant(endsAt) };
    },
  });
}

function signOutRoute({ access }: AdminParts) {
  return adminRoute({
    method: 'delete',
    path: PATH,
    id: 'signOutAdministrator',
    summary: 'Ends the session.',
    permission: 'signed-in',
    audit: null,
    status: 204,
    answer: z.strictObject({}),
    faults: [],
    async handle({ caller, headers }) {
      refuseTokens(caller);
      await access.sessions.end(sessionSecret(headers.cookie) ?? '');
      return new Reply(204, {}, noSessionCookie);
    },
  });
}

function firstAdministratorRoute({ access, config, logger }: AdminParts) {
  return openAdminRoute({
    method: 'post',
    path: `${ADMIN_PATH}/first_administrator`,
    id: 'createFirstAdministrator',
    summary: 'Makes the first account, by the code that the server wrote into a file, and signs it in.',
    audit: 'account.created',
    body: z.strictObject({
      code: secret,
      name: z.string().min(1).max(64),
      email: z.string().max(320).nullable().default(null),
      password: secret,
    }),
    answer: sessionAnswer,
    faults: [403, 409],
    async handle({ body: { code, name, email, password } }) {
      await takeFirstCode(code, { config, clock: access.deps.clock });
      const account = await createAccount(
        {
          name,
          email,
          password,
          role: 'operator',
          tenants: 'all',
          signIn: null,
          isFirst: true,
          by: { actor: 'first-administrator', details: {} },
        },
        access.deps,
      );
      await forgetFirstCode(config);
      logger.info('The first administrator was made.', { account: account.id });
      return signedIn(await access.sessions.begin(account.id));
    },
    refused({ code, correlation_id }) {
      logger.warn('No first administrator was made.', { code, correlation_id });
    },
  });
}

function signedIn(begun: BegunAdminSession) {
  const { account, endsAt, secret: value } = begun;
  const answer = { account: accountWire(account, null), session_ends_at: formatInstant(endsAt) };
  return new Reply(200, answer, sessionCookie(value));
}
