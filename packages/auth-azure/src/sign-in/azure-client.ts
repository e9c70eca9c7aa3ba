import { createHash, X509Certificate } from 'node:crypto';
import { SECOND_MS, TOKEN_TOLERANCE_MS, UnavailableError } from '@vmrkit/core';
import { importPKCS8 } from 'jose';
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretPost,
  Configuration,
  clockTolerance,
  customFetch,
  enableNonRepudiationChecks,
  modifyAssertion,
  PrivateKeyJwt,
} from 'openid-client';
import { type AzureSignInSettings, tenantIdOf } from './azure-sign-in-settings.ts';

/**
 * The client of one integration. Everything about the tenant follows from the settings, its issuer included: no
 * document can say otherwise. The id token's signature is checked although it comes over TLS. Rejects with
 * UnavailableError `ERR_SIGN_IN_SETTINGS` for a certificate or key that is none.
 */
export async function createAzureClient(
  settings: AzureSignInSettings,
  fetch: typeof globalThis.fetch,
): Promise<Configuration> {
  const { client_id, authorization_uri, token_uri } = settings;
  const { origin } = new URL(token_uri);
  const tenant = `${origin}/${tenantIdOf(settings)}`;
  const server = {
    issuer: `${tenant}/v2.0`,
    authorization_endpoint: authorization_uri,
    token_endpoint: token_uri,
    jwks_uri: `${tenant}/discovery/v2.0/keys?appid=${client_id}`,
  };
  const metadata = {
    id_token_signed_response_alg: 'RS256',
    [clockTolerance]: TOKEN_TOLERANCE_MS / SECOND_MS,
  };
  const client = new Configuration(server, client_id, metadata, await authOf(settings));
  client[customFetch] = (url, { body, ...options }) =>
    fetch(url, { ...options, body: body instanceof URLSearchParams ? body : null });
  client.timeout = 10;
  enableNonRepudiationChecks(client);
  // A record holds http for loopback hosts alone, and the egress gate lets it pass only where the operator allows it.
  if (origin.startsWith('http:')) allowInsecureRequests(client);
  return client;
}

async function authOf(settings: AzureSignInSettings): Promise<ClientAuth> {
  const { client_secret, certificate, private_key, token_uri } = settings;
  if (certificate === null || private_key === null) return ClientSecretPost(client_secret ?? '');
  try {
    const der = new X509Certificate(certificate).raw;
    const thumbprint = createHash('sha256').update(der).digest('base64url');
    return PrivateKeyJwt(await importPKCS8(private_key, 'PS256'), {
      // Microsoft identity platform, "certificate credentials": one audience, the token endpoint.
      [modifyAssertion](header, payload) {
        header['x5t#S256'] = thumbprint;
        header.typ = 'JWT';
        payload.aud = token_uri;
      },
    });
  } catch (cause) {
    throw new UnavailableError('The certificate or its key cannot be read.', {
      code: 'ERR_SIGN_IN_SETTINGS',
      cause,
    });
  }
}
