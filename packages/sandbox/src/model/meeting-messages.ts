import { newMessageId } from './identifiers.ts';
import type {
  Address,
  Attendee,
  Meeting,
  MeetingMessage,
  MeetingRequestType,
  OccurrenceException,
} from './item.ts';
import { newMeetingMessage, transportHeaders } from './new-item.ts';
import type { Organization } from './organization.ts';

/** Host name that the simulated transport servers give as theirs. */
export const transportHost = 'mail.sandbox.example';

/** Who sends a meeting message, and what is special about it. */
export interface MessageOptions {
  /** Whose meeting it is: the From of the mail. */
  readonly from: Address;
  /** Who pressed send, where that is somebody else (a delegate, a forwarder). */
  readonly sender?: Address | undefined;
  readonly requestType?: MeetingRequestType | undefined;
  readonly isRemoval?: boolean | undefined;
  readonly isForwarded?: boolean | undefined;
  readonly isDelegated?: boolean | undefined;
  /** Overrides whether the mail counts as internally authenticated. */
  readonly internal?: boolean | undefined;
  readonly messageId?: string | undefined;
  /** HTML of a cancellation, where it differs from that of the meeting. */
  readonly body?: string | undefined;
}

/** An invitation or update, not yet sent. */
export function buildRequest(org: Organization, meeting: Meeting, options: MessageOptions): MeetingMessage {
  return newMeetingMessage(org.clock.now(), {
    ...common(org, meeting, options),
    kind: 'meeting-request',
    meeting,
    requestType: options.requestType ?? 'NewMeetingRequest',
  });
}

/** A cancellation, not yet sent. Its subject says so, as Outlook's does. */
export function buildCancellation(
  org: Organization,
  meeting: Meeting,
  options: MessageOptions,
): MeetingMessage {
  const plain = options.isRemoval === true && !org.switches.cancellationForRemovalLooksReal;
  return newMeetingMessage(org.clock.now(), {
    ...common(org, meeting, options),
    kind: 'meeting-cancellation',
    meeting: { ...meeting, isCancelled: true },
    subject: plain ? meeting.subject : `Canceled: ${meeting.subject}`,
    body: options.body ?? meeting.body,
    isRemoval: options.isRemoval ?? false,
    importance: 'High',
  });
}

function common(org: Organization, meeting: Meeting, options: MessageOptions) {
  const sender = options.sender ?? options.from;
  const messageId = options.messageId ?? newMessageId(transportHost);
  const role = (wanted: Attendee['role'][]) => meeting.attendees.filter((each) => wanted.includes(each.role));
  return {
    from: options.from,
    sender,
    to: role(['required', 'resource']),
    cc: role(['optional']),
    messageId,
    isForwarded: options.isForwarded ?? false,
    isDelegated: options.isDelegated ?? false,
    headers: transportHeaders({
      from: options.from,
      messageId,
      internal: options.internal ?? org.isInternal(sender.email),
      host: transportHost,
    }),
  };
}

/** What a message about one occurrence says of the meeting: a single event with the date of its original. */
export function instanceOf(meeting: Meeting, exception: OccurrenceException): Meeting {
  return {
    ...meeting,
    recurrenceId: exception.originalStart,
    sequence: exception.sequence,
    ownerCriticalChange: exception.ownerCriticalChange,
    subject: exception.subject ?? meeting.subject,
    body: exception.body ?? meeting.body,
    location: exception.location ?? meeting.location,
    attendees: exception.attendees ?? meeting.attendees,
    schedule: {
      start: exception.start,
      end: exception.end,
      allDay: meeting.schedule.allDay,
      timeZone: meeting.schedule.timeZone,
    },
    exceptions: new Map(),
    deletedOccurrences: new Set(),
    isCancelled: exception.isCancelled,
  };
}
