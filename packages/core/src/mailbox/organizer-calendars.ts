import type { MeetingIdentity } from '../identity/meeting-key.ts';
import type { MessageBody } from '../message-body/message-body.ts';
import type { Instant } from '../time/instant.ts';
import type { CallOptions } from './equipment-mailbox.ts';

/** A meeting to be found in its organizer's calendar. */
export interface OrganizerMeetingQuery {
  /** SMTP address of the organizer. */
  readonly organizer: string;
  readonly identity: MeetingIdentity;
  /** Pattern start of one instance; null for the single meeting or the series. */
  readonly instance: Instant | null;
}

/** Handle of one state of one meeting in an organizer's calendar: opaque, serialisable. */
export interface OrganizerItemRef {
  readonly organizer: string;
  readonly id: string;
  /** Stands for the state read; a write against an older state is refused. */
  readonly changeKey: string;
}

/** What became of one {@link OrganizerMeetingQuery}. */
export type LocateResult =
  | {
      readonly kind: 'found';
      readonly ref: OrganizerItemRef;
      readonly body: MessageBody;
      /** Addresses of all who are invited, as far as they are told as SMTP; absent: not told. */
      readonly attendees?: readonly string[];
    }
  /** No such meeting there (deleted, or never). */
  | { readonly kind: 'gone' }
  /** No rights over this organizer's mailbox (S4.7). */
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number };

/** A new body for one meeting, sent to all its attendees. */
export interface BodyRewrite {
  readonly ref: OrganizerItemRef;
  readonly body: MessageBody;
}

/** How an entry's online meeting differs from what it was before a write. */
export type OnlineMeetingChange = 'other-link' | 'switched-off' | 'switched-on';

/** What became of one {@link BodyRewrite}. */
export type RewriteOutcome =
  | {
      readonly kind: 'sent';
      /** What the write did to an online meeting of another product in the same entry; absent: nothing. */
      readonly onlineMeeting?: OnlineMeetingChange;
    }
  /** The organizer changed the meeting since it was read: locate again. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'not-sent'; readonly retryAfterMs: number }
  /** May have happened: locate again and look at the body before repeating. */
  | { readonly kind: 'unknown' };

/**
 * The calendars of organizers, reached with rights over their mailboxes (S4.6, S8.1). An integration has one or
 * more, each with the mail domains it serves (S1.3). Results in the order asked; one failure spoils no other.
 */
export interface OrganizerCalendars {
  /** Finds meetings and reads their bodies, at most 100 a call. */
  locate(queries: readonly OrganizerMeetingQuery[], options?: CallOptions): Promise<readonly LocateResult[]>;
  /**
   * Replaces the body alone (no time, zone or attendee is touched) and sends the update to all attendees, at most
   * 100 a call. Never overwrites a state other than the one read.
   */
  rewriteBodies(rewrites: readonly BodyRewrite[], options?: CallOptions): Promise<readonly RewriteOutcome[]>;
}
