import type { Instant } from '../time/instant.ts';
import type { CallOptions } from './equipment-mailbox.ts';

/** A meeting that is booked in an organizer's name to try the way of a request, and is found again by what stands here. */
export interface TestMeeting {
  /** SMTP address of the organizer. */
  readonly organizer: string;
  /** SMTP address of the equipment mailbox that is invited, as the only one. */
  readonly invited: string;
  /** Stands for the meeting: no other one of this organizer has it. */
  readonly subject: string;
  readonly html: string;
  readonly start: Instant;
  readonly end: Instant;
}

/** What the invited mailbox has answered, as the organizer's calendar shows it. */
export type TestMeetingAnswer = 'none' | 'accepted' | 'declined';

/**
 * Books meetings in organizers' names, with the rights over their mailboxes that {@link OrganizerCalendars} needs, and
 * no others. Each call rejects as those of EquipmentMailbox do: NotAllowedError without rights over the organizer, and
 * then nothing was done.
 */
export interface MeetingBooker {
  /**
   * Enters the meeting into the organizer's calendar and sends the request. Whatever it rejects with but
   * NotAllowedError, the meeting may have been booked: {@link MeetingBooker.cancel} finds out.
   */
  book(meeting: TestMeeting, options?: CallOptions): Promise<void>;
  /** Null: the organizer's calendar has no such meeting. */
  answerTo(meeting: TestMeeting, options?: CallOptions): Promise<TestMeetingAnswer | null>;
  /**
   * Cancels each meeting of the organizer's own that has this very subject and touches this time, and tells whom it
   * invited. How many there were; 0: none, or no more.
   */
  cancel(meeting: Omit<TestMeeting, 'html'>, options?: CallOptions): Promise<number>;
}
