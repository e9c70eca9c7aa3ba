import {
  type Change,
  DEPLOYMENT,
  type DocumentCollection,
  type Stored,
} from '../store/document-collection.ts';
import { type DocumentRef, insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';
import type { Claim, ClaimOwner } from './claim.ts';

/** When a claim in use is looked at again. */
const NEXT_REVIEW_MS = 7 * DAY_MS;

/** What raising an owner told of a claim. */
export type RaiseResult =
  /** The owner uses the claim. */
  | 'used'
  /** It does not, and no commit that was under way can make it: its version was raised. */
  | 'unused'
  /** The owner is being written: look again later. */
  | 'busy';

/** One kind of owner, as the sweeper sees it. */
export interface ClaimOwnerSide {
  /**
   * Raises the owner's version by compare-and-set (inserting a tombstone where there is none), so that commits
   * against the older version fail, then says whether it uses the claim. See {@link raiseOwner}.
   */
  raise(claim: Stored<Claim>): Promise<RaiseResult>;
}

/** What {@link sweepClaims} is told. */
export interface SweepClaimsOptions {
  readonly now: Instant;
  /** Most claims to review in this call, 1 to 1,000. */
  readonly limit: number;
  /** How to ask each kind of owner. */
  readonly owners: Readonly<Record<ClaimOwner['kind'], ClaimOwnerSide>>;
}

/** What {@link sweepClaims} did. */
export interface SweepReport {
  readonly reviewed: number;
  readonly removed: number;
}

/**
 * Reviews claims that are due and removes those that their owners do not use: leftovers of crashes. It (1) reads the
 * claim with its nonce, the revision; (2) raises the owner's version; (3) checks that the owner does not use the
 * claim; (4) deletes the claim only if the nonce is unchanged. Together with the touch of `holdClaims` no name is
 * ever freed under a commit that relies on it.
 */
export async function sweepClaims(
  claims: DocumentCollection<Claim, 'review'>,
  { now, limit, owners }: SweepClaimsOptions,
): Promise<SweepReport> {
  const due = await claims.find(DEPLOYMENT, { index: 'review', equals: [], to: now, limit });
  let removed = 0;
  for (const claim of due.items) {
    if (await reviewClaim(claims, claim, { now, owner: owners[claim.value.owner.kind] })) removed += 1;
  }
  return { reviewed: due.items.length, removed };
}

/** What {@link reviewClaims} is told. */
export interface ReviewClaimsOptions {
  readonly ids: readonly string[];
  readonly now: Instant;
  /** How to ask the owners of these claims. */
  readonly owner: ClaimOwnerSide;
}

/** Removes those of the claims that their owners do not use any more, as {@link sweepClaims} does when they are due. */
export async function reviewClaims(
  claims: DocumentCollection<Claim, 'review'>,
  { ids, now, owner }: ReviewClaimsOptions,
): Promise<void> {
  for (const claim of await claims.load(DEPLOYMENT, ids)) {
    if (claim !== null) await reviewClaim(claims, claim, { now, owner });
  }
}

/** Whether the claim was removed. */
async function reviewClaim(
  claims: DocumentCollection<Claim, 'review'>,
  claim: Stored<Claim>,
  { now, owner }: Omit<ReviewClaimsOptions, 'ids'>,
): Promise<boolean> {
  const answer = await owner.raise(claim);
  if (answer === 'busy') return false;
  const [result] = await claims.commit(DEPLOYMENT, [afterReview(claim, { now, used: answer === 'used' })]);
  return answer === 'unused' && result?.ok === true;
}

function afterReview(
  claim: Stored<Claim>,
  { now, used }: { readonly now: Instant; readonly used: boolean },
): Change<Claim> {
  const { id, revision, value } = claim;
  return used
    ? { op: 'replace', id, revision, value: { ...value, reviewAt: shift(now, NEXT_REVIEW_MS) } }
    : { op: 'remove', id, revision };
}

/** How {@link raiseOwner} treats one owner. */
export interface RaiseOwnerOptions<T> extends DocumentRef {
  /** Whether this state of the owner uses the claim. */
  uses(value: T): boolean;
  /** What to leave where the owner was never written; commits that expect nothing there then fail. */
  readonly tombstone: T;
}

/**
 * Steps 2 and 3 of the sweeper for an owner that is one document. An owner that uses the claim is left alone, since
 * nothing will be deleted; otherwise it gets a new revision with the same value.
 */
export async function raiseOwner<T>(
  owners: DocumentCollection<T>,
  { partition, id, uses, tombstone }: RaiseOwnerOptions<T>,
): Promise<RaiseResult> {
  const owner = await loadOne(owners, { partition, id });
  if (owner !== null && uses(owner.value)) return 'used';
  const raised =
    owner === null
      ? await insertOne(owners, { partition, id, value: tombstone })
      : await replaceOne(owners, { partition, id, revision: owner.revision, value: owner.value });
  return raised ? 'unused' : 'busy';
}
