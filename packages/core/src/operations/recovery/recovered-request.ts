import type { AcceptedMeeting } from '../../mailbox/equipment-mailbox.ts';
import type { MeetingRequest } from '../../mailbox/meeting-message.ts';
import { type Instant, instant, latest } from '../../time/instant.ts';

/** What the calendar does not tell. */
export interface RecoveredRequestOptions {
  /** Stands for the Message-ID in the journal. */
  readonly messageId: string;
  /** Newest time of receipt that the worker has dealt with: what comes later is newer. */
  readonly followedTo: Instant | null;
  readonly now: Instant;
}

/**
 * An accepted meeting as the request that it was accepted by, so that the rules for requests make the conference. The
 * calendar has the exceptions of a series; the next look at it brings them.
 */
export function recoveredRequest(
  accepted: Omit<AcceptedMeeting, 'body'>,
  { messageId, followedTo, now }: RecoveredRequestOptions,
): MeetingRequest {
  const { ref, identity, organizer, subject, zone, start, end, sequence, stamp } = accepted;
  // No version is received before it is sent.
  const seenSince = stamp !== null && stamp > now ? now : stamp;
  return {
    kind: 'request',
    ref,
    messageId,
    receivedAt: latest(followedTo, seenSince) ?? instant(0),
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
    articleNumber: null,
    outOfDate: false,
    delegateCopy: false,
    start,
    end,
    allDay: false,
    zone,
    series: accepted.recurring ? { pattern: '', lastEnd: accepted.lastEnd, modified: [], deleted: [] } : null,
  };
}
