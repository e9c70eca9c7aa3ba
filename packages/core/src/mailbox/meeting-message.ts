import type { MeetingIdentity } from '../identity/meeting-key.ts';
import type { MessageBody } from '../message-body/message-body.ts';
import type { Instant, Interval } from '../time/instant.ts';
import type { ZoneRules } from '../time/zone-rules.ts';

/** Handle of an item in one mailbox: opaque, serialisable, good until the item moves. */
export interface ItemRef {
  readonly id: string;
}

/** A person or resource as mail names them. */
export interface Participant {
  /** Display name; empty when there is none. */
  readonly name: string;
  /** SMTP address, in the case in which it came. */
  readonly email: string;
}

/** A meeting's time zone under both of its names. */
export interface MeetingZone {
  /** IANA id; null when the meeting's zone is a custom one that matches none. */
  readonly iana: string | null;
  /** Windows id or the mail system's own text; null when it tells none. */
  readonly windows: string | null;
  /** Of a custom zone, where the mail system tells them. */
  readonly rules?: ZoneRules;
}

/** An instance of a series that differs from the pattern. */
export interface ModifiedOccurrence extends Interval {
  /** Start that the pattern gave it: its identity within the series. */
  readonly originalStart: Instant;
}

/** What a request for a series says of it, besides its own start and end, which are the first instance's. */
export interface SeriesFacts {
  /** Opaque text that differs whenever the pattern of recurrence does. */
  readonly pattern: string;
  /** End of the last instance; null when the series has no end or it is not told. */
  readonly lastEnd: Instant | null;
  readonly modified: readonly ModifiedOccurrence[];
  /** Pattern starts of deleted instances. */
  readonly deleted: readonly Instant[];
}

/** What every message in the mailbox has. */
export interface MessageEnvelope {
  readonly ref: ItemRef;
  /** RFC 5322 Message-ID; where a message has none, a text that stays the same for this message. */
  readonly messageId: string;
  readonly receivedAt: Instant;
  readonly subject: string;
  readonly body: MessageBody;
  /** The mail system cannot convert the body, so it is missing here: whatever needs it must wait (S4.12). */
  readonly bodyUnreadable?: boolean;
  /** It is unreadable because it is encrypted, so that waiting does not help. */
  readonly bodyEncrypted?: boolean;
  readonly organizer: Participant | null;
  /** The message names an organizer whose address cannot be found out (S4.12); `organizer` is null then. */
  readonly organizerUnresolved?: boolean;
  /** Who sent it: the organizer, a delegate, or anybody. */
  readonly sender: Participant | null;
  /** The sender's address did not stand in the message as plain SMTP: it says who is named, not who sent (S4.12). */
  readonly senderLookedUp?: boolean;
  /** Whether the mail system authenticated the sender (a user of the organisation). */
  readonly senderAuthenticated: boolean;
  /** BCP 47 tag of the sender's language; null when unknown. */
  readonly language: string | null;
}

/** What messages about a meeting share. */
export interface AboutMeeting extends MessageEnvelope {
  readonly identity: MeetingIdentity;
  /** Pattern start of the one instance that the message is about; null for a single meeting or the series. */
  readonly instance: Instant | null;
  readonly sequence: number | null;
  /** When the organizer's side made this version; null when not told. */
  readonly stamp: Instant | null;
  /**
   * Its number among the messages of its folder, which rises with each that comes; null where the mail system tells
   * none. Breaks ties of one time of receipt.
   */
  readonly articleNumber: number | null;
  /**
   * The mail system says that its calendar has a newer version. It goes by other rules than ours and believes
   * forgeries, so nothing is decided by it (S4.3); it may refuse an answer then.
   */
  readonly outOfDate: boolean;
}

/** An invitation or an update. */
export interface MeetingRequest extends AboutMeeting {
  readonly kind: 'request';
  /** A copy for a delegate's principal: nobody here is invited by it. */
  readonly delegateCopy: boolean;
  /** Somebody else passed an invitation on; absent where the mail system does not tell. */
  readonly forwarded?: boolean;
  /** As the organizer typed it; absent where it is not told. Hostile text. */
  readonly location?: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly allDay: boolean;
  readonly zone: MeetingZone;
  /** Null for a single meeting and for a message about one instance. */
  readonly series: SeriesFacts | null;
  /** How many instances the pattern gives; absent or null: endless, or not told. */
  readonly occurrences?: number | null;
}

/** The meeting, the series or one instance is off, or this mailbox was taken off the attendees. */
export interface MeetingCancellation extends AboutMeeting {
  readonly kind: 'cancellation';
}

/** Anything else: a response, an ordinary mail, a report. */
export interface OtherMessage extends MessageEnvelope {
  readonly kind: 'other';
}

/** One message in an equipment mailbox, without anything of the vendor's. Every string is hostile. */
export type MailboxMessage = MeetingRequest | MeetingCancellation | OtherMessage;
