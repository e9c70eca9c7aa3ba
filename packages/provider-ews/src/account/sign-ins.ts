import type { Clock, HttpClient, IntegrationDeps, Random } from '@vmrkit/core';
import type { EwsSettings } from '../settings.ts';
import { basicSignIn, ntlmIdentity, ntlmSignIn, type SignedSend } from '../transport/sign-in.ts';
import { applicationSignIn, serviceAccountSignIn } from './oauth-sign-in.ts';

/** What a way of signing in works with. */
export interface SignInDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** For a server besides Exchange, such as one that gives tokens out; trusts what the record trusts. */
  readonly http: HttpClient;
  /** What is kept for the integration; null: nothing is. */
  readonly own: IntegrationDeps | null;
}

/** A way of signing in: makes what signs the requests of an account. */
export type EwsSignIn = (settings: EwsSettings, deps: SignInDeps) => SignedSend;

/** Ways of signing in, by the name that settings choose them by. */
export type EwsSignIns = Readonly<Record<string, EwsSignIn>>;

/** Those of this package. */
export const ownSignIns: EwsSignIns = {
  basic: ({ service_account_username: user, service_account_password: password = '' }) =>
    basicSignIn(user, password),
  ntlm: ({ service_account_username: user, service_account_password: password = '' }, deps) =>
    ntlmSignIn(ntlmIdentity(user, password), deps),
  oauth: (settings, deps) => {
    if (!settings.enable_oauth) throw new TypeError('These settings have no OAuth.');
    return settings.oauth_grant === 'application'
      ? applicationSignIn(settings, deps)
      : serviceAccountSignIn(settings, deps);
  },
};

/** What the ways to sign in are looked up with. */
export interface SignInOptions {
  readonly signIns: EwsSignIns;
  readonly deps: SignInDeps;
}

/** What signs the requests of an account. Throws TypeError for a name without an entry, which no schema lets pass. */
export function signInOf(settings: EwsSettings, { signIns, deps }: SignInOptions): SignedSend {
  const name = settings.enable_oauth ? 'oauth' : settings.authentication;
  const signIn = signIns[name];
  if (signIn === undefined) throw new TypeError(`There is no way to sign in that is named ${name}.`);
  return signIn(settings, deps);
}
