import type { Instant, Interval, Participant } from '@vmrkit/core';

/** An instance every `everyDays` days of 24 hours, `count` of them (null: without end). */
export interface Repetition {
  readonly everyDays: number;
  readonly count: number | null;
}

/** How one instance differs from its series; null: as the series has it. */
export interface OccurrenceChange {
  readonly subject: string | null;
  readonly html: string | null;
  readonly time: Interval | null;
}

/** A meeting, or a series with all its instances, as its organizer's calendar holds it. */
export interface OrganizedMeeting extends Interval {
  readonly id: string;
  readonly organizer: Participant;
  /** Clean global object id in lower-case hex. */
  readonly globalObjectId: string;
  readonly subject: string;
  readonly html: string;
  readonly location: string;
  /** A delegate who sends all that the organizer sends about it. */
  readonly sentBy: Participant | null;
  /** Windows id. */
  readonly zone: string;
  /** Null: a single meeting. `start` and `end` of a series are its first instance's. */
  readonly repeat: Repetition | null;
  /** Changed instances by pattern start. */
  readonly exceptions: ReadonlyMap<Instant, OccurrenceChange>;
  /** Pattern starts of deleted instances. */
  readonly deleted: ReadonlySet<Instant>;
  readonly sequence: number;
  readonly stamp: Instant;
  /** Addresses of the equipment mailboxes among the attendees. */
  readonly invited: readonly string[];
  /** By pattern start, the equipment mailbox that is invited to this one instance alone. */
  readonly invitedTo: ReadonlyMap<Instant, string>;
}

/** What the mail system sends the equipment mailbox about a meeting. */
export interface MeetingNotice {
  readonly kind: 'request' | 'cancellation';
  /** The meeting as it was when this was sent. */
  readonly meeting: OrganizedMeeting;
  /** Pattern start of the one instance that it is about. */
  readonly instance: Instant | null;
  readonly sequence: number;
  readonly stamp: Instant;
}

/** A meeting after an act of its organizer, and what went out because of it, to which equipment mailbox. */
export interface Act {
  readonly meeting: OrganizedMeeting;
  readonly mail: readonly { readonly notice: MeetingNotice; readonly to: string }[];
}
