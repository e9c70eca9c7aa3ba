import type { EquipmentMailbox, Instant, Interval, OrganizerCalendars, Participant } from '@vmrkit/core';

/** A meeting as an organizer of the world enters it. */
export interface WorldInvitation {
  readonly organizer: Participant;
  readonly subject: string;
  readonly html: string;
  readonly location?: string;
  /** A delegate who sends it in the organizer's name. */
  readonly sentBy?: Participant;
  readonly start: Instant;
  readonly end: Instant;
  /** Windows id of the meeting's zone; the world's own choice when left out. */
  readonly zone?: string;
  /** Makes it a series: an instance every `everyDays` days, `count` of them (null: without end). */
  readonly repeat?: { readonly everyDays: number; readonly count: number | null };
}

/** What an organizer changes; what is left out stays. */
export interface WorldChange {
  readonly subject?: string;
  readonly html?: string;
  readonly time?: Interval;
}

/** Handle of a meeting in the world. */
export interface WorldMeeting {
  readonly id: string;
  readonly organizer: Participant;
}

/** An answer of the equipment mailbox as it reached the organizer. */
export interface WorldAnswer {
  readonly verdict: 'accept' | 'decline';
  /** What the organizer reads: HTML, or plain text where the mailbox sends no HTML. */
  readonly text: string;
}

/** What the world can do to the calls of the mailbox under test, until it is calmed. */
export type WorldTrouble =
  /** Calls are asked to come back later; `retryAfterMs` is told to the caller. */
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  /** Nothing answers. */
  | { readonly kind: 'away' }
  /** The account has no rights over this address (the equipment mailbox, or an organizer). */
  | { readonly kind: 'not-allowed'; readonly email: string }
  /** What is asked is done, and the answer to it is lost on the way. */
  | { readonly kind: 'answers-lost' };

/**
 * A mail system with one equipment mailbox, seen from both sides: the ports under test, and what organizers do and
 * get. Each test makes its own and closes it. Acts resolve when the mail system has done them; what they cause
 * (mail in the equipment mailbox, an answer at the organizer) may take a moment more.
 */
export interface MailboxWorld {
  readonly email: string;
  readonly mailbox: EquipmentMailbox;
  readonly calendars: OrganizerCalendars;
  /** How long the contract waits for what takes a moment, in milliseconds; by default long enough for a slow machine. */
  readonly patienceMs?: number;
  /** Wall time inside the world. */
  now(): Instant;
  /** Moves the world's clock on by that many milliseconds; left out where time passes by itself alone. */
  pass?(milliseconds: number): Promise<void>;
  /**
   * The organizer invites the equipment mailbox, and bob@corp.example where attendees have calendars. An organizer is
   * of the organisation unless its domain is `outside.example`.
   */
  invite(invitation: WorldInvitation): Promise<WorldMeeting>;
  /** The organizer changes the meeting, or the instance with the pattern start `instance`, and sends the update. */
  update(meeting: WorldMeeting, change: WorldChange, instance?: Instant): Promise<void>;
  /** The organizer cancels the meeting or one instance, and sends the cancellation. */
  cancel(meeting: WorldMeeting, instance?: Instant): Promise<void>;
  /** The organizer takes the equipment mailbox off the attendees of a meeting that lives on. */
  uninvite(meeting: WorldMeeting): Promise<void>;
  /** Somebody sends the equipment mailbox a mail that is about no meeting. */
  sendMail(mail: {
    readonly from: Participant;
    readonly subject: string;
    readonly html: string;
  }): Promise<void>;
  /** Makes the meeting's newest message in the equipment mailbox unreadable, alone. */
  poison(meeting: WorldMeeting): Promise<void>;
  /** Makes the body of the meeting's newest message in the equipment mailbox impossible to convert. */
  spoilBody(meeting: WorldMeeting): Promise<void>;
  /**
   * From now on the mail system names its people without telling their addresses. `unknown`: nobody can find them out
   * either.
   */
  hideAddresses(as: 'findable' | 'unknown'): Promise<void>;
  /** Makes every cursor given out so far useless. */
  loseCursors(): Promise<void>;
  /** Answers to this meeting that reached its organizer, oldest first. */
  answers(meeting: WorldMeeting): Promise<readonly WorldAnswer[]>;
  /** The meeting in its organizer's calendar now. */
  organizerView(meeting: WorldMeeting): Promise<{ readonly html: string; readonly time: Interval } | null>;
  /** Starts trouble; what follows is in it until {@link MailboxWorld.calm}. */
  trouble(trouble: WorldTrouble): Promise<void>;
  /** Ends all trouble, and lets the mailbox's back-off pass. */
  calm(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a fresh world for one test. */
export type MailboxWorldFactory = () => Promise<MailboxWorld>;
