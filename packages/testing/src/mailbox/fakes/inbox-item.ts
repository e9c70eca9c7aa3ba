import type { Instant, ItemRef, MailboxMessage } from '@vmrkit/core';
import type { MeetingNotice } from './model/organized-meeting.ts';

/** A message on its way to the equipment mailbox. */
export interface Mail {
  /** What it says; handle and time of receipt are given when it is delivered. */
  readonly message: MailboxMessage;
  /** What the mail system knows it to be about; null: it knows nothing of it. */
  readonly notice: MeetingNotice | null;
}

/** A message in the equipment mailbox, or one that was there. */
export interface InboxItem extends Mail {
  readonly ref: ItemRef;
  /** Rises with each message that comes. */
  readonly articleNumber: number;
  /** On the monotonic clock: from then on the mail system has dealt with it. */
  readonly dueMs: number;
  /** `answered`: left the inbox when it was answered. */
  place: 'inbox' | 'answered' | 'removed';
  poisoned: boolean;
  /** Its body cannot be converted. */
  bodySpoiled: boolean;
  /** Whether a read gave it out. */
  read: boolean;
  answer: { readonly verdict: 'accept' | 'decline'; readonly at: Instant } | null;
}
