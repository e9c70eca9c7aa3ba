import type { MeetingKey } from '../identity/meeting-key.ts';

/** What the tag of a message stands for. */
export type TagFact =
  /** No tag at all, or a first request from a sender who is not trusted: nobody looked. */
  | { readonly kind: 'none' }
  /** Damaged, another integration's, never given out, or forgotten. */
  | { readonly kind: 'unknown' }
  /** Given out once and released since. */
  | { readonly kind: 'released' }
  | {
      readonly kind: 'reservation';
      readonly reservationId: string;
      readonly boundTo: MeetingKey | null;
      readonly quoted: boolean;
    }
  /** A token tag; `valid` as of the message's receipt and for this integration. */
  | {
      readonly kind: 'token';
      readonly hash: string;
      readonly valid: boolean;
      readonly boundTo: MeetingKey | null;
      readonly quoted: boolean;
    };
