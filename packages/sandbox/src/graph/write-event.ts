import { randomUUID } from 'node:crypto';
import type { AttendeeRole, CalendarItem } from '../model/item.ts';
import { type ItemView, viewOf } from '../model/item-view.ts';
import { occurrencesBetween } from '../model/occurrences.ts';
import {
  createMeeting,
  type Invitee,
  type MeetingChange,
  type SendOptions,
  updateMeeting,
} from '../model/organizer.ts';
import { updateOccurrence } from '../model/organizer-occurrence.ts';
import type { Schedule } from '../model/schedule.ts';
import { toWindowsZone } from '../model/time-zone.ts';
import { json, odataContext } from './answers.ts';
import { eventJson } from './event-json.ts';
import { writeProperties } from './extended-properties.ts';
import { badRequest, GraphError } from './graph-error.ts';
import { findEvent, masterOf } from './graph-ids.ts';
import type { GraphAnswer, Json, MailboxContext } from './graph-request.ts';
import { asJson, readBodyAsHtml, readRecipients, readZonedTime } from './json-values.ts';
import { readRecurrence } from './recurrence-json.ts';

/** What is written into the mailbox's own copy and told to nobody. */
const ownProperties = [
  'categories',
  'showAs',
  'sensitivity',
  'reminderMinutesBeforeStart',
  'isReminderOn',
  'singleValueExtendedProperties',
  'importance',
  'transactionId',
];
const toldProperties = [
  'subject',
  'body',
  'location',
  'locations',
  'start',
  'end',
  'isAllDay',
  'recurrence',
  'attendees',
  'isOnlineMeeting',
  'onlineMeetingProvider',
  'responseRequested',
  'allowNewTimeProposals',
  'hideAttendees',
  'originalStartTimeZone',
  'originalEndTimeZone',
];
const writable: readonly string[] = [...ownProperties, ...toldProperties];

/** Writes a meeting into the mailbox's calendar and invites. */
export function createEvent(context: MailboxContext): GraphAnswer {
  const { org, mailbox, prefer } = context;
  const body = readEvent(context);
  const schedule = readSchedule(body, null);
  if (!schedule) throw badRequest('An event needs a start and an end.', 'ErrorPropertyValidationFailure');
  const attendees = readAttendees(body.attendees) ?? [];
  const joinUrl = body.isOnlineMeeting === true ? newJoinUrl() : null;
  const written = body.body === undefined ? '' : readBodyAsHtml(body.body);
  const item = createMeeting(org, mailbox, {
    send: 'all',
    draft: {
      subject: String(body.subject ?? ''),
      body: joinUrl === null ? written : `${written}${onlineBlock(joinUrl)}`,
      location: readLocation(body.location) ?? '',
      schedule,
      attendees,
    },
  });
  item.joinUrl = joinUrl;
  writeOwn(item, body);
  const view = { ...viewOf(org, mailbox, item), item };
  return json(context, { ...odataContext(context, 'events/$entity'), ...eventJson(view, prefer) }, 201);
}

/** Changes an event or one occurrence; attendees hear of it as Graph decides. */
export function patchEvent(context: MailboxContext): GraphAnswer {
  const { org, mailbox, prefer, params } = context;
  const body = readEvent(context);
  const view = findEvent(org, mailbox, params.id ?? '');
  refuseOldVersion(context, view.item);
  const item = masterOf(view);
  const change = readChange(body, view.item);
  if (Object.values(change).some((each) => each !== undefined)) {
    const options = { send: sendingOf(item, change), saveCopy: true };
    if (view.occurrence) changeOccurrence(context, view, { item, change, options });
    else updateMeeting(org, mailbox, { item, change, options });
    if (change.body !== undefined) keepOnlineMeeting(context, item, change.body);
  }
  writeOwn(item, body);
  const after = findEvent(org, mailbox, params.id ?? '');
  return json(context, { ...odataContext(context, 'events/$entity'), ...eventJson(after, prefer) });
}

/** Graph has no switch for who hears of a change: a change of attendees goes to those changed, others to all. */
function sendingOf(item: CalendarItem, { attendees, ...rest }: MeetingChange): SendOptions['send'] {
  if (!item.isOrganizer) return 'none';
  const others = Object.values(rest).some((each) => each !== undefined);
  return attendees !== undefined && !others ? 'changed' : 'all';
}

function refuseOldVersion({ request }: MailboxContext, { changeKey }: CalendarItem): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined || wanted === '*' || wanted.includes(changeKey)) return;
  throw new GraphError(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  );
}

function changeOccurrence(
  { org, mailbox }: MailboxContext,
  view: ItemView,
  args: { readonly item: CalendarItem; readonly change: MeetingChange; readonly options: SendOptions },
): void {
  const { item, change, options } = args;
  const originalStart = view.occurrence?.originalStart ?? 0;
  const { schedule, ...rest } = change;
  if (schedule) refuseCrossing(item, { originalStart, start: schedule.start });
  const times = schedule ? { start: schedule.start, end: schedule.end } : {};
  updateOccurrence(org, mailbox, { item, originalStart, change: { ...rest, ...times }, options });
}

const yearMs = 366 * 86_400_000;

/** An occurrence may not pass the ones before and after it. */
function refuseCrossing(
  item: CalendarItem,
  { originalStart, start }: { readonly originalStart: number; readonly start: number },
): void {
  const others = occurrencesBetween(item, originalStart - yearMs, originalStart + yearMs).filter(
    (each) => each.originalStart !== originalStart,
  );
  const before = others.filter((each) => each.originalStart < originalStart);
  const after = others.filter((each) => each.originalStart > originalStart);
  if (before.every((each) => each.start < start) && after.every((each) => each.start > start)) return;
  throw badRequest('The occurrence crosses another one.', 'ErrorOccurrenceCrossingBoundary');
}

/** What a body that is written back does to the online meeting of its event. */
function keepOnlineMeeting({ org }: MailboxContext, item: CalendarItem, body: string): void {
  if (item.joinUrl === null) return;
  const { graphOnlineMeetingOnBodyPatch } = org.switches;
  if (graphOnlineMeetingOnBodyPatch === 'new-join-url') item.joinUrl = newJoinUrl();
  else if (graphOnlineMeetingOnBodyPatch === 'switched-off') item.joinUrl = null;
  else if (!body.includes(item.joinUrl)) item.joinUrl = null;
}

function newJoinUrl(): string {
  return `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${randomUUID()}%40thread.v2/0`;
}

function onlineBlock(joinUrl: string): string {
  return `<div class="me-email-text"><a id="meet_invite_block.action.join_link" href="${joinUrl}">Join the meeting now</a></div>`;
}

function readEvent({ request }: MailboxContext): Json {
  const body = asJson(request.body, 'body');
  const unknown = Object.keys(body).find((name) => !name.includes('@odata.') && !writable.includes(name));
  if (unknown !== undefined)
    throw badRequest(
      `The property '${unknown}' cannot be written on type 'microsoft.graph.event'.`,
      'RequestBodyRead',
    );
  return body;
}

function readChange(body: Json, present: CalendarItem): MeetingChange {
  return {
    subject: body.subject === undefined ? undefined : String(body.subject),
    body: body.body === undefined ? undefined : readBodyAsHtml(body.body),
    location: readLocation(body.location ?? (Array.isArray(body.locations) ? body.locations[0] : undefined)),
    schedule: readSchedule(body, present.meeting.schedule),
    attendees: readAttendees(body.attendees),
  };
}

function readLocation(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return String(asJson(value, 'location').displayName ?? '');
}

function readSchedule(body: Json, present: Schedule | null): Schedule | undefined {
  const changes = ['start', 'end', 'isAllDay', 'recurrence'].some((name) => body[name] !== undefined);
  if (!changes) return undefined;
  const start = body.start === undefined ? null : readZonedTime(body.start, 'start');
  const end = body.end === undefined ? null : readZonedTime(body.end, 'end');
  const startAt = start?.at ?? present?.start;
  if (startAt === undefined) return undefined;
  const lengthMs = present ? present.end - present.start : 0;
  return {
    start: startAt,
    end: end?.at ?? startAt + lengthMs,
    allDay: typeof body.isAllDay === 'boolean' ? body.isAllDay : (present?.allDay ?? false),
    timeZone: start ? toWindowsZone(start.timeZone) : (present?.timeZone ?? 'UTC'),
    recurrence: body.recurrence === undefined ? present?.recurrence : readRecurrence(body.recurrence),
  };
}

function readAttendees(value: unknown): Invitee[] | undefined {
  if (value === undefined) return undefined;
  return readRecipients(value, 'attendees').map(({ type, ...person }) => ({
    ...person,
    role: (['required', 'optional', 'resource'].includes(type) ? type : 'required') as AttendeeRole,
  }));
}

function upper(name: string): string {
  return name === 'oof' ? 'OOF' : `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function writeOwn(item: CalendarItem, body: Json): void {
  if (Array.isArray(body.categories)) item.categories = body.categories.map(String);
  if (typeof body.showAs === 'string') item.busyStatus = upper(body.showAs);
  if (typeof body.sensitivity === 'string') item.sensitivity = upper(body.sensitivity);
  if (typeof body.importance === 'string') item.importance = upper(body.importance);
  if (typeof body.reminderMinutesBeforeStart === 'number')
    item.reminderMinutes = body.reminderMinutesBeforeStart;
  if (body.isReminderOn === false) item.reminderMinutes = null;
  writeProperties(item.extended, body.singleValueExtendedProperties);
}
