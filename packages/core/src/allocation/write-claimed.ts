import type { MeetingKey } from '../identity/meeting-key.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { Clock } from '../runtime/clock.ts';
import type { DocumentCollection, Stored } from '../store/document-collection.ts';
import { insertOne, replaceOne } from '../store/document-steps.ts';
import { HOUR_MS, shift } from '../time/instant.ts';
import type { Claim, ClaimOwner } from './claim.ts';
import { type HoldResult, holdClaims, type WantedClaim } from './hold-claims.ts';
import { type ClaimOwnerSide, reviewClaims } from './sweeper.ts';

/** Long enough for one write; then the sweeper looks whether it was made. */
const REVIEW_MS = HOUR_MS;
/** Most claims that are held at once. */
const CHUNK = 500;

/** A document that relies on claims, as it is to be. */
export interface ClaimedWrite<T> {
  readonly id: string;
  readonly value: T & { readonly tenantId: TenantId };
  /** What it replaces; null: nothing. */
  readonly seen: Stored<unknown> | null;
  /** Ids of the claims that `value` uses, all of them; or those that it begins to use. */
  readonly claims: readonly string[];
  /** Of a meeting's conference, so that admission finds it; none: they are no meeting's. */
  readonly meetingKey?: MeetingKey;
}

/** What {@link writeClaimed} works with. */
export interface WriteClaimedDeps<T> {
  readonly claims: DocumentCollection<Claim, 'review'>;
  readonly collection: DocumentCollection<T>;
  readonly kind: ClaimOwner['kind'];
  /** How an owner of this kind is asked. */
  readonly owner: ClaimOwnerSide;
  readonly clock: Pick<Clock, 'now'>;
}

/** What became of a write; `contended`: somebody else wrote the document meanwhile. */
export type ClaimedWriteResult =
  | { readonly kind: 'written' }
  | { readonly kind: 'contended' }
  | Extract<HoldResult, { readonly kind: 'conflict' }>;

/** The claims that a document is about to rely on. */
function claimsOfWrite<T>(
  {
    id,
    value,
    claims,
    meetingKey = null,
  }: Omit<ClaimedWrite<T>, 'seen' | 'meetingKey'> & {
    readonly meetingKey?: MeetingKey | null;
  },
  { kind, clock }: Pick<WriteClaimedDeps<T>, 'kind' | 'clock'>,
): readonly WantedClaim[] {
  const { tenantId } = value;
  const reviewAt = shift(clock.now(), REVIEW_MS);
  const claim = { tenantId, owner: { kind, id }, meetingKey, reviewAt };
  return claims.map((each) => ({ id: each, claim }));
}

/** Writes a document under its claims: holds them, then commits at the state that was seen. */
export async function writeClaimed<T>(
  write: ClaimedWrite<T>,
  deps: WriteClaimedDeps<T>,
): Promise<ClaimedWriteResult> {
  const { id, value, seen, claims: ids } = write;
  const { claims, collection, owner, clock } = deps;
  const held = await holdClaims(claims, claimsOfWrite(write, deps));
  if (held.kind === 'conflict') return held;
  const place = { partition: value.tenantId, id, value };
  const isWritten =
    seen === null
      ? await insertOne(collection, place)
      : await replaceOne(collection, { ...place, revision: seen.revision });
  if (isWritten) return { kind: 'written' };
  await reviewClaims(claims, { ids, now: clock.now(), owner });
  return { kind: 'contended' };
}

/**
 * Holds what many documents are about to rely on, so that none is written where one claim is not available: false then, and
 * what was held is looked at again.
 */
export async function holdForAll(
  writes: readonly Omit<ClaimedWrite<object>, 'seen'>[],
  deps: Omit<WriteClaimedDeps<object>, 'collection'>,
): Promise<boolean> {
  const { claims, owner, kind, clock } = deps;
  const wanted = writes.flatMap((write) => claimsOfWrite(write, deps));
  for (let from = 0; from < wanted.length; from += CHUNK) {
    const held = await holdClaims(claims, wanted.slice(from, from + CHUNK));
    if (held.kind === 'held') continue;
    // What a crash left of one of the same kind may be gone by the next try; owners of another kind are not asked here.
    const left = held.holder.owner.kind === kind ? [held.id] : [];
    const ids = [...left, ...wanted.slice(0, from).map(({ id }) => id)];
    await reviewClaims(claims, { ids, now: clock.now(), owner });
    return false;
  }
  return true;
}
