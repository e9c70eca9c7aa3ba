import { codeOf } from '@vmrkit/core';
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { ADMIN_SIGN_IN_MS, type AdminSignIns } from '../admin-accounts/admin-sign-in.ts';
import { apiHeaders } from '../http/api-headers.ts';
import { correlationIdOf } from '../http/correlation.ts';
import { limitRequests } from '../http/limit-requests.ts';
import { ADMIN_PATH, openAdminRoute } from './admin-route.ts';
import type { AdminParts } from './admin-routes.ts';
import { refuseOtherOrigins } from './own-origin.ts';
import { cookieOf, sessionCookie, sessionSecret } from './session-cookie.ts';

/** Path of the sign-in through providers. */
export const SIGN_IN_PATH = `${ADMIN_PATH}/sign_in`;

/** The page that people come back to. */
const PAGE = '/admin/';
const COOKIE = '__Host-vmrkit-admin-sign-in';
const MAX_QUERY = 8_192;
const PER_MINUTE = 30;

const providersAnswer = z.strictObject({
  items: z.array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      url: z
        .string()
        .describe('For the browser; with `?connect=true` it ties the person to the session’s account.'),
    }),
  ),
});

/** Through which providers administrators may sign in. */
export function signInProvidersRoute({ config }: AdminParts) {
  return openAdminRoute({
    method: 'get',
    path: `${ADMIN_PATH}/sign_in_providers`,
    id: 'listAdminSignInProviders',
    summary: 'Through which providers administrators may sign in.',
    audit: null,
    answer: providersAnswer,
    faults: [],
    handle: async () => ({
      items: config.admin.sign_in.map(({ name, title }) => ({ name, title, url: `${SIGN_IN_PATH}/${name}` })),
    }),
  });
}

/** What browsers are led through while somebody signs in at a provider. It always ends on the admin page. */
export function signInPages(signIns: AdminSignIns, parts: AdminParts): Router {
  const { access, config, logger } = parts;
  const limit = limitRequests({ perMinute: PER_MINUTE });
  const router = Router();
  const begin: RequestHandler = async (request, response) => {
    refuseOtherOrigins(request, { admin: config.admin, isKnown: false });
    const name = String(request.params.name);
    const secret = request.query.connect === 'true' ? sessionSecret(request.headers.cookie) : null;
    const account = secret === null ? null : (await access.sessions.find(secret)).account;
    const connect = account && { accountId: account.id, epoch: account.value.epoch };
    const { url, kept } = await signIns.begin(name, { path: returnPath(name), connect });
    // Lax: the provider leads the browser back from another site.
    const attributes = `Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=${ADMIN_SIGN_IN_MS / 1_000}`;
    response.set({ 'Set-Cookie': `${COOKIE}=${kept}; ${attributes}`, ...noTrace });
    response.redirect(303, url);
  };
  const complete: RequestHandler = async (request, response) => {
    const name = String(request.params.name);
    const correlationId = correlationIdOf(response);
    const query = (request.originalUrl.split('?')[1] ?? '').slice(0, MAX_QUERY);
    const kept = cookieOf(request.headers.cookie, COOKIE) ?? '';
    const gone = `${COOKIE}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`;
    response.set({ 'Set-Cookie': gone, ...noTrace });
    try {
      const begun = await signIns.complete(name, { path: returnPath(name), query, kept });
      logger.info('An administrator signed in.', {
        account: begun.account.id,
        provider: name,
        correlation_id: correlationId,
      });
      response.append('Set-Cookie', String(sessionCookie(begun.secret)['Set-Cookie']));
      response.redirect(303, PAGE);
    } catch (error) {
      const code = codeOf(error);
      logger.warn('Nobody was signed in.', { code, correlation_id: correlationId });
      response.redirect(303, `${PAGE}?sign_in_error=${encodeURIComponent(code)}`);
    }
  };
  router.get(`${SIGN_IN_PATH}/:name`, limit, apiHeaders, begin);
  router.get(`${SIGN_IN_PATH}/:name/return`, limit, apiHeaders, complete);
  return router;
}

/** Addresses of the way hold codes: they are kept nowhere and told nobody. */
const noTrace = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' } as const;

function returnPath(name: string): string {
  return `${SIGN_IN_PATH}/${encodeURIComponent(name)}/return`;
}
