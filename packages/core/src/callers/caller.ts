import type { IntegrationRef } from '../identity/tenancy.ts';
import type { Instant } from '../time/instant.ts';

/** Somebody whose add-in token was verified (S7). */
export interface Caller extends IntegrationRef {
  /** Stable key of the person: provider, issuer or metadata host, and subject. No address. */
  readonly key: string;
  readonly provider: string;
  /** When the proof loses its force. */
  readonly expiresAt: Instant;
}

/** What a verifier is told of the integration in whose name it checks. */
export interface CallerPolicy extends IntegrationRef {
  /** Audience that the token must name: the add-in's URL. */
  readonly audience: string;
  /** Authentication metadata documents that are trusted (S7.1); no other is ever fetched. */
  readonly exchangeMetadataUrls: readonly string[];
}

/**
 * Checks add-in tokens of one kind. Rejects with NotAuthenticatedError, whose code tells the fault apart (S7.1):
 * `ERR_TOKEN_UNKNOWN_HOST`, `ERR_TOKEN_NOT_YET_VALID`, `ERR_TOKEN_EXPIRED`, `ERR_TOKEN_AUDIENCE`,
 * `ERR_TOKEN_SIGNATURE`, `ERR_TOKEN_MALFORMED`; with UnavailableError when the keys cannot be had.
 */
export interface CallerVerifier {
  /** Whether the token looks like one of this verifier's kind; decides nothing else. */
  recognises(token: string): boolean;
  /** Verifies `token` as of `at`: the present for the API, the time of sealing for a token tag (S12.9). */
  verify(token: string, policy: CallerPolicy, at: Instant): Promise<Caller>;
}
