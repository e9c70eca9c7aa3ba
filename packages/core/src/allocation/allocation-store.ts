import type { DocumentCollection } from '../store/document-collection.ts';
import type { Claim } from './claim.ts';
import type { NumberSpace, SpaceNumber } from './number-space.ts';
import type { ReservationRecord } from './reservation.ts';

/** The collections that allocation works on. */
export interface AllocationStore {
  readonly numberSpaces: DocumentCollection<NumberSpace, 'prefix' | 'family'>;
  readonly spaceNumbers: DocumentCollection<SpaceNumber, 'due' | 'free'>;
  readonly reservations: DocumentCollection<ReservationRecord, 'due'>;
  readonly claims: DocumentCollection<Claim, 'review'>;
}

/**
 * Seals the keys of number spaces at rest. A `SecretBox` is one; spaces belong to a tenant and to no single
 * integration, so `integrationId` is `*`.
 */
export interface KeySealer {
  seal(secret: string, context: KeySealContext): Promise<string>;
  open(sealed: string, context: KeySealContext): Promise<string>;
}

/** What a sealed key is bound to; it opens nowhere else. */
export interface KeySealContext {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly field: string;
}
