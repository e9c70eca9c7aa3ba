import { createHash } from 'node:crypto';
import type { CollectionShape } from '../store/document-collection.ts';
import { type Instant, MINUTE_MS, shift } from '../time/instant.ts';

/** Tries in a row before a name is locked. */
const MOST_TRIES = 10;
/** How long a name is locked, and how long a try counts. */
const LOCK_MS = 15 * MINUTE_MS;

/**
 * Tries to sign in with one name that did not lead in, in the deployment's partition. It is kept of every name alike, so
 * that nobody learns which ones are accounts'.
 */
export interface SignInAttempts {
  /** The try under way counts until it led in. */
  readonly tries: number;
  readonly lastAt: Instant;
  readonly lockedUntil: Instant | null;
  /** When nothing of it counts any more. */
  readonly forgetAt: Instant;
}

/** Tries by when they are forgotten. */
export const signInAttemptsShape: CollectionShape<SignInAttempts, 'forget'> = {
  name: 'admin_sign_in_attempts',
  indexes: { forget: ({ forgetAt }) => [forgetAt] },
};

/** The id of the tries with a name: hashed, since people type passwords there. */
export function attemptsId(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/**
 * The tries with one more; null while the name is locked. The tenth in a row locks it, counted when it begins, so that
 * many at once are no more than ten. Pure.
 */
export function withTry(before: SignInAttempts | null, now: Instant): SignInAttempts | null {
  if (isLocked(before, now)) return null;
  const isFresh = before === null || before.lockedUntil !== null || before.lastAt + LOCK_MS <= now;
  const tries = isFresh ? 1 : before.tries + 1;
  const until = shift(now, LOCK_MS);
  return { tries, lastAt: now, lockedUntil: tries < MOST_TRIES ? null : until, forgetAt: until };
}

/** Whether nobody may try the name now. */
export function isLocked(attempts: SignInAttempts | null, now: Instant): boolean {
  return attempts !== null && attempts.lockedUntil !== null && attempts.lockedUntil > now;
}
