import { X509Certificate } from 'node:crypto';
import {
  type Http,
  type Instant,
  instant,
  NotAllowedError,
  NotAuthenticatedError,
  SECOND_MS,
  type SignedInIdentity,
  type SignInProvider,
  type SignInReturn,
  toSignInError,
} from '@vmrkit/core';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client';
import { z } from 'zod';
import { createAzureClient } from './azure-client.ts';
import { type AzureProfile, fetchAzureProfile, readAzurePerson } from './azure-person.ts';
import { type AzureSignInSettings, tenantIdOf } from './azure-sign-in-settings.ts';

/** Longest answer that is taken, and the time that it may take. */
const ANSWER = { maxBytes: 256 * 1_024, deadlineMs: 10 * SECOND_MS };
/** Longest URL of a callback that is looked at; codes of Entra have about 1,500 characters. */
const MAX_CALLBACK_LENGTH = 16_384;

const keptSchema = z.strictObject({ verifier: z.string(), nonce: z.string() });

/** What the provider works with. */
export interface AzureSignInProviderOptions {
  readonly http: Http;
  readonly settings: AzureSignInSettings;
}

/**
 * Signs people in through Entra ID, v2.0: code flow with PKCE and nonce by a confidential client (S9.3). A person is
 * known by tenant and object id. Rejects with UnavailableError `ERR_SIGN_IN_SETTINGS` for a certificate that is none.
 */
export async function createAzureSignInProvider(
  options: AzureSignInProviderOptions,
): Promise<SignInProvider> {
  const { http, settings } = options;
  const { fetch } = http.client({ ...ANSWER, bypassWebProxy: settings.bypass_web_proxy });
  const client = await createAzureClient(settings, fetch);
  return new AzureSignInProvider({ client, fetch, settings });
}

/** When the secret or the certificate of the settings ends; null: nobody said. */
export function credentialEnd({
  certificate,
  client_secret_expires: lastDay,
}: Pick<AzureSignInSettings, 'certificate' | 'client_secret_expires'>): Instant | null {
  const end = certificate === null ? lastDay : new X509Certificate(certificate).validTo;
  return end === null ? null : instant(Date.parse(end));
}

class AzureSignInProvider implements SignInProvider {
  readonly credentialEndsAt: Instant | null;
  readonly #client: Configuration;
  readonly #fetch: typeof globalThis.fetch;
  readonly #settings: AzureSignInSettings;

  constructor(parts: {
    readonly client: Configuration;
    readonly fetch: typeof globalThis.fetch;
    readonly settings: AzureSignInSettings;
  }) {
    this.#client = parts.client;
    this.#fetch = parts.fetch;
    this.#settings = parts.settings;
    this.credentialEndsAt = credentialEnd(parts.settings);
  }

  begin: SignInProvider['begin'] = async ({ state, redirectUri, loginHint, signal }) => {
    signal?.throwIfAborted();
    const [verifier, nonce] = [randomPKCECodeVerifier(), randomNonce()];
    const url = buildAuthorizationUrl(this.#client, {
      redirect_uri: redirectUri,
      scope: `openid profile email ${this.#settings.graph_url}/User.Read`,
      response_mode: 'query',
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(loginHint === undefined ? {} : { login_hint: loginHint }),
    });
    return { url: url.href, keep: JSON.stringify({ verifier, nonce }) };
  };

  complete: SignInProvider['complete'] = async (back) => {
    back.signal?.throwIfAborted();
    try {
      return await this.#complete(back);
    } catch (error) {
      back.signal?.throwIfAborted();
      throw toSignInError(error);
    }
  };

  async #complete(back: SignInReturn): Promise<SignedInIdentity> {
    const { verifier, nonce } = keptIn(back.keep);
    const tokens = await authorizationCodeGrant(this.#client, landing(back), {
      expectedState: back.state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const tenantId = tenantIdOf(this.#settings);
    const { objectId, verifiedEmail, isGuest } = readAzurePerson(tokens.claims(), tenantId);
    if (isGuest && !this.#settings.allow_guests) {
      throw new NotAllowedError('Guests of the organisation do not sign in here.', {
        code: 'ERR_SIGN_IN_REFUSED',
      });
    }
    const profile: AzureProfile = await fetchAzureProfile({
      graphUrl: this.#settings.graph_url,
      accessToken: tokens.access_token,
      objectId,
      fetch: this.#fetch,
      signal: back.signal,
    });
    const { firstName, lastName, displayName } = profile;
    // A guest's address in the directory is what another organisation says.
    const email = verifiedEmail ?? profile.email;
    return {
      key: `entra/${tenantId}/${objectId}`,
      email,
      isEmailTrusted: email !== null && (verifiedEmail !== null || !isGuest),
      firstName,
      lastName,
      displayName,
      entra: { tenantId, objectId },
    };
  }
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

function keptIn(keep: string): z.output<typeof keptSchema> {
  try {
    return keptSchema.parse(JSON.parse(keep));
  } catch {
    throw forged();
  }
}

function forged(): NotAuthenticatedError {
  return new NotAuthenticatedError('What came back is not of the sign-in that was begun.', {
    code: 'ERR_SIGN_IN_FORGED',
  });
}
