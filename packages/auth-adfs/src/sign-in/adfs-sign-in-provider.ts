import {
  type Clock,
  type Http,
  type Logger,
  NotAuthenticatedError,
  SECOND_MS,
  type SignInProvider,
  type SignInReturn,
  SigningKeys,
  toSignInError,
} from '@vmrkit/core';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  None,
  randomPKCECodeVerifier,
} from 'openid-client';
import { z } from 'zod';
import { type AdfsKeys, fetchAdfsKeys, metadataUrlOf } from '../metadata/adfs-keys.ts';
import { verifyAdfsToken } from './adfs-access-token.ts';
import { readAdfsPerson } from './adfs-person.ts';
import type { AdfsSignInSettings } from './adfs-sign-in-settings.ts';

/** Longest answer that is taken, and the time that it may take; real federation metadata have some 100 KB. */
const ANSWER = { maxBytes: 512 * 1_024, deadlineMs: 10 * SECOND_MS };
const MAX_CALLBACK_LENGTH = 16_384;

/** The verifier of PKCE; before 2019 a text that nothing is bound to. */
const keptSchema = z.strictObject({ verifier: z.string().min(1) });

/** What the provider works with. */
export interface AdfsSignInProviderOptions {
  readonly http: Http;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly logger: Logger;
  readonly settings: AdfsSignInSettings;
}

/**
 * Signs people in through AD FS (S9.2): code flow of a public client for one resource, whose access token names the
 * person. No id token is asked for, so that Windows Server 2012 R2 and later versions go one way. Keys and issuer are
 * fetched when first needed.
 */
export function createAdfsSignInProvider(options: AdfsSignInProviderOptions): SignInProvider {
  const { http, clock, logger, settings } = options;
  const client = http.client({
    ...ANSWER,
    caCertificates: settings.ca_certificates,
    bypassWebProxy: settings.bypass_web_proxy,
  });
  const keys = new SigningKeys<AdfsKeys>({
    fetch: () => fetchAdfsKeys(settings, client),
    clock,
    logger,
    about: { host: metadataUrlOf(settings).host },
  });
  const oauth = createClient(settings, client.fetch);

  async function complete(back: SignInReturn) {
    const verifier = keptIn(back.keep);
    const { access_token } = await authorizationCodeGrant(oauth, landing(back), {
      expectedState: back.state,
      ...(hasPkce(settings) ? { pkceCodeVerifier: verifier } : {}),
    });
    return readAdfsPerson(await verifyAdfsToken(access_token, { settings, keys, clock }), settings);
  }

  return {
    async begin({ state, redirectUri, loginHint, signal }) {
      signal?.throwIfAborted();
      const verifier = randomPKCECodeVerifier();
      const challenge = hasPkce(settings) ? await calculatePKCECodeChallenge(verifier) : null;
      const isOld = settings.server_version === '2012r2';
      const url = buildAuthorizationUrl(oauth, {
        redirect_uri: redirectUri,
        resource: settings.resource_identifier,
        state,
        ...(challenge === null ? {} : { code_challenge: challenge, code_challenge_method: 'S256' }),
        ...(loginHint === undefined || isOld ? {} : { login_hint: loginHint }),
      });
      return { url: url.href, keep: JSON.stringify({ verifier }) };
    },
    async complete(back) {
      back.signal?.throwIfAborted();
      try {
        return await complete(back);
      } catch (error) {
        back.signal?.throwIfAborted();
        throw toSignInError(error);
      }
    },
  };
}

function hasPkce({ server_version }: AdfsSignInSettings): boolean {
  return server_version === '2019';
}

function createClient(settings: AdfsSignInSettings, fetch: typeof globalThis.fetch): Configuration {
  const { client_id, authorization_uri, token_uri } = settings;
  const { origin } = new URL(token_uri);
  const server = {
    issuer: `${origin}/adfs`,
    authorization_endpoint: authorization_uri,
    token_endpoint: token_uri,
  };
  const client = new Configuration(server, client_id, {}, None());
  client[customFetch] = (url, { body, ...options }) =>
    fetch(url, { ...options, body: body instanceof URLSearchParams ? body : null });
  client.timeout = ANSWER.deadlineMs / SECOND_MS;
  // A record holds http for loopback hosts alone, and the egress gate lets it pass only where the operator allows it.
  if (origin.startsWith('http:')) allowInsecureRequests(client);
  return client;
}

/** The registered address with the query that came: behind a proxy the browser called another one. */
function landing({ callbackUrl, redirectUri }: SignInReturn): URL {
  const came =
    callbackUrl.length <= MAX_CALLBACK_LENGTH && URL.canParse(callbackUrl) ? new URL(callbackUrl) : null;
  if (came === null) throw forged();
  const url = new URL(redirectUri);
  url.search = came.search;
  return url;
}

function keptIn(keep: string): string {
  try {
    return keptSchema.parse(JSON.parse(keep)).verifier;
  } catch {
    throw forged();
  }
}

function forged(): NotAuthenticatedError {
  return new NotAuthenticatedError('What came back is not of the sign-in that was begun.', {
    code: 'ERR_SIGN_IN_FORGED',
  });
}
