import { NotAllowedError, NotAuthenticatedError } from '@vmrkit/core';
import { API_TOKEN_PREFIX, answerOnce, useApiToken } from '@vmrkit/core/composition';
import type { Request } from 'express';
import { bearerToken } from '../http/bearer.ts';
import { limitRequests, passes } from '../http/limit-requests.ts';
import { Reply } from '../http/route.ts';
import type { AdminGate, OnceAsked } from './admin-route.ts';
import type { AdminParts } from './admin-routes.ts';
import type { Administrator } from './administrator.ts';
import { refuseOtherOrigins } from './own-origin.ts';
import { sessionSecret } from './session-cookie.ts';

/** Requests of one address that need no proof, in a minute. */
const OPEN_PER_MINUTE = 30;

/** The gate of the admin API: sessions and API tokens, limits, and the keys of requests that may come twice. */
export async function openGate(parts: AdminParts): Promise<AdminGate> {
  const { access, config, kit } = parts;
  const secretBox = await kit.get('secretBox');
  const { clock, store } = access.deps;
  const limit = limitRequests({ perMinute: config.admin.requests_per_minute });
  const openLimit = limitRequests({ perMinute: OPEN_PER_MINUTE });
  return {
    async authenticate(request, response) {
      await passes(limit, { request, response });
      const isByToken = request.get('authorization') !== undefined;
      const isKnown = !isByToken && sessionSecret(request.headers.cookie) !== null;
      refuseOtherOrigins(request, { admin: config.admin, isKnown });
      return isByToken ? ofToken(request, parts) : ofSession(request, parts);
    },
    async admit(request, response) {
      await passes(openLimit, { request, response });
      refuseOtherOrigins(request, { admin: config.admin, isKnown: false });
    },
    once<Answer>({ caller, key, request }: OnceAsked, act: () => Promise<Reply<Answer> | Answer>) {
      if (key === undefined) return act();
      const asked = { callerId: caller.id, key, request };
      return answerOnce(asked, {
        collection: store.answeredRequests,
        secretBox,
        clock,
        async act() {
          const result = await act();
          return result instanceof Reply ? { reply: { ...result } } : { answer: result };
        },
      }).then((kept) => replyOf<Answer>(kept));
    },
  };
}

type Kept<Answer> = { readonly reply: Reply<Answer> } | { readonly answer: Answer };

function replyOf<Answer>(kept: Kept<Answer>): Reply<Answer> | Answer {
  if ('answer' in kept) return kept.answer;
  const { status, answer, headers } = kept.reply;
  return new Reply(status, answer, headers);
}

async function ofToken(request: Request, { access }: AdminParts): Promise<Administrator> {
  const token = bearerToken(request);
  if (!token?.startsWith(API_TOKEN_PREFIX)) {
    throw new NotAuthenticatedError('Send an API token as a bearer token.', {
      code: 'ERR_API_TOKEN_REFUSED',
    });
  }
  const { id, value, rights } = await useApiToken(token, access.deps);
  if (value.scope === 'read' && request.method !== 'GET') {
    throw new NotAllowedError('This API token only reads.', { code: 'ERR_API_TOKEN_READ_ONLY' });
  }
  return { id, name: value.name, ...rights, via: 'token' };
}

async function ofSession(request: Request, { access }: AdminParts): Promise<Administrator> {
  const secret = sessionSecret(request.headers.cookie);
  if (secret === null) {
    throw new NotAuthenticatedError('Sign in, or send an API token.', { code: 'ERR_ADMIN_SIGNED_OUT' });
  }
  const { account } = await access.sessions.find(secret);
  const { name, role, tenants } = account.value;
  return { id: account.id, name, role, tenants, via: 'session' };
}
