import type { Caller, CallerVerifier } from '../callers/caller.ts';
import { NotAuthenticatedError } from '../errors/vmrkit-error.ts';
import type { IntegrationRef } from '../identity/tenancy.ts';
import { HOUR_MS, type Instant } from '../time/instant.ts';

/** How long a pane's bearer is good. */
export const PANE_BEARER_LIFE_MS = HOUR_MS;

/** What a pane's bearer says. */
export interface PaneBearerClaims extends IntegrationRef {
  /** Key of the caller that it makes: `user/<id>` with a record, `person/<key of the identity>` without. */
  readonly subject: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

/** What a pane's bearer is held against. */
export interface PaneBearerCheck {
  readonly integration: IntegrationRef;
  readonly at: Instant;
}

/** Reads bearers that managers of this deployment signed: edges do, with the public keys of their snapshot. */
export interface PaneBearerReader {
  /** Whether the token says that it is one; decides nothing else. */
  recognises(token: string): boolean;
  /**
   * Rejects with NotAuthenticatedError: `ERR_TOKEN_SIGNATURE`, `ERR_TOKEN_EXPIRED`, `ERR_TOKEN_NOT_YET_VALID`,
   * `ERR_TOKEN_AUDIENCE` for another integration's, `ERR_TOKEN_MALFORMED`.
   */
  read(token: string, check: PaneBearerCheck): Promise<PaneBearerClaims>;
}

/** Makes bearers, which only managers can. */
export interface PaneBearers extends PaneBearerReader {
  sign(claims: PaneBearerClaims): Promise<string>;
}

/** Name under which a pane's bearer makes callers. */
export const PANE_PROVIDER = 'pane';

const USER = 'user/';

/** Id of the user whom a caller of this provider has; null: none, or another provider's caller. */
export function userIdOf({ provider, key }: Pick<Caller, 'provider' | 'key'>): string | null {
  return provider === PANE_PROVIDER && key.startsWith(USER) ? key.slice(USER.length) : null;
}

/** What a bearer says of somebody with this record or, where it is null, of who signed in without one. */
export function bearerSubject(userId: string | null, identityKey: string): string {
  return userId === null ? `person/${identityKey}` : `${USER}${userId}`;
}

/**
 * Verifies panes' bearers at a manager, where they stand for the token that a client cannot get (S7.2). The bearer of a
 * user whose record is gone ends at once: NotAuthenticatedError `ERR_TOKEN_REVOKED`.
 */
export function createPaneBearerVerifier(
  bearers: PaneBearerReader,
  isKnown: (integration: IntegrationRef, userId: string) => Promise<boolean>,
): CallerVerifier {
  return {
    recognises: (token) => bearers.recognises(token),
    async verify(token, { integration, at }) {
      const { subject: key, expiresAt } = await bearers.read(token, { integration, at });
      const caller = { ...integration, key, provider: PANE_PROVIDER, expiresAt };
      const userId = userIdOf(caller);
      if (userId === null || (await isKnown(integration, userId))) return caller;
      throw new NotAuthenticatedError('The user was removed: sign in again.', { code: 'ERR_TOKEN_REVOKED' });
    },
  };
}
