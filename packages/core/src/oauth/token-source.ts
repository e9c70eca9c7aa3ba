import type { Clock } from '../runtime/clock.ts';
import { untilAborted } from '../runtime/until-aborted.ts';
import { MINUTE_MS } from '../time/instant.ts';
import { type IssuedTokens, type OAuthClient, requestTokens, type TokenDeps } from './token-endpoint.ts';

/** Access tokens of one account for one API. */
export interface TokenSource {
  /**
   * A token that is good for a while, kept until shortly before it ends. Rejects as `requestTokens` does, or with the
   * reason of the signal.
   */
  token(signal?: AbortSignal): Promise<string>;
  /** The API did not accept this token: the next is a fresh one, unless there is another already. */
  refuse(token: string): void;
}

/** What an API is called in requests for tokens: `resource` at endpoints that know no scopes of it. */
export type TokenAudience = { readonly scope: string } | { readonly resource: string };

const EARLY_MS = 5 * MINUTE_MS;

/**
 * Keeps what `fetchTokens` gives, and asks for it once however many wait. A failure is not kept, and told only where there
 * is no token any more that is still good.
 */
export function cachedTokens(
  fetchTokens: () => Promise<Pick<IssuedTokens, 'accessToken' | 'lifetimeMs'>>,
  clock: Pick<Clock, 'monotonicMs'>,
): TokenSource {
  let kept: { readonly token: string; readonly renewMs: number; readonly endMs: number } | null = null;
  let coming: Promise<string> | null = null;
  const fetchOne = async (): Promise<string> => {
    const askedMs = clock.monotonicMs();
    const { accessToken, lifetimeMs } = await fetchTokens();
    const endMs = askedMs + lifetimeMs;
    kept = { token: accessToken, renewMs: endMs - Math.min(EARLY_MS, lifetimeMs / 2), endMs };
    return accessToken;
  };
  const keptOr = (error: unknown): string => {
    if (kept === null || clock.monotonicMs() >= kept.endMs) throw error;
    return kept.token;
  };
  return {
    async token(signal) {
      signal?.throwIfAborted();
      if (kept !== null && clock.monotonicMs() < kept.renewMs) return kept.token;
      coming ??= fetchOne()
        .catch(keptOr)
        .finally(() => {
          coming = null;
        });
      return signal === undefined ? coming : untilAborted(coming, signal);
    },
    refuse(token) {
      if (kept?.token === token) kept = null;
    },
  };
}

/** Tokens that a client gets in its own name (RFC 6749 section 4.4). */
export function clientCredentialsTokens(
  client: OAuthClient,
  audience: TokenAudience,
  deps: TokenDeps,
): TokenSource {
  const grant = { grant_type: 'client_credentials', ...audience };
  return cachedTokens(() => requestTokens(client, grant, deps), deps.clock);
}
