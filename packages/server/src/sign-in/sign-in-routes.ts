import {
  type ManagerAnswer,
  type ManagerClient,
  NotAllowedError,
  NotAuthenticatedError,
  NotFoundError,
} from '@vmrkit/core';
import { z } from 'zod';
import { bearerToken } from '../http/bearer.ts';
import { limitRequests, passes } from '../http/limit-requests.ts';
import { type Access, type Route, route } from '../http/route.ts';

/** Path of everything of one integration. */
export const CLIENT = '/api/client/v2/msexchange_schedulers';

/** How long managers may take for a step of a sign-in. */
const STEP_MS = 10_000;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The integration in a path. */
export const integrationId = z
  .string()
  .toLowerCase()
  .meta({ format: 'uuid', description: 'The integration.' });

const beginBody = z.strictObject({
  login_hint: z
    .string()
    .max(320)
    .nullable()
    .default(null)
    .describe('Address of the mailbox, which the sign-in page may fill in.'),
});

const begunAnswer = z.strictObject({
  sign_in: z.string(),
  secret: z.string().describe('Bearer for the result; stays in the pane’s memory.'),
  digits: z.string().describe('To be shown as long as the sign-in is under way.'),
  url: z.string().describe('For the dialog, or to be opened in any browser.'),
  expires_at: z.iso.datetime(),
});

const resultBody = z.strictObject({
  code: z
    .string()
    .max(128)
    .nullable()
    .default(null)
    .describe('What the dialog said; null while the pane polls.'),
});

const resultAnswer = z.strictObject({
  state: z
    .enum(['waiting', 'confirming', 'signed_in'])
    .describe('`confirming`: somebody signed in, and has to type the digits or to confirm in the dialog.'),
  bearer: z.string().nullable().describe('Stands for the add-in’s token; kept in memory, given once.'),
  expires_at: z.iso.datetime().nullable(),
  account: z.string().nullable().describe('Who signed in.'),
  is_user: z.boolean().describe('Whether there may be personal VMRs.'),
  linked: z.enum(['none', 'first', 'second']).describe('Whether the mailbox was linked to the account now.'),
});

/** What panes call: begin, and ask for the result. */
export function signInRoutes(managers: ManagerClient, perMinute: number): readonly Route[] {
  const limit = limitRequests({ perMinute });
  const anyPane: Access<string | null> = {
    schemes: { addInToken: 'bearer' },
    async authenticate(request, response) {
      await passes(limit, { request, response });
      const token = bearerToken(request);
      if (token !== null || request.get('authorization') === undefined) return token;
      throw new NotAuthenticatedError('This is no bearer token.', { code: 'ERR_REQUEST_NO_TOKEN' });
    },
  };
  const begin = route({
    method: 'post',
    path: `${CLIENT}/{id}/sign_ins`,
    id: 'beginSignIn',
    summary: 'Begins a sign-in, with the add-in’s token where the client has one.',
    access: anyPane,
    params: z.object({ id: integrationId }),
    body: beginBody,
    answer: begunAnswer,
    faults: [401, 403, 404, 429, 503],
    async handle({ params: { id }, body, caller: token, correlationId, signal }) {
      refuseOtherIds(id);
      const asked = { integrationId: id, token, loginHint: body.login_hint, correlationId };
      const begun = await managers.beginSignIn(asked, { signal: within(signal) });
      const { signInId, secret, digits, expiresAt } = begun;
      const url = `${CLIENT}/${id}/sign_ins/${signInId}`;
      return { sign_in: signInId, secret, digits, url, expires_at: new Date(expiresAt).toISOString() };
    },
  });
  const result = route({
    method: 'post',
    path: `${CLIENT}/{id}/sign_ins/{sign_in}/result`,
    id: 'takeSignInResult',
    summary: 'Gives the pane that began a sign-in its result, once.',
    access: { ...anyPane, schemes: { signInSecret: 'bearer' }, authenticate: secretOf(anyPane) },
    params: z.object({ id: integrationId, sign_in: z.string().toLowerCase() }),
    body: resultBody,
    answer: resultAnswer,
    faults: [403, 404, 429, 503],
    async handle({ params: { id, sign_in: signInId }, body, caller: secret, correlationId, signal }) {
      refuseOtherIds(id);
      const asked = { integrationId: id, signInId, secret, code: body.code, correlationId };
      const { result: found } = await managers.takeSignIn(asked, { signal: within(signal) });
      return resultOf(found);
    },
  });
  return [begin, result];
}

/** Gives up with the client, or after the time that a step may take. */
export function within(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(STEP_MS)]);
}

function secretOf(pane: Access<string | null>): Access<string>['authenticate'] {
  return async (request, response) => {
    const secret = await pane.authenticate(request, response);
    if (secret !== null) return secret;
    throw new NotAuthenticatedError('Send the secret of the sign-in as a bearer token.', {
      code: 'ERR_REQUEST_NO_TOKEN',
    });
  };
}

function resultOf(found: ManagerAnswer<'takeSignIn'>['result']): z.input<typeof resultAnswer> {
  const nobody = { bearer: null, expires_at: null, account: null, is_user: false, linked: 'none' } as const;
  if (found.kind === 'waiting' || found.kind === 'confirming') return { state: found.kind, ...nobody };
  if (found.kind === 'refused') {
    const { code } = found.failure;
    throw new NotAllowedError('The sign-in came to nothing: begin again.', { code });
  }
  const { bearer, expiresAt, account, isUser, tie } = found;
  const expires_at = new Date(expiresAt).toISOString();
  return { state: 'signed_in', bearer, expires_at, account, is_user: isUser, linked: tie };
}

/** Throws NotFoundError `ERR_INTEGRATION_NOT_FOUND` for what is no id of an integration. */
export function refuseOtherIds(id: string): void {
  if (uuid.test(id)) return;
  throw new NotFoundError('There is no such integration.', { code: 'ERR_INTEGRATION_NOT_FOUND' });
}
