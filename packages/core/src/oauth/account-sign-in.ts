import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InvalidInputError, NotAllowedError, NotAuthenticatedError } from '../errors/vmrkit-error.ts';
import type { IntegrationId, IntegrationRef } from '../identity/tenancy.ts';
import type { PluginSecrets } from '../secrets/plugin-secrets.ts';
import { MINUTE_MS, SECOND_MS } from '../time/instant.ts';
import { type OAuthClient, requestTokens, type TokenDeps } from './token-endpoint.ts';
import { cachedTokens, type TokenSource } from './token-source.ts';

/** A service account that a person signs in, and what for. */
export interface SignedInAccount {
  readonly client: OAuthClient;
  readonly authorizationEndpoint: string;
  readonly redirectUri: string;
  /** User name of the account that must sign in. */
  readonly account: string;
  /** What is asked for, such as `scope` and `resource`; the authorization server must give an id_token for it. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Where access tokens are sent. A sign-in for one place is none for another. */
  readonly sentTo: string;
}

/** What a sign-in is kept and made with. */
export interface AccountDeps extends TokenDeps {
  readonly integration: IntegrationRef;
  readonly secrets: PluginSecrets;
}

/** What the authorization server sent a person back with. */
export interface AuthorizationAnswer {
  readonly state: string | null;
  readonly code: string | null;
  readonly error: string | null;
}

const STATE_MS = 10 * MINUTE_MS;
const PENDING = 'pending-sign-in';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const pendingSchema = z.object({
  state: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  until: z.number(),
  name: z.string(),
});
const identitySchema = z.object({
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.coerce.number(),
  nonce: z.string(),
  preferred_username: z.string().optional(),
  upn: z.string().optional(),
  unique_name: z.string().optional(),
});

/** The integration that a `state` was made for; null: it was made by nobody here. Proves nothing. */
export function integrationOfState(state: string): IntegrationId | null {
  const [id = ''] = state.split('.');
  return UUID.test(id) ? id : null;
}

/**
 * The link that signs the account in (RFC 6749 section 4.1, PKCE by RFC 7636). It works once and for ten minutes, and
 * ends an earlier one.
 */
export async function beginAccountSignIn(account: SignedInAccount, deps: AccountDeps): Promise<URL> {
  const draw = () => Buffer.from(deps.random.bytes(32)).toString('base64url');
  const state = `${deps.integration.integrationId}.${draw()}`;
  const [verifier, nonce] = [draw(), draw()];
  const until = deps.clock.now() + STATE_MS;
  const pending = { state, verifier, nonce, until, name: tokenName(account) };
  await deps.secrets.write(PENDING, { value: JSON.stringify(pending) });
  const url = new URL(account.authorizationEndpoint);
  const parameters = {
    ...account.parameters,
    response_type: 'code',
    client_id: account.client.clientId,
    redirect_uri: account.redirectUri,
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: account.account,
    // Whoever follows the link may be signed in as themselves.
    prompt: 'login',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

/**
 * Takes what the authorization server sent back, and keeps the refresh token if the right account signed in. Rejects,
 * and keeps nothing, with InvalidInputError `ERR_OAUTH_STATE`, NotAuthenticatedError `ERR_OAUTH_DECLINED`,
 * NotAllowedError `ERR_OAUTH_OTHER_ACCOUNT`, or as `requestTokens` does.
 */
export async function finishAccountSignIn(
  account: SignedInAccount,
  { state, code, error }: AuthorizationAnswer,
  deps: AccountDeps,
): Promise<void> {
  const pending = await takePending(state, deps);
  if (pending === null || pending.name !== tokenName(account)) {
    throw new InvalidInputError('This sign-in was not begun here, was used already, or is too old.', {
      code: 'ERR_OAUTH_STATE',
    });
  }
  if (code === null) {
    throw new NotAuthenticatedError('The authorization server did not let the account sign in.', {
      code: 'ERR_OAUTH_DECLINED',
      cause: new Error(/^[a-z_]{1,60}$/.test(error ?? '') ? (error ?? '') : 'no code'),
    });
  }
  const grant = { grant_type: 'authorization_code', code, redirect_uri: account.redirectUri };
  const tokens = await requestTokens(account.client, { ...grant, code_verifier: pending.verifier }, deps);
  const name = userNameIn(tokens.idToken, { clientId: account.client.clientId, nonce: pending.nonce, deps });
  if (name === null || name.toLowerCase() !== account.account.toLowerCase()) {
    throw new NotAllowedError('Another account signed in than the one that the integration names.', {
      code: 'ERR_OAUTH_OTHER_ACCOUNT',
    });
  }
  if (tokens.refreshToken === null) {
    throw new NotAuthenticatedError('The authorization server gave no refresh token.', {
      code: 'ERR_OAUTH_DECLINED',
      cause: new Error('no refresh_token'),
    });
  }
  await deps.secrets.write(pending.name, { value: tokens.refreshToken });
}

/**
 * Tokens of an account that somebody signed in. Each use may change the refresh token, and the newest is kept. Rejects
 * with NotAuthenticatedError `ERR_OAUTH_SIGN_IN_NEEDED` while nobody has, or it has lapsed.
 */
export function accountTokens(account: SignedInAccount, deps: AccountDeps): TokenSource {
  const name = tokenName(account);
  const { secrets } = deps;
  const refresh = async (tries: number): ReturnType<typeof requestTokens> => {
    const kept = await secrets.read(name);
    if (kept === null) throw signInNeeded(null);
    try {
      const grant = { grant_type: 'refresh_token', refresh_token: kept.value, ...account.parameters };
      const tokens = await requestTokens(account.client, grant, deps);
      const { refreshToken } = tokens;
      if (refreshToken !== null && refreshToken !== kept.value) {
        // Who was faster has kept one that is as new, and an old one is not revoked by its use.
        await secrets.write(name, { value: refreshToken, seen: kept.revision });
      }
      return tokens;
    } catch (error) {
      if (!isLapsed(error)) throw error;
      if (await secrets.remove(name, kept.revision)) throw signInNeeded(error);
      // Another manager has used it, or somebody signed in meanwhile.
      if (tries <= 1) throw error;
      return refresh(tries - 1);
    }
  };
  return cachedTokens(() => refresh(3), deps.clock);
}

/** By client, account and place, so that what was given for one is never used for another. Holds no secret. */
function tokenName({ client, account, sentTo }: SignedInAccount): string {
  const parts = [client.tokenEndpoint, client.clientId, account.toLowerCase(), sentTo];
  return `refresh-token/${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}

async function takePending(state: string | null, { secrets, clock }: AccountDeps) {
  const kept = await secrets.read(PENDING);
  if (kept === null || state === null) return null;
  const pending = pendingSchema.parse(JSON.parse(kept.value));
  if (!isSame(pending.state, state)) return null;
  // Only whoever removes it may use it.
  const taken = await secrets.remove(PENDING, kept.revision);
  return taken && clock.now() < pending.until ? pending : null;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest('hex'));
  return a === b;
}

/** Who an id_token names. It came from the token endpoint over TLS, which stands for its signature (OpenID Connect 3.1.3.7). */
function userNameIn(
  idToken: string | null,
  expected: { readonly clientId: string; readonly nonce: string; readonly deps: AccountDeps },
): string | null {
  const identity = identitySchema.safeParse(payloadOf(idToken)).data;
  if (identity === undefined || identity.nonce !== expected.nonce) return null;
  if (![identity.aud].flat().includes(expected.clientId)) return null;
  if (identity.exp * SECOND_MS < expected.deps.clock.now() - 5 * MINUTE_MS) return null;
  return identity.preferred_username ?? identity.upn ?? identity.unique_name ?? null;
}

function payloadOf(idToken: string | null): unknown {
  try {
    return JSON.parse(Buffer.from(idToken?.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return null;
  }
}

function isLapsed(error: unknown): boolean {
  return NotAuthenticatedError.is(error) && error.cause instanceof Error
    ? ['invalid_grant', 'interaction_required', 'login_required'].includes(error.cause.message)
    : false;
}

function signInNeeded(cause: unknown): NotAuthenticatedError {
  return new NotAuthenticatedError('The service account must be signed in by a person.', {
    code: 'ERR_OAUTH_SIGN_IN_NEEDED',
    cause,
  });
}
