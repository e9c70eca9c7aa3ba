import {
  type ClientCredential,
  cachedTokens,
  type HttpClient,
  type IssuedTokens,
  NotAuthenticatedError,
  type OAuthClient,
  Pauses,
  type PluginDeps,
  requestTokens,
  ThrottledError,
  type TokenSource,
  VmrKitError,
} from '@vmrkit/core';
import { failureOfWire } from '../client/read-answer.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import type { GraphSettings } from '../settings.ts';

const LONGEST_PAUSE_MS = 300_000;

/** The application's tokens for Graph. Who was refused is asked for again only after a growing pause. */
export function applicationTokens(
  settings: GraphSettings,
  { clock, random, fetch }: Pick<PluginDeps, 'clock' | 'random'> & Pick<HttpClient, 'fetch'>,
): TokenSource {
  const client: OAuthClient = {
    tokenEndpoint: `${settings.authority_url}/${settings.tenant_id}/oauth2/v2.0/token`,
    clientId: settings.client_id,
    credential: credentialOf(settings),
  };
  const scope = `${new URL(settings.graph_url).origin}/.default`;
  const grant = { grant_type: 'client_credentials', scope };
  let refused = signInFailure(null);
  const pauses = new Pauses({ clock, longestMs: LONGEST_PAUSE_MS, refusal: () => refused });
  const ask = async (): Promise<IssuedTokens> => {
    pauses.check(null);
    try {
      const issued = await requestTokens(client, grant, { clock, random, fetch });
      pauses.succeeded(null);
      return issued;
    } catch (error) {
      if (!NotAuthenticatedError.is(error)) throw failureOf(error);
      refused = signInFailure(error);
      pauses.begin(null, null);
      throw refused;
    }
  };
  return cachedTokens(ask, clock);
}

function credentialOf(settings: GraphSettings): ClientCredential {
  const { client_certificate: certificate, client_private_key: privateKey, client_secret } = settings;
  if (certificate === null || privateKey === null) return { kind: 'secret', secret: client_secret ?? '' };
  return { kind: 'certificate', certificate, privateKey };
}

function signInFailure(error: NotAuthenticatedError | null): GraphFailure {
  if (error?.code === 'ERR_OAUTH_CERTIFICATE') {
    return new GraphFailure('sign-in', { maySent: false, errorCode: 'unusable_certificate' });
  }
  // Administrators look the number up.
  const told = error?.cause instanceof Error ? error.cause.message.replace(/^.*:(?=\d+$)/, 'AADSTS') : '';
  return new GraphFailure('sign-in', { maySent: false, errorCode: told });
}

function failureOf(error: unknown): unknown {
  if (ThrottledError.is(error)) {
    return new GraphFailure('throttled', { maySent: false, retryAfterMs: error.retryAfterMs });
  }
  if (VmrKitError.is(error) && error.code === 'ERR_OAUTH_UNAVAILABLE') {
    return new GraphFailure('malformed', { maySent: false, cause: error });
  }
  return failureOfWire(error, { reads: true });
}
