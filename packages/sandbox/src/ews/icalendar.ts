import { type CalendarItem, isMeetingMessage, type Meeting, type MeetingMessage } from '../model/item.ts';
import { plainText } from '../model/plain-text.ts';
import { toRuleString } from '../model/recurrence-rule.ts';
import type { Schedule } from '../model/schedule.ts';
import { findIanaZone, inZone } from '../model/time-zone.ts';
import { type ClockChange, zoneRules } from '../model/zone-rules.ts';

type MeetingItem = CalendarItem | MeetingMessage;

const methods = {
  'meeting-request': 'REQUEST',
  'meeting-cancellation': 'CANCEL',
  'meeting-response': 'REPLY',
};
const roles = { required: 'REQ-PARTICIPANT', optional: 'OPT-PARTICIPANT', resource: 'NON-PARTICIPANT' };
const states: Readonly<Record<string, string>> = {
  Accept: 'ACCEPTED',
  Tentative: 'TENTATIVE',
  Decline: 'DECLINED',
};

/** The iTIP method of a meeting message (RFC 5546); `PUBLISH` for a calendar entry. */
export function methodOf({ kind }: MeetingItem): string {
  return kind === 'calendar' ? 'PUBLISH' : methods[kind];
}

/** A calendar entry or a meeting message as iCalendar (RFC 5545), a series with its changed occurrences. */
export function renderICalendar(item: MeetingItem): string {
  const { meeting } = item;
  const changed = meeting.recurrenceId === undefined ? [...meeting.exceptions.values()] : [];
  const occurrences = changed
    .filter((each) => !each.isCancelled)
    .map(({ originalStart, start, end, subject, location, body, attendees, sequence }) => ({
      ...meeting,
      recurrenceId: originalStart,
      subject: subject ?? meeting.subject,
      location: location ?? meeting.location,
      body: body ?? meeting.body,
      attendees: attendees ?? meeting.attendees,
      sequence,
      schedule: { ...meeting.schedule, start, end, recurrence: undefined },
    }));
  const lines = [
    'BEGIN:VCALENDAR',
    `METHOD:${methodOf(item)}`,
    'PRODID:-//VMRKit//Sandbox//EN',
    'VERSION:2.0',
    ...timeZone(meeting.schedule),
    ...[meeting, ...occurrences].flatMap((each) => event(item, each)),
    'END:VCALENDAR',
    '',
  ];
  return lines.map(fold).join('\r\n');
}

function event(item: MeetingItem, meeting: Meeting): string[] {
  const { schedule, recurrenceId, deletedOccurrences, organizer } = meeting;
  const rule = schedule.recurrence && toRuleString(schedule).split('\n')[1];
  return [
    'BEGIN:VEVENT',
    ...(organizer ? [`ORGANIZER;CN=${parameter(organizer.name)}:mailto:${organizer.email}`] : []),
    ...attendees(item, meeting),
    `DESCRIPTION:${text(plainText({ body: meeting.body, bodyType: 'HTML' }))}`,
    ...(rule ? [rule] : []),
    ...(rule && deletedOccurrences.size > 0 ? [`EXDATE${times([...deletedOccurrences], schedule)}`] : []),
    `SUMMARY:${text(meeting.subject)}`,
    `DTSTART${times([schedule.start], schedule)}`,
    `DTEND${times([schedule.end], schedule)}`,
    `UID:${text(meeting.uid)}`,
    ...(recurrenceId === undefined ? [] : [`RECURRENCE-ID${times([recurrenceId], schedule)}`]),
    `DTSTAMP:${utc(meeting.ownerCriticalChange)}`,
    `SEQUENCE:${meeting.sequence}`,
    `STATUS:${meeting.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    `LOCATION:${text(meeting.location)}`,
    `X-MICROSOFT-CDO-ALLDAYEVENT:${schedule.allDay ? 'TRUE' : 'FALSE'}`,
    'END:VEVENT',
  ];
}

/** Whoever answers names himself alone. */
function attendees(item: MeetingItem, meeting: Meeting): string[] {
  if (isMeetingMessage(item) && item.kind === 'meeting-response') {
    const { name, email } = item.from ?? { name: '', email: '' };
    return [
      `ATTENDEE;PARTSTAT=${states[item.responseType] ?? 'NEEDS-ACTION'};CN=${parameter(name)}:mailto:${email}`,
    ];
  }
  return meeting.attendees.map(
    ({ role, response, name, email }) =>
      `ATTENDEE;ROLE=${roles[role]};PARTSTAT=${states[response] ?? 'NEEDS-ACTION'};RSVP=TRUE;CN=${parameter(name)}:mailto:${email}`,
  );
}

/** The rest of a line with times: dates of days, otherwise the clock of the meeting's zone. */
function times(moments: readonly number[], { allDay, timeZone: zone }: Schedule): string {
  const format = (pattern: string) => moments.map((at) => inZone(at, zone).toFormat(pattern)).join(',');
  if (allDay) return `;VALUE=DATE:${format('yyyyMMdd')}`;
  if (isUtc(zone)) return `:${moments.map(utc).join(',')}`;
  return `;TZID=${parameter(zone)}:${format("yyyyMMdd'T'HHmmss")}`;
}

function utc(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}

function isUtc(zone: string): boolean {
  return (findIanaZone(zone) ?? 'Etc/UTC') === 'Etc/UTC';
}

function timeZone({ timeZone: zone, start }: Schedule): string[] {
  if (isUtc(zone)) return [];
  const { bias, eras } = zoneRules(zone, inZone(start, zone).year);
  const changes = eras.at(-1)?.changes ?? [];
  const usual = { from: bias.Standard, to: bias.Standard };
  const periods = changes.map((change) => {
    const other = change.to === 'Standard' ? 'Daylight' : 'Standard';
    return period(change, { from: bias[other] ?? bias.Standard, to: bias[change.to] ?? bias.Standard });
  });
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${text(zone)}`,
    ...(periods.length > 0 ? periods.flat() : period(null, usual)),
    'END:VTIMEZONE',
  ];
}

function period(change: ClockChange | null, bias: { readonly from: number; readonly to: number }): string[] {
  const name = change?.to.toUpperCase() ?? 'STANDARD';
  const minutes = Math.round((change?.hour ?? 0) * 60);
  return [
    `BEGIN:${name}`,
    `DTSTART:16010101T${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}00`,
    `TZOFFSETFROM:${offset(bias.from)}`,
    `TZOFFSETTO:${offset(bias.to)}`,
    ...(change
      ? [
          `RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=${change.nth}${change.day.slice(0, 2).toUpperCase()};BYMONTH=${change.month}`,
        ]
      : []),
    `END:${name}`,
  ];
}

/** A bias counts from local time to UTC, an offset the other way. */
function offset(bias: number): string {
  const minutes = Math.abs(bias);
  return `${bias > 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

/** RFC 5545 3.3.11. */
function text(value: string): string {
  return value.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');
}

/** RFC 5545 3.2: quoted, since it may hold anything but quotes and controls. */
function parameter(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a parameter must not hold
  return `"${value.replace(/["\u0000-\u001F\u007F]/g, ' ')}"`;
}

/** RFC 5545 3.1: at most 75 bytes a line, and no character cut in two. */
function fold(line: string): string {
  let folded = '';
  let length = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (length + size > 75) {
      folded += '\r\n ';
      length = 1;
    }
    folded += character;
    length += size;
  }
  return folded;
}
