import type { Address, AttendeeRole, ExtendedValue } from '../model/item.ts';
import type { Invitee, MeetingDraft } from '../model/organizer.ts';
import type { Schedule } from '../model/schedule.ts';
import { findIanaZone, toWindowsZone } from '../model/time-zone.ts';
import type { EwsContext } from './ews-context.ts';
import { readExtendedProperty } from './extended-property.ts';
import { readRecurrence } from './recurrence-xml.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { schemaFault } from './schema-fault.ts';
import { child, childText, isTrue, type XmlNode } from './xml-node.ts';

/** A body with its type. */
export interface ReadBody {
  readonly text: string;
  readonly type: 'HTML' | 'Text';
}

/** Reads a `Body` element; null if there is none. */
export function readBody(node: XmlNode | null): ReadBody | null {
  if (!node) return null;
  const type = node.attributes.BodyType;
  if (type !== 'HTML' && type !== 'Text') throw schemaFault("The 'BodyType' attribute is invalid.");
  return { text: node.text, type };
}

/** The HTML of a body, whatever its type was. */
export function bodyAsHtml(body: ReadBody | null): string {
  if (!body) return '';
  if (body.type === 'HTML') return body.text;
  const escaped = body.text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return escaped.replace(/\r?\n/g, '<br>\n');
}

/** Reads a `dateTime`; what has no zone counts as UTC. */
export function readTime(text: string): number {
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
  const at = Date.parse(zoned);
  if (Number.isNaN(at)) throw schemaFault(`The value '${text.slice(0, 40)}' is not a valid dateTime.`);
  return at;
}

/** Reads the `Mailbox` elements inside a list of recipients. */
export function readRecipients(context: EwsContext, node: XmlNode | null): Address[] {
  return (node?.children ?? []).map((each) => readMailbox(context, each));
}

function readMailbox(context: EwsContext, node: XmlNode): Address {
  const email = childText(node, 'EmailAddress');
  if (!email) throw schemaFault("The element 'Mailbox' has no EmailAddress.");
  const known = context.org.nameOf(email);
  return { name: childText(node, 'Name') || known.name, email: known.email };
}

/** Reads a list of `Attendee` elements. */
export function readAttendees(context: EwsContext, node: XmlNode | null, role: AttendeeRole): Invitee[] {
  return (node?.children ?? []).map((each) => {
    const mailbox = child(each, 'Mailbox');
    if (!mailbox) throw schemaFault("The element 'Attendee' has no Mailbox.");
    return { ...readMailbox(context, mailbox), role };
  });
}

/** Reads the `ExtendedProperty` elements of an item. */
export function readExtendedProperties(context: EwsContext, node: XmlNode): Map<string, ExtendedValue> {
  const properties = node.children.filter((each) => each.name === 'ExtendedProperty');
  return new Map(
    properties.map((each) => {
      const { key, value } = readExtendedProperty(each, context.org.switches);
      return [key, value];
    }),
  );
}

/** The Windows zone that a `StartTimeZone` or `MeetingTimeZone` names; null if it names none. */
export function readZone(node: XmlNode | null): string | null {
  const name = node?.attributes.Id ?? node?.attributes.TimeZoneName;
  if (!name) return null;
  if (findIanaZone(name) === null) {
    throw new ResponseCodeError('ErrorTimeZone', 'The time zone is not known.');
  }
  return toWindowsZone(name);
}

/** Reads a `CalendarItem` element of a request. */
export function readCalendarItem(context: EwsContext, node: XmlNode): MeetingDraft {
  return {
    subject: childText(node, 'Subject') ?? '',
    body: bodyAsHtml(readBody(child(node, 'Body'))),
    location: childText(node, 'Location') ?? '',
    schedule: readSchedule(node),
    uid: childText(node, 'UID') ?? undefined,
    attendees: [
      ...readAttendees(context, child(node, 'RequiredAttendees'), 'required'),
      ...readAttendees(context, child(node, 'OptionalAttendees'), 'optional'),
      ...readAttendees(context, child(node, 'Resources'), 'resource'),
    ],
  };
}

function readSchedule(node: XmlNode): Schedule {
  const startText = childText(node, 'Start');
  const endText = childText(node, 'End');
  if (startText === null || endText === null) {
    throw new ResponseCodeError('ErrorCalendarIncorrectTimes', 'Start and End are required.');
  }
  const recurrence = child(node, 'Recurrence');
  return {
    start: readTime(startText),
    end: readTime(endText),
    allDay: isTrue(childText(node, 'IsAllDayEvent')),
    timeZone: readZone(child(node, 'StartTimeZone') ?? child(node, 'MeetingTimeZone')) ?? 'UTC',
    recurrence: recurrence ? readRecurrence(recurrence) : undefined,
  };
}
