import {
  type AccountDeps,
  type AccountSignIn,
  accountTokens,
  beginAccountSignIn,
  type ClientCredential,
  clientCredentialsTokens,
  finishAccountSignIn,
  type IntegrationDeps,
  NotAuthenticatedError,
  type OAuthClient,
  type PluginDeps,
  type SignedInAccount,
  type TokenAudience,
  type TokenSource,
} from '@vmrkit/core';
import { EwsFailure } from '../errors/ews-failure.ts';
import { oauthVersionOf } from '../oauth-settings.ts';
import type { EwsSettings } from '../settings.ts';
import { dropBody } from '../transport/read-body.ts';
import type { SignedSend } from '../transport/sign-in.ts';
import type { SignInDeps } from './sign-ins.ts';

/** Settings with OAuth. */
export type OAuthSettings = Extract<EwsSettings, { readonly enable_oauth: true }>;

/** Shows tokens (RFC 6750). One that is refused is replaced once; what is refused then is the account. */
function bearerSignIn(tokens: TokenSource): SignedSend {
  const tokenFor = (signal: AbortSignal) =>
    tokens.token(signal).catch((error: unknown) => {
      // Each try counts at the token endpoint too, so whoever is refused there pauses as with a wrong password.
      if (NotAuthenticatedError.is(error)) throw new EwsFailure('sign-in', { maySent: false, cause: error });
      throw error;
    });
  return async (connection, request) => {
    const sendWith = (token: string) =>
      connection.send({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });
    const token = await tokenFor(request.signal);
    const answer = await sendWith(token);
    if (answer.status !== 401) return answer;
    await dropBody(answer);
    tokens.refuse(token);
    return sendWith(await tokenFor(request.signal));
  };
}

/** An application in its own name; Exchange lets it act in mailboxes by the impersonation header. */
export function applicationSignIn(settings: OAuthSettings, { clock, random, http }: SignInDeps): SignedSend {
  const resource = new URL(settings.ews_url).origin;
  const audience: TokenAudience =
    oauthVersionOf(settings.oauth_token_endpoint) === 'v2' ? { scope: `${resource}/.default` } : { resource };
  const deps = { fetch: http.fetch, clock, random };
  return bearerSignIn(clientCredentialsTokens(oauthClientOf(settings), audience, deps));
}

/** The service account, once a person has signed it in. */
export function serviceAccountSignIn(settings: OAuthSettings, deps: SignInDeps): SignedSend {
  const { clock, random, http, own } = deps;
  const account = signedInAccountOf(settings);
  if (account === null || own === null) {
    throw new TypeError('An account that a person signs in is kept for an integration.');
  }
  return bearerSignIn(accountTokens(account, { ...own, fetch: http.fetch, clock, random }));
}

/** The service account of some settings, as it is signed in; null: they want no person. */
export function signedInAccountOf(settings: EwsSettings): SignedInAccount | null {
  if (!settings.enable_oauth || settings.oauth_grant !== 'service_account') return null;
  const resource = new URL(settings.ews_url).origin;
  const scope = `${resource}/EWS.AccessAsUser.All offline_access openid profile`;
  return {
    client: oauthClientOf(settings),
    authorizationEndpoint: settings.oauth_authorization_endpoint,
    redirectUri: settings.oauth_redirect_uri,
    account: settings.service_account_username,
    parameters:
      oauthVersionOf(settings.oauth_token_endpoint) === 'v2' ? { scope } : { resource, scope: 'openid' },
    sentTo: resource,
  };
}

/** How a person signs the service account in; null: the settings want no person. */
export function accountSignInOf(
  settings: EwsSettings,
  { clock, random, http }: PluginDeps,
  own: IntegrationDeps,
): AccountSignIn | null {
  const account = signedInAccountOf(settings);
  if (account === null) return null;
  const withClient = async <T>(act: (deps: AccountDeps) => Promise<T>): Promise<T> => {
    const client = http.client({ caCertificates: settings.ca_certificates });
    try {
      return await act({ ...own, fetch: client.fetch, clock, random });
    } finally {
      await client.close();
    }
  };
  return {
    begin: () => withClient((deps) => beginAccountSignIn(account, deps)),
    finish: (answer) => withClient((deps) => finishAccountSignIn(account, answer, deps)),
  };
}

/** The app registration of some settings. */
function oauthClientOf(settings: OAuthSettings): OAuthClient {
  return {
    tokenEndpoint: settings.oauth_token_endpoint,
    clientId: settings.oauth_client_id,
    credential: credentialOf(settings),
  };
}

function credentialOf(settings: OAuthSettings): ClientCredential | null {
  const { oauth_client_secret: secret, oauth_certificate: certificate, oauth_private_key: key } = settings;
  if (secret !== undefined) return { kind: 'secret', secret };
  if (certificate === undefined || key === undefined) return null;
  return { kind: 'certificate', certificate, privateKey: key };
}
