import { itemClassOf } from '../mapi/item-class.ts';
import { CLEAN_ID_KEY, extendedValue, MESSAGE_ID_KEY } from '../mapi/mapi-property.ts';
import type { Item } from '../model/item.ts';
import type { RealitySwitches } from '../switches.ts';
import type { Searched, Value } from './restriction.ts';

const ofEveryItem: Readonly<Record<string, (item: Item) => Value>> = {
  ItemClass: itemClassOf,
  Subject: (item) => item.subject,
  Body: (item) => item.body,
  DateTimeReceived: (item) => item.receivedAt,
  DateTimeSent: (item) => item.sentAt,
  DateTimeCreated: (item) => item.createdAt,
  LastModifiedTime: (item) => item.modifiedAt,
  IsRead: (item) => item.isRead,
  IsDraft: (item) => item.isDraft,
  Importance: (item) => item.importance,
  Sensitivity: (item) => item.sensitivity,
  HasAttachments: () => false,
  InternetMessageId: (item) => item.messageId,
  InReplyTo: (item) => item.inReplyTo,
  From: (item) => item.from?.email ?? null,
  Sender: (item) => item.sender?.email ?? null,
  DisplayTo: (item) => item.to.map((each) => each.name).join('; '),
};

type MeetingItem = Exclude<Item, { readonly kind: 'message' }>;

const ofMeetings: Readonly<Record<string, (item: MeetingItem) => Value>> = {
  UID: ({ meeting }) => meeting.uid,
  Start: ({ meeting }) => meeting.schedule.start,
  End: ({ meeting }) => meeting.schedule.end,
  Location: ({ meeting }) => meeting.location,
  Organizer: ({ meeting }) => meeting.organizer.email,
  DateTimeStamp: ({ meeting }) => meeting.ownerCriticalChange,
  RecurrenceId: ({ meeting }) => meeting.recurrenceId ?? null,
  IsCancelled: ({ meeting }) => meeting.isCancelled,
  IsAllDayEvent: ({ meeting }) => meeting.schedule.allDay,
  AppointmentSequenceNumber: ({ meeting }) => meeting.sequence,
  IsMeeting: (item) => (item.kind === 'calendar' ? item.isMeeting : true),
  MyResponseType: (item) => (item.kind === 'calendar' ? item.myResponse : null),
  ResponseType: (item) => (item.kind === 'calendar' ? null : item.responseType),
  AppointmentReplyTime: (item) => (item.kind === 'calendar' ? item.repliedAt : null),
  IsRecurring: ({ meeting }) => meeting.schedule.recurrence !== undefined,
};

/** The value of a property by its element name, for comparing and sorting; null if the item has none. */
function comparableField(item: Item, name: string): Value {
  const general = ofEveryItem[name];
  if (general) return general(item);
  return item.kind === 'message' ? null : (ofMeetings[name]?.(item) ?? null);
}

/** How a restriction reads items. */
export function searchedItems(switches: RealitySwitches): Searched<Item> {
  return {
    switches,
    plain: comparableField,
    extended: (item, key) => extendedValue(item, key, switches),
    indexed: (folder, key, wanted) => {
      if (key === CLEAN_ID_KEY) {
        return folder.withCleanId(Buffer.from(wanted, 'base64').toString('hex').toUpperCase());
      }
      if (key === MESSAGE_ID_KEY || key === 'InternetMessageId') return folder.withMessageId(wanted);
      return null;
    },
  };
}
