import type { Schedule } from './schedule.ts';

/** A name with its SMTP address (lower case). */
export interface Address {
  readonly name: string;
  readonly email: string;
}

/** How somebody is invited. */
export type AttendeeRole = 'required' | 'optional' | 'resource';

/** An answer to an invitation. */
export type ResponseType =
  | 'Unknown'
  | 'Organizer'
  | 'Tentative'
  | 'Accept'
  | 'Decline'
  | 'NoResponseReceived';

/** Somebody who is invited, and what the organizer knows of the answer. */
export interface Attendee extends Address {
  readonly role: AttendeeRole;
  readonly response: ResponseType;
  readonly respondedAt?: number | undefined;
}

/** One occurrence that differs from its series. Times in Unix milliseconds. */
export interface OccurrenceException {
  readonly originalStart: number;
  readonly start: number;
  readonly end: number;
  readonly subject?: string | undefined;
  readonly location?: string | undefined;
  readonly body?: string | undefined;
  /** Who is invited to this occurrence, where that differs from the series. */
  readonly attendees?: readonly Attendee[] | undefined;
  readonly isCancelled: boolean;
  readonly sequence: number;
  readonly ownerCriticalChange: number;
  readonly myResponse?: ResponseType | undefined;
  readonly repliedAt?: number | undefined;
}

/** What a meeting is, as its organizer wrote it at one moment. Never changed in place. */
export interface Meeting {
  /** The UID of iCalendar: the clean id for meetings made by Exchange, any string for others. */
  readonly uid: string;
  /** CleanGlobalObjectId in upper-case hex. */
  readonly cleanId: string;
  /** Original start, when this is one instance to which somebody was invited alone, or a message about one. */
  readonly recurrenceId?: number | undefined;
  readonly sequence: number;
  /** OwnerCriticalChange ([MS-OXOCAL] 2.2.1.34): when the organizer last wrote. */
  readonly ownerCriticalChange: number;
  readonly subject: string;
  /** HTML. */
  readonly body: string;
  readonly location: string;
  readonly schedule: Schedule;
  readonly organizer: Address;
  readonly attendees: readonly Attendee[];
  readonly exceptions: ReadonlyMap<number, OccurrenceException>;
  readonly deletedOccurrences: ReadonlySet<number>;
  readonly isCancelled: boolean;
}

/** A value of a MAPI property, as text, with its type name. */
export interface ExtendedValue {
  readonly type: string;
  readonly value: string | readonly string[];
}

/** A file that an item carries. */
export interface Attachment {
  readonly name: string;
  readonly contentType: string;
  /** Base64. */
  readonly content: string;
}

/** What every item has. Times in Unix milliseconds. */
export interface ItemBase {
  /** Opaque; new after a move. */
  id: string;
  /** Opaque; the same for as long as the item is in its mailbox. */
  immutableId: string;
  /** Changes with each write. */
  changeKey: string;
  subject: string;
  body: string;
  bodyType: 'HTML' | 'Text';
  createdAt: number;
  modifiedAt: number;
  receivedAt: number;
  /** Number in its folder, which rises with each item that comes; 0 in no folder. */
  articleNumber: number;
  sentAt: number;
  isRead: boolean;
  isDraft: boolean;
  importance: string;
  sensitivity: string;
  categories: readonly string[];
  from: Address | null;
  sender: Address | null;
  to: readonly Address[];
  cc: readonly Address[];
  bcc: readonly Address[];
  /** RFC 5322 Message-ID with angle brackets. */
  messageId: string | null;
  inReplyTo: string | null;
  headers: readonly (readonly [name: string, value: string])[];
  /** MAPI properties that a client wrote, by canonical key. */
  extended: Map<string, ExtendedValue>;
  attachments: readonly Attachment[];
  /** A planted fault: reading the item fails; the name is an error of EWS, and other faces have their own. */
  poison: string | null;
}

/** An ordinary mail. */
export interface MailItem extends ItemBase {
  readonly kind: 'message';
}

/** An appointment or meeting in a calendar. */
export interface CalendarItem extends ItemBase {
  readonly kind: 'calendar';
  meeting: Meeting;
  isMeeting: boolean;
  isOrganizer: boolean;
  myResponse: ResponseType;
  repliedAt: number | null;
  busyStatus: string;
  requestSent: boolean;
  reminderMinutes: number | null;
  /** Where the organizer's own online meeting is joined; null where it has none. */
  joinUrl: string | null;
}

/** What kind of request it is, as Exchange notes it for clients. */
export type MeetingRequestType =
  | 'NewMeetingRequest'
  | 'FullUpdate'
  | 'InformationalUpdate'
  | 'SilentUpdate'
  | 'Outdated'
  | 'PrincipalWantsCopy'
  | 'None';

/** An invitation, a cancellation or an answer on its way. */
export interface MeetingMessage extends ItemBase {
  readonly kind: 'meeting-request' | 'meeting-cancellation' | 'meeting-response';
  meeting: Meeting;
  requestType: MeetingRequestType;
  responseType: ResponseType;
  isDelegated: boolean;
  isForwarded: boolean;
  /** A cancellation that only took one mailbox off the list, or what looks like it. */
  isRemoval: boolean;
  /** Newest state of the meeting has overtaken this message. */
  isOutOfDate: boolean;
  hasBeenProcessed: boolean;
  calendarItemId: string | null;
  /** Set once the mailbox answered this message. */
  answeredAs: ResponseType | null;
}

/** Anything in a folder. */
export type Item = MailItem | CalendarItem | MeetingMessage;

/** Whether an item is an invitation, a cancellation or an answer. */
export function isMeetingMessage(item: Item): item is MeetingMessage {
  return item.kind !== 'message' && item.kind !== 'calendar';
}
