import { createHash } from 'node:crypto';
import type { MeetingKey } from '../identity/meeting-key.ts';
import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import { HOUR_MS, type Instant } from '../time/instant.ts';

/** The aggregate that a claim belongs to. */
export interface ClaimOwner {
  readonly kind: 'reservation' | 'meeting' | 'integration' | 'tenant' | 'user' | 'room' | 'account';
  readonly id: string;
}

/**
 * One name held by one owner. Its id is the claimed value, so that uniqueness is the primary key's; its revision is
 * the nonce of the protocol in `claims.ts` and `sweeper.ts`. Kept in the deployment's partition, since aliases are unique over all
 * tenants (I1); `tenantId` says whose it is.
 */
export interface Claim {
  readonly tenantId: TenantId;
  readonly owner: ClaimOwner;
  /** The meeting whose conference uses it, so that admission needs one read more and no index. */
  readonly meetingKey: MeetingKey | null;
  /** Of a tenant's claim: the integrations that share it, so that a sweeper can ask each. */
  readonly integrations?: readonly IntegrationId[];
  /** When a sweeper should look whether the owner still uses it. */
  readonly reviewAt: Instant;
}

/** Claims, searchable by the time of their next review. */
export const claimShape: CollectionShape<Claim, 'review'> = {
  name: 'claims',
  indexes: { review: (claim) => [claim.reviewAt] },
};

/** The id of the claim on an alias (compared without case). */
export function aliasClaim(alias: string): string {
  return `alias:${alias.toLowerCase()}`;
}

/** Whether a claim is on an alias. */
export function isAliasClaim(id: string): boolean {
  return id.startsWith(aliasClaim(''));
}

/** The id of the claim on a conference name, unique within its tenant, compared without case. */
export function nameClaim(tenantId: TenantId, name: string): string {
  return `name:${tenantId}:${name.toLowerCase()}`;
}

/** The id of the claim on a token tag, by the SHA-256 of the token in lower-case hex. */
export function tokenClaim(sha256: string): string {
  return `token:${sha256}`;
}

/** The id of the claim that ties a draft in a caller's pane to its reservation; hashed, since callers choose the key. */
export function draftClaim(draft: {
  readonly integrationId: string;
  readonly callerKey: string;
  readonly draftKey: string;
}): string {
  const parts = JSON.stringify([draft.integrationId, draft.callerKey, draft.draftKey]);
  return `draft:${createHash('sha256').update(parts).digest('hex')}`;
}

/**
 * The id of the claim that lets untrusted and tagless mail be answered once an hour to one address, or for one sender,
 * whichever mailbox of the integration got it.
 */
export function untrustedAnswerClaim(
  integrationId: string,
  { side, email, at }: { readonly side: 'to' | 'from'; readonly email: string; readonly at: Instant },
): string {
  return `answer:${integrationId}:${Math.floor(at / HOUR_MS)}:${side}:${email.toLowerCase()}`;
}

/** The id of the claim on one of the rooms that an organizer may have in an hour without a tag that entitles to them. */
export function freshRoomClaim(
  integrationId: string,
  { email, at, share }: { readonly email: string; readonly at: Instant; readonly share: number },
): string {
  return `room:${integrationId}:${Math.floor(at / HOUR_MS)}:${share}:${email.toLowerCase()}`;
}
