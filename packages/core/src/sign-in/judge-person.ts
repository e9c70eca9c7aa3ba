import type { TieKind } from './sign-in.ts';
import type { SignedInIdentity } from './sign-in-provider.ts';
import type { SignInUser } from './sign-in-users.ts';

/** Who signed in, and whom the pane's own token names. */
export interface JudgedPerson {
  readonly identity: Pick<SignedInIdentity, 'entra'>;
  /** The record of who signed in; null: there is none. */
  readonly user: SignInUser | null;
  /** Key of the caller whom the pane's token names; null: the pane has no token. */
  readonly callerKey: string | null;
  /** The record on which that key stands; null: it stands on none. */
  readonly owner: SignInUser | null;
}

/** Whether who signed in may use this pane. */
export type PersonVerdict =
  | { readonly kind: 'same'; readonly tie: TieKind; readonly needsDigits: boolean }
  /** The pane's token names somebody else. */
  | { readonly kind: 'other' };

const ENTRA = 'entra/';
const EXCHANGE = 'exchange/';

/**
 * Holds who signed in against the pane's own token. An Exchange id that stands on no record yet is to be tied to the
 * person's: the first one after they confirmed it, one more only by the digits.
 */
export function judgePerson({ identity, user, callerKey, owner }: JudgedPerson): PersonVerdict {
  if (callerKey === null) return { kind: 'same', tie: 'none', needsDigits: false };
  if (owner !== null) {
    return owner.id === user?.id ? { kind: 'same', tie: 'none', needsDigits: false } : { kind: 'other' };
  }
  if (callerKey.startsWith(EXCHANGE)) {
    const hasOne = user?.callerKeys.some((key) => key.startsWith(EXCHANGE)) ?? false;
    return { kind: 'same', tie: hasOne ? 'second' : 'first', needsDigits: hasOne };
  }
  if (!callerKey.startsWith(ENTRA) || identity.entra === null) {
    // Two directories that cannot be compared: the person has to.
    return { kind: 'same', tie: 'none', needsDigits: true };
  }
  const { tenantId, objectId } = identity.entra;
  const isSame = callerKey.toLowerCase() === `${ENTRA}${tenantId}/${objectId}`.toLowerCase();
  return isSame ? { kind: 'same', tie: 'none', needsDigits: false } : { kind: 'other' };
}
