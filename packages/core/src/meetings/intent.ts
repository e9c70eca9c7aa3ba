import type { AcceptText, DeclineText } from '../templates/integration-texts.ts';

/** Why a message changes nothing. */
export type IgnoreReason =
  | 'delegate-copy'
  | 'forwarded-copy'
  | 'superseded'
  | 'not-organizer'
  | 'no-organizer'
  | 'organizer-unresolved'
  | 'other-mailbox'
  | 'replayed';

/** Where the conference's aliases come from. */
export type Grant =
  /** The meeting keeps what it has. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'reservation'; readonly reservationId: string }
  /** Token tag: allocate (once a meeting) and put instructions in its place. */
  | { readonly kind: 'token'; readonly hash: string }
  /** No tag of its own: allocate (once a meeting) and put instructions into the organizer's meeting (S12.10, S12.17). */
  | { readonly kind: 'fresh' };

/** What is to be done about one message. */
export type Intent =
  | { readonly kind: 'ignore'; readonly because: IgnoreReason }
  /** Make or change the meeting; `reply` null: journalled, no answer. */
  | { readonly kind: 'apply'; readonly grant: Grant; readonly reply: AcceptText | null }
  /** The meeting, or the instance that the message names, is off. */
  | { readonly kind: 'cancel' }
  /** Only the version is kept: what is older must not undo it. */
  | {
      readonly kind: 'note';
      readonly because: 'cancelled-before' | 'cancelled-already' | 'not-organizer';
    }
  | {
      readonly kind: 'decline';
      readonly because: DeclineText;
      readonly limited: boolean;
      /** For the journal, where the text does not tell it. */
      readonly reason?: 'body-encrypted';
    };

/** Why a message has to wait. */
export type ParkReason =
  /** A trusted sender named an organizer whose address cannot be found out. */
  | 'organizer-unresolved'
  /** Only its body can say what it is worth, and the body cannot be read. */
  | 'body-unreadable'
  /** Only the organizer's calendar can say what it is worth, and it does not show the meeting yet. */
  | 'organizer-calendar';

/** An intent, or that none can be made yet: the message is tried again later. */
export type Decision = Intent | { readonly kind: 'park'; readonly because: ParkReason };
