import { customZones } from '../model/custom-zones.ts';
import type { Attendee, CalendarItem, MeetingMessage } from '../model/item.ts';
import type { ItemView } from '../model/item-view.ts';
import { type Occurrence, regularOccurrence, seriesBounds } from '../model/occurrences.ts';
import { inZone } from '../model/time-zone.ts';
import { mailboxMarkup } from './property.ts';
import { renderZoneRules } from './render-zone-rules.ts';
import { dateTime, element, escapeAttribute, wrap } from './xml-text.ts';

/** An item that has a meeting. */
export type MeetingItem = CalendarItem | MeetingMessage;

export function typeOf({ meeting }: MeetingItem, { occurrence }: ItemView): string {
  if (occurrence) return occurrence.exception ? 'Exception' : 'Occurrence';
  if (meeting.recurrenceId !== undefined) return 'Exception';
  return meeting.schedule.recurrence ? 'RecurringMaster' : 'Single';
}

export function attendee(view: ItemView, each: Attendee): string {
  const time = each.respondedAt === undefined ? '' : element('LastResponseTime', dateTime(each.respondedAt));
  return wrap('Attendee', `${mailboxMarkup(view, each)}${element('ResponseType', each.response)}${time}`);
}

export function bound(
  { meeting }: MeetingItem,
  view: ItemView,
  name: 'FirstOccurrence' | 'LastOccurrence',
): string {
  if (!meeting.schedule.recurrence) return '';
  const bounds = seriesBounds(meeting);
  const found = name === 'FirstOccurrence' ? bounds.first : bounds.last;
  return found ? wrap(name, occurrenceInfo(view, found)) : '';
}

export function modifiedOccurrences({ meeting }: MeetingItem, view: ItemView): string {
  if (!meeting.schedule.recurrence) return '';
  const each = [...meeting.exceptions.values()].map((exception) =>
    wrap(
      'Occurrence',
      occurrenceInfo(view, {
        ...regularOccurrence(meeting, exception.originalStart),
        start: exception.start,
        end: exception.end,
      }),
    ),
  );
  return wrap('ModifiedOccurrences', each.join(''));
}

function occurrenceInfo(view: ItemView, occurrence: Occurrence): string {
  const { item, mailbox } = view;
  const master = item.kind === 'calendar' ? item : null;
  // A message has no occurrences of its own, but the schema wants an id.
  const id = master ? mailbox.occurrenceId(master, occurrence.originalStart) : item.id;
  return (
    `<t:ItemId Id="${id}" ChangeKey="${item.changeKey}"/>${element('Start', dateTime(occurrence.start))}` +
    `${element('End', dateTime(occurrence.end))}${element('OriginalStart', dateTime(occurrence.originalStart))}`
  );
}

export function associatedItem(item: MeetingMessage, { mailbox }: ItemView): string {
  const entry = item.calendarItemId === null ? null : mailbox.findItem(item.calendarItemId);
  return entry
    ? `<t:AssociatedCalendarItemId Id="${entry.item.id}" ChangeKey="${entry.item.changeKey}"/>`
    : '';
}

/** A custom zone has no id; what it is stands inside. */
export function zone(name: string, schedule: { readonly start: number; readonly timeZone: string }): string {
  const custom = customZones.get(schedule.timeZone);
  const id = escapeAttribute(custom ? '' : schedule.timeZone);
  const label = escapeAttribute(custom ? schedule.timeZone : zoneText(schedule));
  const rules = custom ? renderZoneRules(custom) : '';
  return `<t:${name} Name="${label}" Id="${id}">${rules}</t:${name}>`;
}

const zoneTexts = new WeakMap<object, string>();

/** The display text of a zone; kept with the schedule, since it is asked for three times an item. */
export function zoneText(schedule: { readonly start: number; readonly timeZone: string }): string {
  const known = zoneTexts.get(schedule);
  if (known !== undefined) return known;
  const { start: at, timeZone } = schedule;
  const text = `(UTC${inZone(at, timeZone).toFormat('ZZ')}) ${timeZone.replace(' Standard Time', '')}`;
  zoneTexts.set(schedule, text);
  return text;
}
