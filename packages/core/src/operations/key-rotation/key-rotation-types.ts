import type { Store } from '../../collections/store.ts';
import type { SecretBox } from '../../secrets/secret-box.ts';
import type { TagKeyRing } from '../../tags/scheduling-tag.ts';

/** Collections whose documents hold sealed texts. */
export type SealedCollection =
  | 'integrations'
  | 'pluginSecrets'
  | 'numberSpaces'
  | 'reservations'
  | 'meetings'
  | 'rooms'
  | 'webhooks';

/** What is asked of {@link rotateKeys}. */
export interface KeyRotationOptions {
  /** Count and report only. */
  readonly dryRun: boolean;
  readonly signal?: AbortSignal;
}

/** What a rotation works on. */
export interface KeyRotationDeps {
  readonly store: Pick<Store, SealedCollection>;
  /** Its first key is the one that all is to be sealed with. */
  readonly secretBox: Pick<SecretBox, 'rotate'>;
  readonly tagKeys: TagKeyRing;
}

/** How far the documents of one collection are. */
export interface SealedTally {
  readonly looked: number;
  readonly reEncrypted: number;
  /** Still sealed with a retired key: in a dry run all that are to be re-encrypted, else those that others kept writing. */
  readonly left: number;
  /** Opened by no key of the ring, or damaged: nothing of this ring is kept for them. */
  readonly unreadable: number;
}

/** Scheduling tags that a retired key sealed. They stand in mail, so no rotation reaches them. */
export interface RetiredTags {
  /** Of reservations that no meeting uses yet. Without their key an invitation with one is declined. */
  readonly awaited: number;
  /** Of meetings' reservations. Without their key such a meeting goes on, but recovery gives it new aliases. */
  readonly bound: number;
}

/** What a whole run did and what is left. */
export interface KeyRotationReport {
  readonly dryRun: boolean;
  readonly documents: Readonly<Record<SealedCollection, SealedTally>>;
  readonly retiredTags: RetiredTags;
  /** Whether anything in the store still needs a key other than the present one. */
  readonly retiredKeysNeeded: boolean;
}

/** What a run tells while it goes on; `finished` comes last. */
export type KeyRotationEvent =
  | ({ readonly kind: 'progress'; readonly collection: SealedCollection } & SealedTally)
  | { readonly kind: 'finished'; readonly report: KeyRotationReport };
