import type {
  AboutMeeting,
  Instant,
  ItemRef,
  MeetingRequest,
  MessageBody,
  MessageEnvelope,
  ReadResult,
  SeriesFacts,
} from '@vmrkit/core';
import type { GraphEvent, GraphMessage } from './entities.ts';
import { extendedOf } from './extended-properties.ts';
import { identityOf, instanceOf, integerOf, sequenceOf } from './identity.ts';
import { type People, participant } from './people.ts';
import { patternText, regularEnd } from './recurrence.ts';
import { instantOf, intervalOf, timeOf, zoneOf } from './times.ts';

/** auxApptFlagForwarded. */
const FORWARDED = 0x4;

/** What is known of a message besides its own properties. */
export interface AboutMessage {
  readonly ref: ItemRef;
  readonly mailbox: string;
  readonly people: People;
  /** Null: it left the calendar, or is not written yet. */
  readonly event: GraphEvent | null;
  /** Windows name of the mailbox's zone, where it was asked for. */
  readonly mailboxZone: string | null;
  /** What its headers say of how the sender was authenticated, where no property does. */
  readonly authenticatedAs: string | null;
  /** Its body cannot be converted, or is encrypted. */
  readonly bodyUnreadable: boolean;
  readonly bodyEncrypted: boolean;
}

/** What a message is, by its type; the type of a request may be told as that of any message about a meeting. */
export function kindOf(message: GraphMessage): 'request' | 'cancellation' | 'other' {
  const meeting = message.meetingMessageType?.toLowerCase();
  if (meeting === 'meetingrequest') return 'request';
  if (meeting === 'meetingcancelled') return 'cancellation';
  const isRequest = message['@odata.type']?.toLowerCase().endsWith('.eventmessagerequest') ?? false;
  return isRequest ? 'request' : 'other';
}

/** Makes a message of what was read; what lacks the needed facts is unreadable. */
export function toMailboxMessage(message: GraphMessage, about: AboutMessage): ReadResult {
  const { ref, people, event, mailbox } = about;
  const receivedAt = instantOf(message.receivedDateTime);
  if (receivedAt === null) return unreadable('no-time-of-receipt');
  const envelope: MessageEnvelope = {
    ref,
    messageId: message.internetMessageId?.trim() || `item:${message.id}`,
    receivedAt,
    subject: message.subject ?? '',
    body: about.bodyUnreadable ? { type: 'html', content: '' } : bodyOf(message),
    bodyUnreadable: about.bodyUnreadable,
    bodyEncrypted: about.bodyEncrypted,
    organizer: participant(people.organizer),
    organizerUnresolved: people.organizer !== null && people.organizer.email === null,
    sender: participant(people.sender),
    senderLookedUp: people.sender?.email != null && !people.sender.plain,
    senderAuthenticated:
      (extendedOf(message, 'authAs') ?? about.authenticatedAs)?.toLowerCase() === 'internal',
    language: extendedOf(message, 'contentLanguage'),
  };
  const kind = kindOf(message);
  if (kind === 'other') return { kind: 'message', message: { kind, ...envelope } };
  const identity = identityOf(message, event, mailbox);
  if (!identity) return unreadable('no-meeting-identity');
  const instance = instanceOf(message, event);
  if (instance === 'unknown') return unreadable('unknown-instance');
  const meeting: AboutMeeting = {
    ...envelope,
    identity,
    instance,
    sequence: sequenceOf(message),
    stamp: instantOf(extendedOf(message, 'ownerCriticalChange')) ?? instantOf(message.sentDateTime),
    articleNumber: integerOf(extendedOf(message, 'articleNumber')),
    outOfDate: message.isOutOfDate === true || message.meetingRequestType?.toLowerCase() === 'outdated',
  };
  if (kind === 'cancellation') return { kind: 'message', message: { kind, ...meeting } };
  return request(message, meeting, about);
}

/** A body as an item has it. */
export function bodyOf({ body }: Pick<GraphMessage, 'body'>): MessageBody {
  return {
    type: body?.contentType?.toLowerCase() === 'text' ? 'text' : 'html',
    content: body?.content ?? '',
  };
}

/**
 * Start and end: the message's are those of its version, where the entry may be further already; that a meeting is all
 * day, and when that begins, only the entry tells.
 */
function request(
  message: GraphMessage,
  about: AboutMeeting,
  { event, mailboxZone }: AboutMessage,
): ReadResult {
  const zone = event ? zoneOf(event, mailboxZone) : { iana: null, windows: null };
  const told = { start: timeOf(message.startDateTime), end: timeOf(message.endDateTime) };
  const allDay = event?.isAllDay === true || (event === null && message.isAllDay === true);
  const interval =
    (event && (allDay || told.start === null || told.end === null)
      ? intervalOf(event, { zone, told })
      : null) ?? told;
  const { start, end } = interval;
  if (start === null || end === null || end < start) return unreadable('no-time');
  const made: MeetingRequest = {
    kind: 'request',
    ...about,
    delegateCopy: message.meetingRequestType?.toLowerCase() === 'principalwantscopy',
    forwarded: ((integerOf(extendedOf(message, 'auxiliaryFlags')) ?? 0) & FORWARDED) !== 0,
    location: message.location?.displayName?.trim() ?? '',
    start,
    end,
    allDay,
    zone,
    occurrences: about.instance === null ? occurrencesOf(message, event) : null,
    series: about.instance === null ? seriesOf(message, { event, start, end, zone: zone.iana }) : null,
  };
  return { kind: 'message', message: made };
}

/** As a pattern with a number of instances tells it. */
function occurrencesOf(message: GraphMessage, event: GraphEvent | null): number | null {
  const range = (message.recurrence ?? event?.recurrence)?.range;
  return range?.type.toLowerCase() === 'numbered' ? (range.numberOfOccurrences ?? null) : null;
}

/** What is told of a series; its changed instances come from the calendar. */
function seriesOf(
  message: GraphMessage,
  {
    event,
    start,
    end,
    zone,
  }: {
    readonly event: GraphEvent | null;
    readonly start: Instant;
    readonly end: Instant;
    readonly zone: string | null;
  },
): SeriesFacts | null {
  const recurrence = message.recurrence ?? event?.recurrence;
  if (!recurrence) return null;
  return {
    pattern: patternText(recurrence),
    lastEnd: regularEnd(recurrence, { start, end }, zone),
    modified: [],
    deleted: [],
  };
}

function unreadable(reason: string): ReadResult {
  return { kind: 'unreadable', reason };
}
