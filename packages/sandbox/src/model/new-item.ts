import type { Address, CalendarItem, ItemBase, MailItem, Meeting, MeetingMessage } from './item.ts';

/** The fields that all items share, empty, written at one moment. */
function emptyItem(now: number): ItemBase {
  return {
    id: '',
    immutableId: '',
    changeKey: '',
    subject: '',
    body: '',
    bodyType: 'HTML',
    createdAt: now,
    modifiedAt: now,
    receivedAt: now,
    articleNumber: 0,
    sentAt: now,
    isRead: true,
    isDraft: false,
    importance: 'Normal',
    sensitivity: 'Normal',
    categories: [],
    from: null,
    sender: null,
    to: [],
    cc: [],
    bcc: [],
    messageId: null,
    inReplyTo: null,
    headers: [],
    extended: new Map(),
    attachments: [],
    poison: null,
  };
}

/** A mail that lies in no folder yet. */
export function newMail(now: number, fields: Partial<Omit<MailItem, 'kind'>> = {}): MailItem {
  return { ...emptyItem(now), ...fields, kind: 'message' };
}

/** A calendar item that lies in no folder yet. */
export function newCalendarItem(
  now: number,
  fields: Partial<Omit<CalendarItem, 'kind'>> & { readonly meeting: Meeting },
): CalendarItem {
  const { meeting } = fields;
  return {
    ...emptyItem(now),
    subject: meeting.subject,
    body: meeting.body,
    from: meeting.organizer,
    sender: meeting.organizer,
    isMeeting: true,
    isOrganizer: false,
    myResponse: 'Unknown',
    repliedAt: null,
    busyStatus: 'Busy',
    requestSent: false,
    reminderMinutes: null,
    joinUrl: null,
    ...fields,
    kind: 'calendar',
  };
}

/** A meeting message that lies in no folder yet. */
export function newMeetingMessage(
  now: number,
  fields: Partial<MeetingMessage> & Pick<MeetingMessage, 'kind' | 'meeting'>,
): MeetingMessage {
  return {
    ...emptyItem(now),
    subject: fields.meeting.subject,
    body: fields.meeting.body,
    requestType: 'None',
    responseType: 'Unknown',
    isDelegated: false,
    isForwarded: false,
    isRemoval: false,
    isOutOfDate: false,
    hasBeenProcessed: false,
    calendarItemId: null,
    answeredAs: null,
    ...fields,
  };
}

/**
 * Headers of a message: Exchange stamps mail of its own users as authenticated internally, other mail as
 * anonymous ([MS-OXPROPS] lists the names under PS_INTERNET_HEADERS).
 */
export function transportHeaders(options: {
  readonly from: Address;
  readonly messageId: string;
  readonly internal: boolean;
  readonly host: string;
}): (readonly [string, string])[] {
  const { from, messageId, internal, host } = options;
  const trust: (readonly [string, string])[] = internal
    ? [
        ['X-MS-Exchange-Organization-AuthAs', 'Internal'],
        ['X-MS-Exchange-Organization-AuthMechanism', '04'],
        ['X-MS-Exchange-Organization-AuthSource', host],
      ]
    : [
        ['X-MS-Exchange-Organization-AuthAs', 'Anonymous'],
        ['X-MS-Exchange-Organization-AuthSource', host],
      ];
  return [
    ['From', `${from.name} <${from.email}>`],
    ['Message-ID', messageId],
    ['MIME-Version', '1.0'],
    ...trust,
  ];
}
