import { type Clock, NotAuthenticatedError, type Random } from '@vmrkit/core';
import type { EwsSettings } from '../settings.ts';
import { basicSignIn, ntlmIdentity, ntlmSignIn, type SignedSend } from '../transport/sign-in.ts';

/** Makes what signs the requests of an account. */
type SignIn = (settings: EwsSettings, deps: { readonly clock: Clock; readonly random: Random }) => SignedSend;

/** The ways of signing in (S1.1), by the name that settings choose them by. */
const signIns: Readonly<Record<EwsSettings['authentication'] | 'oauth', SignIn>> = {
  basic: ({ service_account_username: user, service_account_password: password = '' }) =>
    basicSignIn(user, password),
  ntlm: ({ service_account_username: user, service_account_password: password = '' }, deps) =>
    ntlmSignIn(ntlmIdentity(user, password), deps),
  // No token can be had yet: a service account signs in by OAuth once a person can consent (S8.4).
  oauth: () => async () => {
    throw new NotAuthenticatedError('Signing the service account in by OAuth is not supported yet.', {
      code: 'ERR_EWS_OAUTH_UNSUPPORTED',
    });
  },
};

/** What signs the requests of the account that the settings name. */
export const signInOf: SignIn = (settings, deps) =>
  signIns[settings.enable_oauth ? 'oauth' : settings.authentication](settings, deps);
