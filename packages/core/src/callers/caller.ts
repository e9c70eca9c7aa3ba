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

/** What a token is verified for. */
export interface VerifyOptions {
  /** The integration in whose name the caller comes. */
  readonly integration: IntegrationRef;
  /** Audience that the token must name: the address of the add-in's pane. */
  readonly audience: string;
  /** The present for the API, the time of sealing for a token tag (S12.9). */
  readonly at: Instant;
}

/**
 * Checks add-in tokens of one kind, by the settings of one entry of a record's `callers`. Rejects with
 * NotAuthenticatedError, whose code tells the fault apart (S7.1): `ERR_TOKEN_UNKNOWN_HOST`,
 * `ERR_TOKEN_NOT_YET_VALID`, `ERR_TOKEN_EXPIRED`, `ERR_TOKEN_AUDIENCE`, `ERR_TOKEN_SIGNATURE`,
 * `ERR_TOKEN_MALFORMED`; with UnavailableError while the keys are not available.
 */
export interface CallerVerifier {
  /** Whether the token looks like one of this verifier's kind; decides nothing else. */
  recognises(token: string): boolean;
  verify(token: string, options: VerifyOptions): Promise<Caller>;
}

/** How the callers of one integration are verified. */
export interface IntegrationCallers extends Omit<VerifyOptions, 'at'> {
  /** One for each entry of the record's `callers`. */
  readonly verifiers: readonly CallerVerifier[];
}
