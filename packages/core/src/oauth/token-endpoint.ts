import { constants, createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import {
  NotAuthenticatedError,
  ThrottledError,
  UnavailableError,
  type VmrKitError,
} from '../errors/vmrkit-error.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Random, uuidV4 } from '../runtime/random.ts';
import { SECOND_MS } from '../time/instant.ts';

/** How a client proves itself at a token endpoint. */
export type ClientCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  /** Signs an assertion (RFC 7523); both in PEM, the key an RSA one. */
  | { readonly kind: 'certificate'; readonly certificate: string; readonly privateKey: string };

/** A client of an authorization server, as far as its token endpoint needs it. */
export interface OAuthClient {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  /** Null: a public client. */
  readonly credential: ClientCredential | null;
}

/** What calls of a token endpoint are made with. */
export interface TokenDeps {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a token endpoint gave. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly lifetimeMs: number;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
}

const ASSERTION_SECONDS = 600;
const RETRY_MS = 30 * SECOND_MS;
/** Of a lifetime that nobody tells (RFC 6749 section 5.1 lets it be left out). */
const UNTOLD_LIFETIME_MS = 300 * SECOND_MS;

const token = z.string().min(1).max(100_000);
const answerSchema = z.object({
  access_token: token,
  // Older endpoints write the number as text.
  expires_in: z.coerce.number().positive().max(31_536_000).optional(),
  refresh_token: token.optional(),
  id_token: token.optional(),
});
const refusalSchema = z.object({
  error: z.string().regex(/^[a-z_]{1,60}$/),
  // Beyond RFC 6749: what tells an expired secret from a wrong one at Microsoft.
  error_codes: z.array(z.int().positive()).optional().catch(undefined),
});

/**
 * Asks a token endpoint for tokens (RFC 6749). `grant` are the parameters besides those of the client. Rejects with
 * NotAuthenticatedError `ERR_OAUTH_REFUSED`, whose cause names the error of the protocol and, behind a colon, the first
 * of its `error_codes`, or `ERR_OAUTH_CERTIFICATE`, with ThrottledError
 * `ERR_OAUTH_THROTTLED`, with UnavailableError `ERR_OAUTH_UNAVAILABLE`, or as `fetch` does.
 */
export async function requestTokens(
  client: OAuthClient,
  grant: Readonly<Record<string, string>>,
  deps: TokenDeps,
): Promise<IssuedTokens> {
  const body = new URLSearchParams({ ...grant, client_id: client.clientId, ...proofOf(client, deps) });
  const response = await deps.fetch(client.tokenEndpoint, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
  });
  const json = await response.text().then(readJson);
  if (!response.ok) throw refusalOf(response, json);
  const answer = answerSchema.safeParse(json);
  if (!answer.success) throw unavailable('The token endpoint gave no token.', null);
  const { access_token, expires_in, refresh_token, id_token } = answer.data;
  return {
    accessToken: access_token,
    lifetimeMs: expires_in === undefined ? UNTOLD_LIFETIME_MS : expires_in * SECOND_MS,
    refreshToken: refresh_token ?? null,
    idToken: id_token ?? null,
  };
}

/**
 * Whether a certificate and a private key can prove a client: both readable, the key RSA, and one the other's.
 */
export function isClientCertificate(certificate: string, privateKey: string): boolean {
  try {
    const key = createPrivateKey(privateKey);
    return key.asymmetricKeyType === 'rsa' && new X509Certificate(certificate).checkPrivateKey(key);
  } catch {
    return false;
  }
}

function proofOf(client: OAuthClient, deps: TokenDeps): Record<string, string> {
  const { credential } = client;
  if (credential === null) return {};
  if (credential.kind === 'secret') return { client_secret: credential.secret };
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion(client, credential, deps),
  };
}

/** PS256 with the certificate's SHA-256 in the header, and the endpoint alone as audience (RFC 7515, RFC 7523). */
function assertion(
  { tokenEndpoint, clientId }: OAuthClient,
  { certificate, privateKey }: Extract<ClientCredential, { readonly kind: 'certificate' }>,
  { clock, random }: TokenDeps,
): string {
  if (!isClientCertificate(certificate, privateKey)) {
    throw new NotAuthenticatedError('The certificate of the client and its RSA key cannot be read.', {
      code: 'ERR_OAUTH_CERTIFICATE',
    });
  }
  const thumbprint = createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url');
  const now = Math.floor(clock.now() / SECOND_MS);
  const parts = [
    { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint },
    {
      aud: tokenEndpoint,
      iss: clientId,
      sub: clientId,
      jti: uuidV4(random),
      nbf: now,
      iat: now,
      exp: now + ASSERTION_SECONDS,
    },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const text = parts.join('.');
  const key = {
    key: privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refusalOf(response: Response, json: unknown): VmrKitError {
  const { status } = response;
  const refusal = refusalSchema.safeParse(json).data;
  const told = refusal?.error ?? null;
  if (status === 429 || told === 'slow_down') {
    const seconds = Number(response.headers.get('retry-after'));
    return new ThrottledError('The token endpoint asks for a pause.', {
      code: 'ERR_OAUTH_THROTTLED',
      retryAfterMs: seconds > 0 ? seconds * SECOND_MS : RETRY_MS,
    });
  }
  const passing = told === null || ['temporarily_unavailable', 'server_error'].includes(told);
  if (status >= 500 || (passing && status !== 401)) {
    return unavailable('The token endpoint does not answer as one.', told ?? String(status));
  }
  // The description may hold names of people, so it stays behind.
  return new NotAuthenticatedError('The token endpoint gives no token to this client.', {
    code: 'ERR_OAUTH_REFUSED',
    cause: new Error([told ?? status, ...(refusal?.error_codes?.slice(0, 1) ?? [])].join(':')),
  });
}

function unavailable(message: string, cause: string | null): UnavailableError {
  return new UnavailableError(message, {
    code: 'ERR_OAUTH_UNAVAILABLE',
    ...(cause === null ? {} : { cause: new Error(cause) }),
  });
}
