import type { AcceptText, DeclineText } from '../templates/integration-texts.ts';
import type { MeetingKey } from './meeting-key.ts';

/** Why a message changes nothing. */
export type IgnoreReason =
  | 'delegate-copy'
  | 'superseded'
  | 'not-organizer'
  | 'no-organizer'
  | 'other-mailbox'
  | 'replayed';

/** What the tag of a message stands for. */
export type TagFact =
  /** No tag at all. */
  | { readonly kind: 'none' }
  /** Damaged, another integration's, or never given out. */
  | { readonly kind: 'unknown' }
  /** Given out once and not to be had any more. */
  | { readonly kind: 'released' }
  | { readonly kind: 'reservation'; readonly reservationId: string; readonly boundTo: MeetingKey | null }
  /** A token tag; `valid` as of the message's receipt and for this integration (S12.9). */
  | {
      readonly kind: 'token';
      readonly hash: string;
      readonly valid: boolean;
      readonly boundTo: MeetingKey | null;
    };

/** Where the conference's aliases come from. */
export type Grant =
  /** The meeting keeps what it has. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'reservation'; readonly reservationId: string }
  /** A token tag pays: allocate (once a meeting) and put instructions in its place. */
  | { readonly kind: 'token'; readonly hash: string };

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
  | { readonly kind: 'decline'; readonly because: DeclineText; readonly limited: boolean };
