import { ConflictError } from '../errors/vmrkit-error.ts';
import {
  type Change,
  DEPLOYMENT,
  type DocumentCollection,
  type Stored,
} from '../store/document-collection.ts';
import type { Claim, ClaimOwner } from './claim.ts';

const MOST_ATTEMPTS = 16;

/** A claim that a commit is about to rely on. */
export interface WantedClaim {
  /** The claimed value, such as `aliasClaim` makes it. */
  readonly id: string;
  readonly claim: Claim;
}

/** What {@link holdClaims} came to. */
export type HoldResult =
  /** All are the owner's, and whoever saw them before cannot remove them any more. */
  | { readonly kind: 'held' }
  /** One belongs to somebody else. Those that this call made are gone again. */
  | { readonly kind: 'conflict'; readonly id: string; readonly holder: Claim };

/**
 * Step 2 of each commit that relies on names: inserts every claim, or *touches* it when its owner has it already.
 * A touch writes a new revision, which is the claim's nonce: a sweeper that judged the claim before cannot delete
 * it after. To be called after the owner's version was read and before it is committed against. Throws
 * ConflictError `ERR_CLAIM_CONTENDED` when others write the same claims all the time.
 */
export async function holdClaims(
  claims: DocumentCollection<Claim, 'review'>,
  wanted: readonly WantedClaim[],
): Promise<HoldResult> {
  const made: Change<Claim>[] = [];
  let open = wanted;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    if (open.length === 0) return { kind: 'held' };
    const standing = await claims.load(
      DEPLOYMENT,
      open.map(({ id }) => id),
    );
    const foreign = standing.find(
      (found, index) => found && !sameOwner(found.value.owner, open[index]?.claim.owner),
    );
    if (foreign) {
      if (made.length > 0) await claims.commit(DEPLOYMENT, made);
      return { kind: 'conflict', id: foreign.id, holder: foreign.value };
    }
    const results = await claims.commit(
      DEPLOYMENT,
      open.map((one, index) => claimChange(one, standing[index] ?? null)),
    );
    for (const [index, result] of results.entries()) {
      const one = open[index];
      if (one && result.ok && result.revision !== null && !standing[index]) {
        made.push({ op: 'remove', id: one.id, revision: result.revision });
      }
    }
    open = open.filter((_, index) => !results[index]?.ok);
  }
  throw new ConflictError('Others keep writing the same claims.', { code: 'ERR_CLAIM_CONTENDED' });
}

/** Removes the claims that are still this owner's; others stay. */
export async function releaseClaims(
  claims: DocumentCollection<Claim, 'review'>,
  held: { readonly owner: ClaimOwner; readonly ids: readonly string[] },
): Promise<void> {
  let open = held.ids;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && open.length > 0; attempt += 1) {
    const standing = await claims.load(DEPLOYMENT, open);
    const own = standing.filter((found) => found !== null && sameOwner(found.value.owner, held.owner));
    const removals = own.flatMap((found) => (found === null ? [] : [removal(found)]));
    if (removals.length === 0) return;
    const results = await claims.commit(DEPLOYMENT, removals);
    open = removals.filter((_, index) => !results[index]?.ok).map(({ id }) => id);
  }
}

/** Whether two owners are the same one. */
function sameOwner(a: ClaimOwner, b: ClaimOwner | undefined): boolean {
  return a.kind === b?.kind && a.id === b.id;
}

function claimChange(wanted: WantedClaim, standing: Stored<Claim> | null): Change<Claim> {
  const { id, claim } = wanted;
  return standing === null
    ? { op: 'insert', id, value: claim }
    : { op: 'replace', id, revision: standing.revision, value: claim };
}

function removal(found: Stored<Claim>): Change<Claim> {
  return { op: 'remove', id: found.id, revision: found.revision };
}
