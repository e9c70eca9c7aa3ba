import {
  type AttendeeRole,
  type CalendarItem,
  isMeetingMessage,
  type MeetingMessage,
} from '../model/item.ts';
import type { ItemView } from '../model/item-view.ts';
import { isOutOfDate } from '../model/meeting-version.ts';
import { inZone } from '../model/time-zone.ts';
import {
  associatedItem,
  attendee,
  bound,
  type MeetingItem,
  modifiedOccurrences,
  typeOf,
  zone,
  zoneText,
} from './meeting-markup.ts';
import { mailboxMarkup, type Property, type PropertyOptions, property } from './property.ts';
import { renderRecurrence } from './recurrence-xml.ts';
import { dateTime, element, wrap } from './xml-text.ts';

/** A property that calendar items and meeting messages have. */
function shared(
  name: string,
  render: (item: MeetingItem, view: ItemView) => string,
  options: PropertyOptions = {},
): Property {
  return property(name, (view) => (view.item.kind === 'message' ? '' : render(view.item, view)), options);
}

/** A property that only calendar items have. */
function own(
  name: string,
  render: (item: CalendarItem, view: ItemView) => string,
  options: PropertyOptions = {},
): Property {
  return property(name, (view) => (view.item.kind === 'calendar' ? render(view.item, view) : ''), options);
}

/** A property that only meeting messages have. */
function carried(
  name: string,
  render: (item: MeetingMessage, view: ItemView) => string,
  options: PropertyOptions = {},
): Property {
  return property(name, (view) => (isMeetingMessage(view.item) ? render(view.item, view) : ''), options);
}

const uid = shared('UID', (item, { org }) => {
  const { meeting } = item;
  const own = meeting.uid === meeting.cleanId;
  const dated = org.switches.uidHasDate && own && meeting.recurrenceId !== undefined;
  if (!dated || meeting.recurrenceId === undefined) return element('UID', meeting.uid);
  const date = inZone(meeting.recurrenceId, meeting.schedule.timeZone);
  const hex = [date.year >> 8, date.year & 255, date.month, date.day].map((each) =>
    each.toString(16).padStart(2, '0'),
  );
  return element('UID', meeting.uid.slice(0, 32) + hex.join('').toUpperCase() + meeting.uid.slice(40));
});
const recurrenceId = shared('RecurrenceId', ({ meeting }) =>
  meeting.recurrenceId === undefined ? '' : element('RecurrenceId', dateTime(meeting.recurrenceId)),
);
const stamp = shared('DateTimeStamp', ({ meeting }, { org }) =>
  org.switches.dateTimeStampGiven ? element('DateTimeStamp', dateTime(meeting.ownerCriticalChange)) : '',
);
const start = shared('Start', ({ meeting }) => element('Start', dateTime(meeting.schedule.start)), {
  standard: true,
});
const end = shared('End', ({ meeting }) => element('End', dateTime(meeting.schedule.end)), {
  standard: true,
});
const originalStart = shared('OriginalStart', ({ meeting }) =>
  meeting.recurrenceId === undefined ? '' : element('OriginalStart', dateTime(meeting.recurrenceId)),
);
const isAllDay = shared('IsAllDayEvent', ({ meeting }) => element('IsAllDayEvent', meeting.schedule.allDay));
const busy = shared(
  'LegacyFreeBusyStatus',
  (item) => element('LegacyFreeBusyStatus', item.kind === 'calendar' ? item.busyStatus : 'Tentative'),
  { standard: true },
);
const location = shared('Location', ({ meeting }) => element('Location', meeting.location), {
  standard: true,
});
const isMeeting = shared('IsMeeting', (item) =>
  element('IsMeeting', item.kind === 'calendar' ? item.isMeeting : true),
);
const isCancelled = shared('IsCancelled', ({ meeting }) => element('IsCancelled', meeting.isCancelled));
const isRecurring = shared('IsRecurring', ({ meeting }, { occurrence }) =>
  element('IsRecurring', occurrence !== null || meeting.recurrenceId !== undefined),
);
const wasSent = shared('MeetingRequestWasSent', (item) =>
  element('MeetingRequestWasSent', item.kind === 'calendar' ? item.requestSent : true),
);
const itemType = shared('CalendarItemType', (item, view) => element('CalendarItemType', typeOf(item, view)), {
  standard: true,
});
const myResponse = shared('MyResponseType', (item, { org }) => {
  if (item.kind !== 'calendar') return element('MyResponseType', item.answeredAs ?? 'NoResponseReceived');
  const silent = item.isOrganizer && org.switches.ownEntryTells === 'state';
  return element('MyResponseType', silent ? 'Unknown' : item.myResponse);
});
const organizer = shared(
  'Organizer',
  ({ meeting }, view) => wrap('Organizer', mailboxMarkup(view, meeting.organizer)),
  {
    standard: true,
  },
);
const attendees = (name: string, role: AttendeeRole) =>
  shared(
    name,
    ({ meeting }, view) =>
      wrap(
        name,
        meeting.attendees
          .filter((each) => each.role === role)
          .map((each) => attendee(view, each))
          .join(''),
      ),
    { inFind: false },
  );
const invited = [
  attendees('RequiredAttendees', 'required'),
  attendees('OptionalAttendees', 'optional'),
  attendees('Resources', 'resource'),
];
const duration = shared('Duration', ({ meeting }) =>
  element('Duration', `PT${Math.round((meeting.schedule.end - meeting.schedule.start) / 60_000)}M`),
);
const displayZone = shared('TimeZone', ({ meeting }) => element('TimeZone', zoneText(meeting.schedule)));
const replyTime = own('AppointmentReplyTime', ({ repliedAt }) =>
  repliedAt === null ? '' : element('AppointmentReplyTime', dateTime(repliedAt)),
);
const sequence = shared('AppointmentSequenceNumber', ({ meeting }) =>
  element('AppointmentSequenceNumber', meeting.sequence),
);
const state = shared('AppointmentState', (item, { org }) => {
  if (item.kind === 'calendar' && org.switches.ownEntryTells === 'response') return '';
  if (item.kind === 'calendar' && !item.isMeeting) return element('AppointmentState', 0);
  const received = item.kind === 'calendar' && item.isOrganizer ? 0 : 2;
  return element('AppointmentState', 1 | received | (item.meeting.isCancelled ? 4 : 0));
});
const recurrence = shared('Recurrence', ({ meeting }) => renderRecurrence(meeting.schedule), {
  inFind: false,
});
const first = shared('FirstOccurrence', (item, view) => bound(item, view, 'FirstOccurrence'), {
  inFind: false,
});
const last = shared('LastOccurrence', (item, view) => bound(item, view, 'LastOccurrence'), { inFind: false });
const modified = shared('ModifiedOccurrences', modifiedOccurrences, { inFind: false });
const deleted = shared(
  'DeletedOccurrences',
  ({ meeting }) =>
    wrap(
      'DeletedOccurrences',
      [...meeting.deletedOccurrences]
        .map((each) => wrap('DeletedOccurrence', element('Start', dateTime(each))))
        .join(''),
    ),
  { inFind: false },
);
const startZone = shared('StartTimeZone', ({ meeting }) => zone('StartTimeZone', meeting.schedule), {
  inFind: false,
});
const endZone = shared('EndTimeZone', ({ meeting }) => zone('EndTimeZone', meeting.schedule), {
  inFind: false,
});
const zoneId = (name: string) =>
  shared(name, ({ meeting }, { org }) =>
    org.switches.startTimeZoneId === 'given' ? element(name, meeting.schedule.timeZone) : '',
  );
const intended = property(
  'IntendedFreeBusyStatus',
  () => '<t:IntendedFreeBusyStatus>Busy</t:IntendedFreeBusyStatus>',
);
const isOrganizer = own('IsOrganizer', (item) => element('IsOrganizer', item.isOrganizer));
const newTimes = property(
  'AllowNewTimeProposal',
  () => '<t:AllowNewTimeProposal>true</t:AllowNewTimeProposal>',
);
const isOnline = property('IsOnlineMeeting', () => '<t:IsOnlineMeeting>false</t:IsOnlineMeeting>');
const conflicts = property(
  'ConflictingMeetingCount',
  () => '<t:ConflictingMeetingCount>0</t:ConflictingMeetingCount>',
);
const neighbours = property(
  'AdjacentMeetingCount',
  () => '<t:AdjacentMeetingCount>0</t:AdjacentMeetingCount>',
);
const conference = property('ConferenceType', () => '<t:ConferenceType>0</t:ConferenceType>');

/** What every meeting's element begins with. */
const identity = [uid, recurrenceId, stamp];

const timesAndPlace = [
  start,
  end,
  originalStart,
  isAllDay,
  busy,
  location,
  isMeeting,
  isCancelled,
  isRecurring,
  wasSent,
];

const peopleAndSeries = [
  itemType,
  myResponse,
  organizer,
  ...invited,
  conflicts,
  neighbours,
  duration,
  displayZone,
  replyTime,
  sequence,
  state,
  recurrence,
  first,
  last,
  modified,
  deleted,
  startZone,
  endZone,
  conference,
  newTimes,
  isOnline,
  zoneId('StartTimeZoneId'),
  zoneId('EndTimeZoneId'),
];

/** The elements of a calendar item after those of every item, in the order of CalendarItemType. */
export const calendarItemProperties: readonly Property[] = [
  ...identity,
  ...timesAndPlace,
  own('IsResponseRequested', () => '<t:IsResponseRequested>true</t:IsResponseRequested>'),
  ...peopleAndSeries,
  intended,
  isOrganizer,
];

const meetingMessageProperties: readonly Property[] = [
  carried('AssociatedCalendarItemId', associatedItem),
  carried('IsDelegated', (item) => element('IsDelegated', item.isDelegated)),
  carried('IsOutOfDate', (item, { mailbox }) => element('IsOutOfDate', isOutOfDate(mailbox, item))),
  carried('HasBeenProcessed', (item) => element('HasBeenProcessed', item.hasBeenProcessed)),
  carried('ResponseType', (item) => element('ResponseType', item.responseType), { standard: true }),
  ...identity,
  carried('IsOrganizer', (item, { mailbox }) =>
    element('IsOrganizer', item.meeting.organizer.email === mailbox.address.email),
  ),
];

/** The elements of a request after those of a mail, in the order of MeetingRequestMessageType. */
export const requestProperties: readonly Property[] = [
  ...meetingMessageProperties,
  carried('MeetingRequestType', (item, { mailbox }) =>
    element('MeetingRequestType', isOutOfDate(mailbox, item) ? 'Outdated' : item.requestType),
  ),
  intended,
  ...timesAndPlace,
  ...peopleAndSeries,
];

/** The elements of a cancellation or an answer after those of a mail: no sequence, no attendees. */
export const cancellationProperties: readonly Property[] = [
  ...meetingMessageProperties,
  start,
  end,
  location,
  recurrence,
  itemType,
];
