import {
  type ClientCredential,
  clientCredentialsTokens,
  NotAuthenticatedError,
  type OAuthClient,
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
export function bearerSignIn(tokens: TokenSource): SignedSend {
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

/** The app registration of some settings. */
export function oauthClientOf(settings: OAuthSettings): OAuthClient {
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
