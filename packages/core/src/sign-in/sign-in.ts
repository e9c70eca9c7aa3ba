import type { IntegrationId, IntegrationRef } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import type { Instant } from '../time/instant.ts';
import { MINUTE_MS } from '../time/instant.ts';
import type { SignedInIdentity } from './sign-in-provider.ts';

/** How long a person may take from the pane's button to its result. */
export const SIGN_IN_LIFE_MS = 10 * MINUTE_MS;

/** What binds the callback to the browser that was sent away: hashes of the state and of that browser's cookie. */
export interface BrowserBinding {
  readonly stateHash: string;
  readonly browserHash: string;
}

/** What the sign-in would write into a user's record: an Exchange id that it lacks, the first one or one more. */
export type TieKind = 'none' | 'first' | 'second';

/** Somebody who came back from the identity provider. */
export interface ArrivedPerson {
  readonly identity: SignedInIdentity;
  /** Id of the person's record; null: there is none yet. */
  readonly userId: string | null;
  readonly tie: TieKind;
  /** Whether the digits alone release the result, also to the pane of the same browser. */
  readonly needsDigits: boolean;
  /** Secret that the dialog hands to the pane of its own browser. */
  readonly code: string;
}

/** How far a sign-in is. */
export type SignInPhase =
  /** The pane has its link, and nobody opened it. */
  | { readonly kind: 'begun' }
  /** A browser was sent to the identity provider; `openings` counts how often. */
  | ({ readonly kind: 'opened'; readonly openings: number; readonly keep: string } & BrowserBinding)
  /** One request exchanges the code, until then at most. */
  | ({ readonly kind: 'completing'; readonly until: Instant } & BrowserBinding)
  /** Who signed in is known, and has to confirm it; `wrongDigits` counts. */
  | ({
      readonly kind: 'arrived';
      readonly person: ArrivedPerson;
      readonly wrongDigits: number;
    } & BrowserBinding)
  /** The person typed the digits that the pane shows. */
  | ({ readonly kind: 'released'; readonly person: ArrivedPerson } & BrowserBinding)
  /** The pane has its bearer. */
  | ({ readonly kind: 'taken'; readonly person: ArrivedPerson } & BrowserBinding)
  | ({ readonly kind: 'failed'; readonly failure: SignInFailure } & Partial<BrowserBinding>);

/** Why a sign-in came to nothing. */
export interface SignInFailure {
  readonly code: string;
  /** Name and address of who signed in, where that is known. */
  readonly account: string | null;
  /** Whom the pane's own token names, where that is somebody else. */
  readonly expected: string | null;
}

/** One sign-in of a pane, from its button to its bearer. */
export interface SignIn {
  readonly expiresAt: Instant;
  /** Of the secret by which the pane proves that the sign-in is its own. */
  readonly paneHash: string;
  /** Two digits that the pane shows and a person types on the dialog's last page. */
  readonly digits: string;
  /** Key of the caller whom the pane's own token names; null: the pane has no token. */
  readonly callerKey: string | null;
  readonly loginHint: string | null;
  readonly phase: SignInPhase;
}

/** A sign-in as it is stored, in its tenant's partition: sealed as a whole. */
export interface StoredSignIn extends IntegrationRef {
  readonly integrationId: IntegrationId;
  readonly expiresAt: Instant;
  readonly sealed: string;
}

/** The sign-ins under way; `due`: by the time at which they are forgotten. */
export const signInShape: CollectionShape<StoredSignIn, 'due'> = {
  name: 'sign_ins',
  indexes: { due: ({ expiresAt }) => [expiresAt] },
};
