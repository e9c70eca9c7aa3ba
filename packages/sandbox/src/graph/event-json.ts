import { customZones } from '../model/custom-zones.ts';
import { instanceGlobalObjectId } from '../model/global-object-id.ts';
import type { Attendee, CalendarItem, Meeting, ResponseType } from '../model/item.ts';
import { type ItemView, occurrenceView, viewOf } from '../model/item-view.ts';
import { findOccurrence } from '../model/occurrences.ts';
import { inZone } from '../model/time-zone.ts';
import { graphId, masterOf, urlSafe } from './graph-ids.ts';
import type { Json } from './graph-request.ts';
import {
  bodyJson,
  bodyPreview,
  dateAsTime,
  instant,
  person,
  preciseInstant,
  recipient,
  zonedTime,
} from './json-values.ts';
import type { Preferences } from './preferences.ts';
import { recurrenceJson } from './recurrence-json.ts';
import type { EntityType } from './select.ts';

/** What may be selected of an event. */
export const eventType: EntityType = {
  name: 'event',
  properties: new Set([
    'id',
    'categories',
    'changeKey',
    'createdDateTime',
    'lastModifiedDateTime',
    'allowNewTimeProposals',
    'attendees',
    'body',
    'bodyPreview',
    'cancelledOccurrences',
    'end',
    'hasAttachments',
    'hideAttendees',
    'iCalUId',
    'importance',
    'isAllDay',
    'isCancelled',
    'isDraft',
    'isOnlineMeeting',
    'isOrganizer',
    'isReminderOn',
    'location',
    'locations',
    'onlineMeeting',
    'onlineMeetingProvider',
    'onlineMeetingUrl',
    'organizer',
    'originalEndTimeZone',
    'originalStart',
    'originalStartTimeZone',
    'recurrence',
    'reminderMinutesBeforeStart',
    'responseRequested',
    'responseStatus',
    'sensitivity',
    'seriesMasterId',
    'showAs',
    'start',
    'subject',
    'transactionId',
    'type',
    'webLink',
    'singleValueExtendedProperties',
    'exceptionOccurrences',
  ]),
};

const responses: Readonly<Record<ResponseType, string>> = {
  Unknown: 'none',
  Organizer: 'organizer',
  Tentative: 'tentativelyAccepted',
  Accept: 'accepted',
  Decline: 'declined',
  NoResponseReceived: 'notResponded',
};

/** How long an answer may be on its way into the event, where it is. */
const lateAnswerMs = 2_000;
const never = '0001-01-01T00:00:00Z';

/** What a mailbox answered, and when. */
function responseStatus(response: ResponseType, at: number | null | undefined): Json {
  return { response: responses[response], time: typeof at === 'number' ? instant(at) : never };
}

/** The Graph name of a value that the model writes with a capital. */
export function lower(name: string): string {
  return name === 'OOF' ? 'oof' : `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/** Whether an event is alone, a series, or one occurrence of it. */
export function kindOfEvent({ item, occurrence }: ItemView): string {
  if (occurrence) return occurrence.exception ? 'exception' : 'occurrence';
  return item.kind !== 'message' && item.meeting.schedule.recurrence ? 'seriesMaster' : 'singleInstance';
}

/**
 * Zones that no table has are all told by one name; so are those of invitations that other products wrote, and UTC
 * has a name of its own there.
 */
function zoneName({ uid, cleanId, schedule: { timeZone } }: Meeting): string {
  const isForeign = uid !== cleanId;
  if (isForeign && timeZone === 'UTC') return 'tzone://Microsoft/Utc';
  return isForeign || customZones.has(timeZone) ? 'tzone://Microsoft/Custom' : timeZone;
}

/** Start and end: instants on the wall that the client prefers, or midnights of dates. */
function eventTimes(
  { meeting: { schedule } }: Pick<CalendarItem, 'meeting'>,
  prefer: Preferences,
): { readonly start: Json; readonly end: Json } {
  const time = (at: number) =>
    schedule.allDay ? dateAsTime(at, schedule.timeZone) : zonedTime(at, prefer.timeZone);
  return { start: time(schedule.start), end: time(schedule.end) };
}

/** A `location`. */
export function locationJson(displayName: string): Json {
  return { displayName, locationType: 'default', uniqueId: displayName, uniqueIdType: 'private' };
}

function attendeeJson(attendee: Attendee): Json {
  return {
    type: attendee.role,
    status: responseStatus(attendee.response, attendee.respondedAt),
    ...recipient(attendee),
  };
}

function uidOf({ org, item, occurrence }: ItemView & { readonly item: CalendarItem }): Json {
  const served = org.switches.graphICalUId;
  if (served === 'absent') return {};
  if (served !== 'given') return { iCalUId: served === 'null' ? null : '' };
  const { uid, cleanId, recurrenceId, schedule } = item.meeting;
  const original = occurrence?.originalStart ?? recurrenceId;
  if (original === undefined) return { iCalUId: uid };
  const { year, month, day } = inZone(original, schedule.timeZone);
  return { iCalUId: instanceGlobalObjectId(cleanId, { year, month, day }) };
}

function subjectOf({ org, item }: ItemView): string {
  const twice =
    org.switches.graphCancelledPrefix === 'twice' && /^Canceled: (?!Canceled: )/.test(item.subject);
  return twice ? `Canceled: ${item.subject}` : item.subject;
}

/** Whose meeting it is, and what makes an occurrence one. */
function seriesPart(view: ItemView & { readonly item: CalendarItem }, prefer: Preferences): Json {
  const { org, item, occurrence } = view;
  const { graphOrganizer, graphExceptionHasPeople } = org.switches;
  const bare = occurrence?.exception && !graphExceptionHasPeople;
  const { schedule, recurrenceId, organizer, attendees } = item.meeting;
  const master = occurrence ? viewOf(org, view.mailbox, masterOf(view)) : null;
  const zone =
    org.switches.graphRecurrenceTimeZone === 'empty' && !item.isOrganizer ? '' : zoneName(item.meeting);
  return {
    type: kindOfEvent(view),
    seriesMasterId: master ? graphId(master, prefer.immutableIds) : null,
    recurrence: recurrenceJson(schedule, zone),
    organizer: bare || graphOrganizer === 'null' ? null : person(org, organizer),
    attendees: bare ? [] : attendees.map(attendeeJson),
    ...(recurrenceId === undefined ? {} : { originalStart: instant(recurrenceId) }),
  };
}

/** An answer shows in the event at once, or a little later. */
function shownAnswer({ org, item }: ItemView & { readonly item: CalendarItem }): Json {
  const { myResponse, repliedAt } = item;
  const isFresh = repliedAt !== null && org.clock.now() - repliedAt < lateAnswerMs;
  if (org.switches.graphAnswerShown === 'late' && isFresh) return responseStatus('NoResponseReceived', null);
  return responseStatus(myResponse, repliedAt);
}

/** An event with all its properties. */
export function eventJson(view: ItemView & { readonly item: CalendarItem }, prefer: Preferences): Json {
  const { item } = view;
  const { meeting } = item;
  const zone = meeting.schedule.allDay ? 'UTC' : zoneName(meeting);
  const { joinUrl } = item;
  return {
    '@odata.etag': `W/"${item.changeKey}"`,
    id: graphId(view, prefer.immutableIds),
    createdDateTime: preciseInstant(item.createdAt),
    lastModifiedDateTime: preciseInstant(item.modifiedAt),
    changeKey: item.changeKey,
    categories: item.categories,
    transactionId: null,
    originalStartTimeZone: zone,
    originalEndTimeZone: zone,
    ...uidOf(view),
    reminderMinutesBeforeStart: item.reminderMinutes ?? 15,
    isReminderOn: item.reminderMinutes !== null,
    hasAttachments: item.attachments.length > 0,
    subject: subjectOf(view),
    bodyPreview: bodyPreview(item),
    importance: lower(item.importance),
    sensitivity: lower(item.sensitivity),
    isAllDay: meeting.schedule.allDay,
    isCancelled: meeting.isCancelled,
    isOrganizer: item.isOrganizer,
    responseRequested: true,
    showAs: lower(item.busyStatus),
    webLink: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(urlSafe(item.id))}&exvsurl=1&path=/calendar/item`,
    onlineMeetingUrl: null,
    isOnlineMeeting: joinUrl !== null,
    onlineMeetingProvider: joinUrl === null ? 'unknown' : 'teamsForBusiness',
    allowNewTimeProposals: true,
    isDraft: false,
    hideAttendees: false,
    responseStatus: shownAnswer(view),
    body: bodyJson(item, prefer),
    ...eventTimes(item, prefer),
    location: locationJson(meeting.location),
    locations: meeting.location === '' ? [] : [locationJson(meeting.location)],
    ...seriesPart(view, prefer),
    onlineMeeting: joinUrl === null ? null : { joinUrl },
  };
}

/** The event that a meeting message is about, as the mailbox's calendar has it; null where it has none. */
export function eventOfMessage({ org, mailbox, item }: ItemView): (ItemView & { item: CalendarItem }) | null {
  if (item.kind === 'message' || item.kind === 'calendar' || item.kind === 'meeting-response') return null;
  const { cleanId, recurrenceId } = item.meeting;
  const alone = mailbox.findCalendarItem(cleanId, recurrenceId);
  if (alone) return { ...viewOf(org, mailbox, alone), item: alone };
  const master = mailbox.findCalendarItem(cleanId);
  if (!master || recurrenceId === undefined) return null;
  const view = findOccurrenceView({ org, mailbox }, master, recurrenceId);
  return view;
}

/** One occurrence of a series as an event; null where the series has none then. */
export function findOccurrenceView(
  { org, mailbox }: Pick<ItemView, 'org' | 'mailbox'>,
  master: CalendarItem,
  originalStart: number,
): (ItemView & { item: CalendarItem }) | null {
  const occurrence = findOccurrence(master.meeting, originalStart);
  if (!occurrence) return null;
  const view = occurrenceView(org, mailbox, { master, occurrence });
  return view.item.kind === 'calendar' ? { ...view, item: view.item } : null;
}
