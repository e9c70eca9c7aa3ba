import type { SignedInIdentity } from './sign-in-provider.ts';

/** A user's record, as far as a sign-in looks at it. */
export interface SignInUser {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** Keys of the callers (see `Caller.key`) that are known to be this person. */
  readonly callerKeys: readonly string[];
}

/** The users of one integration's tenant, as sign-ins know them. All reject as the store does. */
export interface SignInUsers {
  get(userId: string): Promise<SignInUser | null>;
  /** By the key of a verified caller of this integration: an Exchange id, or a person in Entra. */
  ofCaller(callerKey: string): Promise<SignInUser | null>;
  ofIdentity(identity: SignedInIdentity): Promise<SignInUser | null>;
  /**
   * The person's record, made where there is none and the integration allows new users. Null: it allows none. Rejects
   * with the codes of the users' own rules where the person cannot be told apart from another one.
   */
  admit(identity: SignedInIdentity): Promise<SignInUser | null>;
  /**
   * Ties an Exchange id to the record; `confirmed`: the person was told that it has one already and typed the digits.
   * Rejects with ConflictError where the id belongs to another record.
   */
  tie(userId: string, tie: { readonly callerKey: string; readonly confirmed: boolean }): Promise<void>;
}
