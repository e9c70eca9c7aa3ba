import { type AccountSignIn, type AuthorizationAnswer, codeOf, InvalidInputError } from '@vmrkit/core';
import { integrationOfState } from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import type { ServerFeature } from '../http/server-feature.ts';
import { signInPage } from './sign-in-page.ts';

/** Where authorization servers send people back to who signed a service account in. */
const ACCOUNT_REDIRECT_PATH = '/admin/platform/msexchangeconnector/oauth_redirect';

/** The way back of a person who signed the service account of an integration in (S8.4). */
export const accountSignInFeature: ServerFeature = {
  name: 'account-sign-in',
  listeners: ['admin'],
  roles: ['all', 'manager'],
  async open({ kit, logger }) {
    const router = Router();
    router.get(ACCOUNT_REDIRECT_PATH, pageHeaders, async (request, response) => {
      const answer = answerIn(new URL(request.originalUrl, 'http://localhost').searchParams);
      const integration = integrationOfState(answer.state ?? '');
      const code = await finish(kit, answer).then(() => null, codeOf);
      if (code === null) logger.info('A service account was signed in.', { integration });
      else logger.warn('A service account was not signed in.', { integration, code });
      const { status, html } = signInPage(code);
      response.status(status).set('Cache-Control', 'no-store').type('html').send(html);
    });
    return { mount: { paths: [ACCOUNT_REDIRECT_PATH], router } };
  },
};

const pageHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"] },
  },
  // The address holds a code, so it goes nowhere else.
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
});

function answerIn(query: URLSearchParams): AuthorizationAnswer {
  return { state: query.get('state'), code: query.get('code'), error: query.get('error') };
}

async function finish(kit: VmrKit, answer: AuthorizationAnswer): Promise<void> {
  const id = integrationOfState(answer.state ?? '');
  const signIn = id === null ? null : await accountSignInOf(kit, id);
  if (signIn === null) {
    throw new InvalidInputError('This sign-in was not begun here.', { code: 'ERR_OAUTH_STATE' });
  }
  await signIn.finish(answer);
}

/** How the service account of an integration is signed in, by its record as it stands now; null: by no person. */
export async function accountSignInOf(kit: VmrKit, integrationId: string): Promise<AccountSignIn | null> {
  const registry = await kit.get('integrationRegistry');
  await registry.refresh();
  const record = registry.find(integrationId)?.record;
  if (record === undefined || record.mailbox === null) return null;
  const { provider: name, settings } = record.mailbox;
  const integration = { tenantId: record.tenantId, integrationId };
  return (await kit.get('integrationPlugins')).accountSignIn({ name, settings, integration });
}
