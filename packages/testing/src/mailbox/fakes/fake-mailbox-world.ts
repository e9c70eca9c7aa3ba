import type {
  Clock,
  EquipmentMailbox,
  Instant,
  ItemRef,
  MailboxMessage,
  MeetingRequest,
  OrganizerCalendars,
  Participant,
  Random,
} from '@vmrkit/core';
import type { WorldInvitation, WorldMeeting } from '../mailbox-world.ts';
import type { BookingWorld } from '../meeting-booker-checks.ts';
import type { OrganizedMeeting } from './model/organized-meeting.ts';

/** Calls of the ports, and the single effects inside of them: one `answer`, one `rewrite`, one `deletion`. */
export type PortAct =
  | Exclude<keyof EquipmentMailbox, 'supportsHtmlReplies' | 'repliesPerMinute'>
  | keyof OrganizerCalendars
  | 'answer'
  | 'rewrite'
  | 'deletion';

/** A point in a call where its caller may be stopped. */
export type PortStep = `${'before' | 'after'} ${PortAct}`;

/**
 * Awaited at each step. What it throws ends the call there, and comes out of it as it is: before an effect nothing
 * was done, after it the effect stands and the caller does not know.
 */
export type StepHook = (step: PortStep) => Promise<void>;

/** One process's way to the mail system. */
export interface FakePorts {
  readonly mailbox: EquipmentMailbox;
  readonly calendars: OrganizerCalendars;
}

/** An answer with the message that it was given to. */
export interface RecordedAnswer {
  /** The reply's own id. */
  readonly replyId: string;
  readonly messageId: string;
  readonly ref: ItemRef;
  /** Id of the meeting in the world; null: of none that an organizer entered. */
  readonly meetingId: string | null;
  readonly instance: Instant | null;
  readonly verdict: 'accept' | 'decline';
  /** HTML, or plain text where the mail system sends no HTML. */
  readonly text: string;
  readonly at: Instant;
}

/** A rewrite of an organizer's meeting that took place. */
export interface RecordedRewrite {
  readonly meetingId: string;
  readonly instance: Instant | null;
  readonly html: string;
  readonly at: Instant;
}

/** A message that reached the equipment mailbox. */
export interface DeliveredMessage {
  readonly ref: ItemRef;
  /** The truth of it, whatever a read gives. */
  readonly message: MailboxMessage;
  readonly meetingId: string | null;
  /** Whether it is still in the inbox. */
  readonly present: boolean;
}

/** A message that only pretends to come from a meeting's organizer. */
export interface Forgery extends Partial<Omit<MeetingRequest, 'kind' | 'ref'>> {
  /** Its newest request is copied in all that is left out, under a newer version. */
  readonly meeting: WorldMeeting;
  readonly kind?: 'request' | 'cancellation';
  /** Who sends it; not fromTrustedSender for unless `senderAuthenticated` says so. */
  readonly sender: Participant;
}

/** How held mail is let go. */
export interface ReleaseOptions {
  /** In what order; `shuffled` by the world's own `Random`. Default: as sent. */
  readonly order?: 'as-sent' | 'reversed' | 'shuffled';
  /** How many; the rest is held on. Default: all, and nothing is held any more. */
  readonly count?: number;
}

/** What the fakes can do beyond what every world can. */
export interface FakeMailboxWorld extends BookingWorld {
  /** A further way to the same mail system: another process, or the same one started again. */
  connect(options?: { readonly step?: StepHook }): FakePorts;

  /** A further equipment mailbox of the same organisation, with limits, troubles and answers of its own. */
  addMailbox(email: string): FakeMailboxWorld;

  /** The organizer enters a meeting without the equipment mailbox. */
  enter(invitation: WorldInvitation): Promise<WorldMeeting>;
  /** The organizer puts the equipment mailbox on one instance of a series that it is not invited to. */
  inviteTo(meeting: WorldMeeting, instance: Instant): Promise<void>;
  /** The organizer puts the equipment mailbox on the attendees, back or as a further one. */
  reinvite(meeting: WorldMeeting): Promise<void>;
  /** The organizer sends the newest version once more, under a new message id. */
  resend(meeting: WorldMeeting): Promise<void>;
  /** The organizer changes how often a meeting takes place; null: once. */
  repeat(meeting: WorldMeeting, repeat: OrganizedMeeting['repeat']): Promise<void>;
  /** The meeting as its organizer's calendar holds it now; null once it is off. */
  organized(meeting: WorldMeeting): OrganizedMeeting | null;
  /** Another person becomes the organizer and sends the update. */
  handOver(meeting: WorldMeeting, to: Participant): Promise<WorldMeeting>;
  /** The organizer deletes the meeting and tells nobody. */
  deleteQuietly(meeting: WorldMeeting): Promise<void>;
  /**
   * The organizer's client works in cached mode: until {@link catchUp} the calendar shows the meeting with this body, or
   * not at all (null), whatever was sent.
   */
  lag(meeting: WorldMeeting, body: string | null): void;
  /** The organizer's client writes what it has sent. */
  catchUp(meeting: WorldMeeting): void;
  /** An attendee forwards the invitation to the equipment mailbox. */
  forward(meeting: WorldMeeting, by: Participant): Promise<void>;
  /** A copy for a delegate's principal comes. */
  delegateCopy(meeting: WorldMeeting): Promise<void>;
  /** Somebody else sends a message with the meeting's identity. The mail system's calendar ignores it. */
  forge(forgery: Forgery): Promise<void>;
  /** A message with whatever fields comes; what is left out is that of a plain invitation. */
  inject(message: Partial<MailboxMessage>): Promise<void>;

  /**
   * Holds back what is sent to the equipment mailbox from now on: before it is received, or (`received`) after, so that
   * the times of receipt are those of sending, whatever the order in which it is told.
   */
  hold(where?: 'on its way' | 'received'): void;
  /** Messages held back. */
  readonly held: number;
  /** Delivers what was held back. */
  release(options?: ReleaseOptions): void;
  /** The meeting's newest message is told again (`ref`), or comes as a second item with the same id (`copy`). */
  duplicate(meeting: WorldMeeting, as?: 'ref' | 'copy'): void;
  /** The mail system's own clock runs so far ahead of the world's. */
  setAhead(milliseconds: number): void;
  /** The meeting's newest message leaves the inbox. */
  vanish(meeting: WorldMeeting): void;
  /** Makes readable again what {@link MailboxWorld.poison} made unreadable. */
  heal(meeting: WorldMeeting): void;
  /** What a second answer to a request is told from now on. */
  answerSecondWith(outcome: 'already-answered' | 'gone'): void;

  /** Messages that reached the equipment mailbox, oldest first. */
  delivered(): readonly DeliveredMessage[];
  /** All answers that went out, oldest first. */
  allAnswers(): readonly RecordedAnswer[];
  /** Answers to the messages with this message id, oldest first. */
  answersTo(messageId: string): readonly RecordedAnswer[];
  /** All rewrites of organizers' meetings, oldest first. */
  rewrites(): readonly RecordedRewrite[];
}

/** What every fake world is made from. */
export interface FakeWorldOptions {
  /** Default: the computer's own. */
  readonly clock?: Clock;
  /** Ids and shuffling. Default: seeded with 1. */
  readonly random?: Random;
  /** Address of the equipment mailbox. */
  readonly email?: string;
  /** How far organizers' clocks, which write the stamps, are ahead of the mail system's. Default: 0. */
  readonly organizersAheadMs?: number;
  /** For the world's own `mailbox` and `calendars`. */
  readonly step?: StepHook;
}
