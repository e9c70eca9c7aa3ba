import type { MeetingIdentity } from '../identity/meeting-key.ts';
import type { ServerTime } from '../runtime/judge-clock.ts';
import type { Instant, Interval } from '../time/instant.ts';
import type { ItemRef, MailboxMessage, MeetingZone, Participant } from './meeting-message.ts';

/** New mail, and how far the mailbox was followed with it. */
export interface ChangeBatch {
  /**
   * Messages that came or changed; perhaps some that were reported before, in any order. None: at this moment nothing
   * waits behind the cursor.
   */
  readonly refs: readonly ItemRef[];
  /** To be kept once the batch has been dealt with. Opaque. */
  readonly cursor: string;
  /**
   * The cursor given was lost or refused, so the inbox is told from its beginning: its messages may have been
   * dealt with before. Holds for this batch and those that follow until one says false.
   */
  readonly replayed: boolean;
}

/** What became of reading one message. */
export type ReadResult =
  | { readonly kind: 'message'; readonly message: MailboxMessage }
  /** Moved or deleted meanwhile: nothing to do. */
  | { readonly kind: 'gone' }
  /** There, but not readable (now): to be tried again later. `reason` holds no text of the message. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Names one message across a move: the question "was this answered?" is asked with it. */
export interface AnswerSubject {
  readonly ref: ItemRef;
  readonly messageId: string;
  readonly identity: MeetingIdentity;
  readonly instance: Instant | null;
  /** When the message reached the mailbox. */
  readonly receivedAt: Instant;
}

/** One answer to a meeting request. */
export interface Reply extends AnswerSubject {
  /** The caller's id for it; not shown to anybody. */
  readonly id: string;
  /**
   * When the caller's last answer to another message about the same went out, by the mail system's clock: an answer no
   * later is none to this message, which that one may have cleared away. Null: the caller knows of none.
   */
  readonly earlierAnswerAt: Instant | null;
  readonly verdict: 'accept' | 'decline';
  /** HTML of the message to the organizer, well-formed by our own rendering. */
  readonly html: string;
  /** To be sent to the organizer as plain mail, since the request was told to be `outdated`. */
  readonly asMail?: boolean;
}

/** What became of one {@link Reply}. */
export type ReplyOutcome =
  /** The mail system took it; it went out exactly once by this call. */
  | { readonly kind: 'sent' }
  /** The request was answered before. */
  | { readonly kind: 'already-answered' }
  /** The request is not in the mailbox any more, or needs no answer any more. */
  | { readonly kind: 'gone' }
  /** The mail system takes no answer, since its calendar knows something newer by its own rules; mail may go out. */
  | { readonly kind: 'outdated' }
  /** The mail system will never take it; `reason` is a code of its own. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Nothing went out and a later try may: throttled or away before it was asked. */
  | { readonly kind: 'not-sent'; readonly retryAfterMs: number }
  /** It may have gone out or not: ask `findAnswers` before repeating. */
  | { readonly kind: 'unknown' };

/** An answer found in the mailbox. */
export interface FoundAnswer {
  readonly verdict: 'accept' | 'decline';
  readonly at: Instant;
}

/** One single meeting or one instance as the mailbox's calendar has it. */
export interface CalendarOccurrence extends Interval {
  readonly identity: MeetingIdentity;
  /** Pattern start of an instance of a series; null for a single meeting. */
  readonly originalStart: Instant | null;
  readonly cancelled: boolean;
  readonly sequence: number | null;
  /** Of the version that the calendar shows; null when not told. */
  readonly stamp: Instant | null;
}

/** A meeting in the mailbox's calendar that was accepted, for recovery (S8.1). */
export interface AcceptedMeeting extends Interval {
  readonly ref: ItemRef;
  readonly identity: MeetingIdentity;
  readonly organizer: Participant | null;
  readonly subject: string;
  readonly body: { readonly type: 'html' | 'text'; readonly content: string };
  readonly zone: MeetingZone;
  readonly recurring: boolean;
  /** End of the last instance; null without an end. For a single meeting its end. */
  readonly lastEnd: Instant | null;
  readonly sequence: number | null;
  readonly stamp: Instant | null;
}

/**
 * Whose mailbox this is: written into it by the deployment that works it (S1.5). Anyone with rights over the mailbox can
 * write it, so it proves nothing by itself.
 */
export interface MailboxMark {
  readonly deploymentId: string;
  readonly integrationId: string;
  readonly writtenAt: Instant;
  /** Left out by versions that wrote the mark only once. */
  readonly renewal?: MarkRenewal;
  /** Deployments in whose place this one works the mailbox: they leave it alone, should they wake. */
  readonly replaced?: readonly string[];
}

/** What the deployment writes into its mark over and over while it works the mailbox. */
export interface MarkRenewal {
  /** Rises each time. The deployment's store has one as high, unless an old copy of it was restored. */
  readonly counter: number;
  /** Longest time between two renewals, in milliseconds. */
  readonly everyMs: number;
  /** How far the counter of the integration's number space stood. */
  readonly drawn: number;
}

/** What a mailbox's settings look like from outside. Null: the provider cannot tell. */
export interface MailboxInspection {
  readonly email: string;
  readonly unreadChanges: number | null;
  /** How the mail system itself treats meeting requests here. */
  readonly automaticProcessing: 'none' | 'auto-update' | 'auto-accept' | null;
  /** Wall time of the mail system, for clock skew. */
  readonly serverTime: Instant | null;
  readonly server: string | null;
  /** Rights that the mail system refuses here. Left out where it names none. */
  readonly missingRights?: readonly string[];
  /** Rights that reach every mailbox of the organisation, where those of the equipment mailboxes would do. */
  readonly unscopedRights?: readonly string[];
  /** Rights that are granted and refused in turn, as while a change of them spreads. */
  readonly settlingRights?: { readonly refused: number; readonly asked: number };
}

/** How a removal went. */
export interface DeletionProgress {
  readonly deleted: number;
  /** Items that the filter kept. */
  readonly kept: number;
  readonly done: boolean;
}

/** Decides per item whether it may go; called with a batch, answers in its order. */
export type DeletionFilter = (
  items: readonly { readonly ref: ItemRef; readonly messageId: string }[],
) => Promise<readonly boolean[]>;

/** What a mail system tells of a message's sender, also without the message being read. */
export interface SenderHint {
  /** As it stands in the message, as plain SMTP; null: there is none. */
  readonly email: string | null;
  /** The mail system authenticated the sender. */
  readonly authenticated: boolean;
}

/** How an inbox is followed. */
export interface FollowOptions {
  readonly signal: AbortSignal;
  /**
   * Whose mail is to be told before that of others where much came at once, as far as the mail system tells senders at
   * a glance: a flood of mail from anywhere must not hold up the others' requests (S4.10).
   */
  first?(sender: SenderHint): boolean;
}

/** What every remote call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Follows the call into the mail system's own logs (S8.8). */
  readonly correlationId?: string;
}

/**
 * One equipment mailbox at one mail system (S4). Batches in, batches out; results in the order asked; one bad item
 * never spoils its batch. Every call has a deadline of its own and stops on `signal`. Rejections are of the kit's
 * own errors only: NotAuthenticatedError, NotAllowedError (no rights over this mailbox, S4.7), ThrottledError,
 * UnavailableError.
 */
export interface EquipmentMailbox {
  /** Whether `respond` carries HTML to the organizer; without it a short plain text is sent. */
  readonly supportsHtmlReplies: boolean;
  /**
   * The mail system's wall time as its last answer told it, whatever the answer was about; null before the first. Left out
   * where mail systems of this kind tell none.
   */
  serverTime?(): ServerTime | null;
  /** Answers a minute that the mail system lets this mailbox send; null when it sets no limit. */
  readonly repliesPerMinute: number | null;
  /**
   * Follows the inbox from `cursor` (null: from its beginning) until `signal` aborts, which ends the iteration
   * without an error. Told at least once, in any order. Push inside, with a sync behind it at least every 30 s
   * whatever the push says; a batch comes also when only the cursor moved, and where the mail system can say at once that
   * nothing came, after the first look. Rejects when the mailbox cannot be
   * followed now; the caller pauses and starts again from its cursor.
   */
  changes(cursor: string | null, options: FollowOptions): AsyncIterable<ChangeBatch>;
  /**
   * Reads messages, at most 100 a call. People are told by their SMTP addresses, whatever form the message names them
   * in; an organizer whose address cannot be found out is told as unresolved, never left out. Where the mail system
   * cannot convert a body, the message is told without it.
   */
  read(refs: readonly ItemRef[], options?: CallOptions): Promise<readonly ReadResult[]>;
  /** Answers requests, at most 100 a call. Never rejects once something may have been sent. */
  respond(replies: readonly Reply[], options?: CallOptions): Promise<readonly ReplyOutcome[]>;
  /**
   * For each message: was it answered since it arrived, and how? The newest sign of it, which may be of an answer to
   * another message about the same, where the mail system tells no message apart. Null: none.
   */
  findAnswers(
    subjects: readonly AnswerSubject[],
    options?: CallOptions,
  ): Promise<readonly (FoundAnswer | null)[]>;
  /** All single meetings and instances that touch `range`, of every series, whatever their number. */
  calendarView(range: Interval, options?: CallOptions): Promise<readonly CalendarOccurrence[]>;
  /** Accepted meetings that start after `after`, and series with an instance after it; in batches. */
  acceptedMeetings(after: Instant, options?: CallOptions): AsyncIterable<readonly AcceptedMeeting[]>;
  /** Deletes inbox items received before `before` that `filter` lets go; told after each batch. */
  deleteInbox(
    before: Instant,
    filter: DeletionFilter,
    options?: CallOptions,
  ): AsyncIterable<DeletionProgress>;
  /** Deletes calendar items that ended before `before`, a series by its last instance; told after each batch. */
  deleteCalendar(
    before: Instant,
    filter: DeletionFilter,
    options?: CallOptions,
  ): AsyncIterable<DeletionProgress>;
  /** The mark that stands in the mailbox, or null. */
  readMark(options?: CallOptions): Promise<MailboxMark | null>;
  /** Replaces the mark. */
  writeMark(mark: MailboxMark, options?: CallOptions): Promise<void>;
  /** Looks at the mailbox from outside. */
  inspect(options?: CallOptions): Promise<MailboxInspection>;
}
