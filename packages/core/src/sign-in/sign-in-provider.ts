import type { Instant } from '../time/instant.ts';

/** How a person's sign-in begins. */
export interface SignInStart {
  /** Comes back in the callback's URL; whoever begins binds it to the browser. */
  readonly state: string;
  /** Where the person is sent back to; registered at the identity provider. */
  readonly redirectUri: string;
  /** Address that the identity provider's page may fill in. */
  readonly loginHint?: string;
  readonly signal?: AbortSignal;
}

/** A sign-in under way. */
export interface BegunSignIn {
  /** The identity provider's page. */
  readonly url: string;
  /** What `complete` needs of it, such as PKCE verifier and nonce: opaque, secret, kept by the caller sealed. */
  readonly keep: string;
}

/** How a person came back. */
export interface SignInReturn extends Pick<SignInStart, 'state' | 'redirectUri' | 'signal'> {
  /** The whole URL that the browser called, query included; hostile. */
  readonly callbackUrl: string;
  readonly keep: string;
}

/** Who signed in. */
export interface SignedInIdentity {
  /** Stable key of the person: provider, issuer or directory, and subject there. No address. */
  readonly key: string;
  readonly email: string | null;
  /** Whether the organisation, and not the person, controls `email`; only then rooms may be found by it. */
  readonly isEmailTrusted: boolean;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly displayName: string | null;
  /** The person in Microsoft Entra ID, as it stands in users that are imported; null elsewhere. */
  readonly entra: { readonly tenantId: string; readonly objectId: string } | null;
}

/**
 * Signs people of one integration in for their personal VMRs, by the authorization-code flow and the settings of the
 * record's `sign_in`. It keeps nothing between `begin` and `complete`, which may run in different managers. Both reject with
 * UnavailableError `ERR_SIGN_IN_UNAVAILABLE` while the identity provider does not answer, and `ERR_SIGN_IN_SETTINGS` where
 * it refuses the integration: client, secret, redirect URI or consent, which is the operator's to mend; the message names
 * its error code.
 */
export interface SignInProvider {
  /** When the secret or certificate that proves the integration ends; null or left out: nobody said. */
  readonly credentialEndsAt?: Instant | null;
  begin(start: SignInStart): Promise<BegunSignIn>;
  /**
   * Rejects with NotAllowedError `ERR_SIGN_IN_REFUSED` where the person gave up or the organisation does not let them in;
   * NotAuthenticatedError `ERR_SIGN_IN_EXPIRED` where the code was used or is too old, so that they begin again, and
   * `ERR_SIGN_IN_FORGED` where state, nonce, issuer, audience or signature are not those of this sign-in; NotAllowedError
   * `ERR_SIGN_IN_CLAIMS` where a claim is missing that the operator is to issue. No message holds code, token or `keep`.
   */
  complete(back: SignInReturn): Promise<SignedInIdentity>;
}
