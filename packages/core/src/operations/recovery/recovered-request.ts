import type { AcceptedMeeting } from '../../mailbox/equipment-mailbox.ts';
import type { MeetingRequest } from '../../mailbox/meeting-message.ts';
import { type Instant, instant } from '../../time/instant.ts';

/** What the calendar does not tell. */
export interface RecoveredRequestOptions {
  /** Stands for the Message-ID in the journal. */
  readonly messageId: string;
  /** Newest time of receipt that the worker has dealt with: what comes later is newer. */
  readonly followedTo: Instant | null;
}

/**
 * An accepted meeting as the request that it was accepted by, so that the rules for requests make the conference. The
 * calendar has the exceptions of a series; the next look at it brings them.
 */
export function recoveredRequest(
  accepted: Omit<AcceptedMeeting, 'body'>,
  { messageId, followedTo }: RecoveredRequestOptions,
): MeetingRequest {
  const { ref, identity, organizer, subject, zone, start, end, sequence, stamp } = accepted;
  return {
    kind: 'request',
    ref,
    messageId,
    receivedAt: followedTo ?? instant(0),
    subject,
    body: { type: 'text', content: '' },
    organizer,
    sender: organizer,
    senderAuthenticated: true,
    language: null,
    identity,
    instance: null,
    sequence,
    stamp,
    outOfDate: false,
    delegateCopy: false,
    start,
    end,
    allDay: false,
    zone,
    series: accepted.recurring ? { pattern: '', lastEnd: accepted.lastEnd, modified: [], deleted: [] } : null,
  };
}
