import { type Xml, xml } from '../soap/xml-text.ts';
import type { ItemShape } from './ews-client.ts';

/** An extended property by its set and number, or by tag ([MS-OXOCAL], [MS-OXPROPS]). */
export interface ExtendedProperty {
  readonly set?: 'Meeting' | 'Appointment' | 'InternetHeaders';
  readonly id?: number;
  readonly name?: string;
  readonly tag?: string;
  readonly type: 'Binary' | 'Integer' | 'String' | 'SystemTime';
}

/** The extended properties that we ask for. */
export const EXTENDED = {
  /** PidLidGlobalObjectId, with the instance's date ([MS-OXOCAL] 2.2.1.27). */
  globalObjectId: { set: 'Meeting', id: 0x03, type: 'Binary' },
  /** PidLidCleanGlobalObjectId ([MS-OXOCAL] 2.2.1.28). */
  cleanGlobalObjectId: { set: 'Meeting', id: 0x23, type: 'Binary' },
  /** PidLidOwnerCriticalChange ([MS-OXOCAL] 2.2.1.34). */
  ownerCriticalChange: { set: 'Meeting', id: 0x1a, type: 'SystemTime' },
  /** PidLidAppointmentSequence ([MS-OXOCAL] 2.2.1.1): cancellations have no element for it. */
  sequence: { set: 'Appointment', id: 0x8201, type: 'Integer' },
  /** PidLidAppointmentAuxiliaryFlags ([MS-OXOCAL] 2.2.1.3). */
  auxiliaryFlags: { set: 'Appointment', id: 0x8207, type: 'Integer' },
  /** PidLidExceptionReplaceTime: pattern start of the instance that a message is about. */
  exceptionReplaceTime: { set: 'Appointment', id: 0x8228, type: 'SystemTime' },
  /** PidLidAppointmentStartWhole ([MS-OXOCAL] 2.2.1.5). */
  startWhole: { set: 'Appointment', id: 0x820d, type: 'SystemTime' },
  /** Written by the organisation's own transport, which strips it from what comes from outside. */
  authAs: { set: 'InternetHeaders', name: 'X-MS-Exchange-Organization-AuthAs', type: 'String' },
  /** PidTagSentRepresentingSmtpAddress. */
  representedAddress: { tag: '0x5D02', type: 'String' },
  /** PidTagSenderSmtpAddress. */
  senderAddress: { tag: '0x5D01', type: 'String' },
  /** PidTagInternetArticleNumber: rises with each item that comes into the folder. */
  articleNumber: { tag: '0x0E23', type: 'Integer' },
  /** PidTagSearchKey: stays when an item moves. */
  searchKey: { tag: '0x300B', type: 'Binary' },
} as const satisfies Readonly<Record<string, ExtendedProperty>>;

const MEETING_FIELDS = [
  'calendar:UID',
  'calendar:RecurrenceId',
  'calendar:DateTimeStamp',
  'calendar:Start',
  'calendar:End',
  'calendar:OriginalStart',
  'calendar:IsAllDayEvent',
  'calendar:CalendarItemType',
  'calendar:AppointmentSequenceNumber',
];
const SERIES_FIELDS = [
  'calendar:Recurrence',
  'calendar:LastOccurrence',
  'calendar:ModifiedOccurrences',
  'calendar:DeletedOccurrences',
];
const ZONE_ID = 'calendar:StartTimeZoneId';
const ZONE_FIELDS = ['calendar:StartTimeZone', ZONE_ID];
const IDENTITY = [EXTENDED.globalObjectId, EXTENDED.cleanGlobalObjectId, EXTENDED.sequence];
const OWN_STATE = ['calendar:IsCancelled', 'calendar:MyResponseType', 'calendar:AppointmentReplyTime'];
const MESSAGE_FIELDS = [
  'calendar:MyResponseType',
  'calendar:AppointmentReplyTime',
  'item:ItemClass',
  'item:Subject',
  'item:DateTimeReceived',
  'item:Culture',
  'message:Sender',
  'message:From',
  'message:InternetMessageId',
  'meeting:IsOutOfDate',
  'meetingRequest:MeetingRequestType',
  'calendar:Location',
  ...MEETING_FIELDS,
  'calendar:Organizer',
  ...SERIES_FIELDS,
  ...ZONE_FIELDS,
];

interface Shape {
  readonly fields: readonly string[];
  readonly extended: readonly ExtendedProperty[];
}

const SHAPES: Readonly<Record<ItemShape, Shape>> = {
  /** The current change key, and whether the item knows of an answer. */
  id: {
    fields: ['item:DateTimeReceived', 'calendar:MyResponseType', 'calendar:AppointmentReplyTime'],
    extended: [],
  },
  /** A message of the inbox, whole. */
  message: { fields: ['item:Body', ...MESSAGE_FIELDS], extended: Object.values(EXTENDED) },
  /** The same where its body cannot be converted. */
  'message-without-body': { fields: MESSAGE_FIELDS, extended: Object.values(EXTENDED) },
  /** What a message's own headers say of people. */
  headers: { fields: ['item:InternetMessageHeaders'], extended: [] },
  /** What decides on deleting and on recovery, without bodies. */
  facts: {
    fields: [
      'item:ItemClass',
      'item:DateTimeReceived',
      'message:InternetMessageId',
      ...MEETING_FIELDS,
      ...OWN_STATE,
      ...SERIES_FIELDS,
    ],
    extended: [...IDENTITY, EXTENDED.searchKey],
  },
  /** A meeting in a calendar, whole. */
  meeting: {
    fields: [
      'item:ItemClass',
      'item:Subject',
      'item:Body',
      ...MEETING_FIELDS,
      ...OWN_STATE,
      'calendar:AppointmentState',
      'calendar:RequiredAttendees',
      'calendar:OptionalAttendees',
      'calendar:Resources',
      'calendar:Organizer',
      ...SERIES_FIELDS,
      ...ZONE_FIELDS,
    ],
    extended: IDENTITY,
  },
  /** An answer in Sent Items, or the calendar entry that an answer left. */
  answer: {
    fields: [
      'item:ItemClass',
      'item:DateTimeSent',
      'item:DateTimeCreated',
      'calendar:RecurrenceId',
      'calendar:CalendarItemType',
      'calendar:MyResponseType',
      'calendar:AppointmentReplyTime',
    ],
    extended: [EXTENDED.globalObjectId, EXTENDED.cleanGlobalObjectId, EXTENDED.exceptionReplaceTime],
  },
};

/** The properties of one instance or single meeting in a calendar view. */
export const VIEW_SHAPE: Xml = shapeElement(
  { fields: [...MEETING_FIELDS, ...OWN_STATE], extended: IDENTITY },
  false,
);

/** Who sent an item, as far as a sync tells it. */
export const SENDER_SHAPE: Xml = shapeElement(
  { fields: [], extended: [EXTENDED.authAs, EXTENDED.senderAddress] },
  false,
);

/** The `ItemShape` element of a shape; without zone ids for servers that do not know them. */
export function itemShape(shape: ItemShape, { zoneIds }: { readonly zoneIds: boolean }): Xml {
  const { fields, extended } = SHAPES[shape];
  const known = zoneIds ? fields : fields.filter((field) => field !== ZONE_ID);
  return shapeElement({ fields: known, extended }, shape === 'message' || shape === 'meeting');
}

/** Whether a shape asks for zone ids. */
export function asksZoneIds(shape: ItemShape): boolean {
  return SHAPES[shape].fields.includes(ZONE_ID);
}

function shapeElement(shape: Shape, body: boolean): Xml {
  const fields = shape.fields.map((field) => xml`<t:FieldURI FieldURI="${field}"/>`);
  const extended = shape.extended.map(extendedField);
  const bodyType = body ? xml`<t:BodyType>HTML</t:BodyType>` : null;
  return xml`<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>${bodyType}<t:AdditionalProperties>${fields}${extended}</t:AdditionalProperties></m:ItemShape>`;
}

function extendedField(property: ExtendedProperty): Xml {
  const { set, id, name, tag, type } = property;
  if (tag !== undefined) return xml`<t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="${type}"/>`;
  if (name !== undefined) {
    return xml`<t:ExtendedFieldURI DistinguishedPropertySetId="${set}" PropertyName="${name}" PropertyType="${type}"/>`;
  }
  return xml`<t:ExtendedFieldURI DistinguishedPropertySetId="${set}" PropertyId="${id}" PropertyType="${type}"/>`;
}
