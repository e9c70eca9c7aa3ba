import type { CalendarItem } from '../model/item.ts';
import type { ItemView } from '../model/item-view.ts';
import { type Invitee, type MeetingChange, type SendOptions, updateMeeting } from '../model/organizer.ts';
import { updateOccurrence } from '../model/organizer-occurrence.ts';
import { RefusedError } from '../model/refused-error.ts';
import type { Schedule } from '../model/schedule.ts';
import type { EwsContext } from './ews-context.ts';
import { applyExtended, type ExtendedUpdate, readExtendedUpdate } from './extended-update.ts';
import { fieldName } from './item-shape.ts';
import { bodyAsHtml, readAttendees, readBody, readTime, readZone } from './read-item.ts';
import { readRecurrence } from './recurrence-xml.ts';
import { schemaFault } from './schema-fault.ts';
import { child, isTrue, type XmlNode } from './xml-node.ts';

const sendings: Readonly<Record<string, SendOptions>> = {
  SendToNone: { send: 'none', saveCopy: false },
  SendOnlyToAll: { send: 'all', saveCopy: false },
  SendOnlyToChanged: { send: 'changed', saveCopy: false },
  SendToAllAndSaveCopy: { send: 'all', saveCopy: true },
  SendToChangedAndSaveCopy: { send: 'changed', saveCopy: true },
};

interface Gathered {
  change: { -readonly [key in keyof MeetingChange]: MeetingChange[key] };
  schedule: { -readonly [key in keyof Schedule]?: Schedule[key] };
  readonly extended: ExtendedUpdate[];
  readonly attendees: Map<string, readonly Invitee[]>;
  busyStatus: string | null;
  sensitivity: string | null;
  categories: readonly string[] | null;
  reminderMinutes: number | null;
}

/** Carries out the updates of one calendar item or occurrence, and tells the attendees as asked. */
export function updateCalendarItem(
  context: EwsContext,
  args: { readonly request: XmlNode; readonly view: ItemView; readonly updates: readonly XmlNode[] },
): void {
  const { request, view, updates } = args;
  const wanted = sendings[request.attributes.SendMeetingInvitationsOrCancellations ?? ''];
  if (!wanted) throw schemaFault("The 'SendMeetingInvitationsOrCancellations' attribute is invalid.");
  const part = view.mailbox.findOccurrence(view.id);
  const item = part?.master ?? view.item;
  if (item.kind !== 'calendar') throw new RefusedError('not-found');
  const gathered = gather(context, updates);
  const { change, schedule } = gathered;
  const present = part
    ? view.item.kind === 'calendar' && view.item.meeting.attendees
    : item.meeting.attendees;
  const attendees = mergeAttendees(present || [], gathered.attendees);
  const options = item.isOrganizer ? wanted : ({ send: 'none' } as const);
  if (part) {
    const { originalStart } = part;
    const { start, end } = schedule;
    updateOccurrence(context.org, view.mailbox, {
      item,
      originalStart,
      change: { ...change, start, end, attendees },
      options,
    });
    return;
  }
  const merged = Object.keys(schedule).length > 0 ? { ...item.meeting.schedule, ...schedule } : undefined;
  updateMeeting(context.org, view.mailbox, {
    item,
    change: { ...change, schedule: merged, attendees },
    options,
  });
  applyOwn(item, gathered);
}

/** What is nobody else's business, and of series as a whole only. */
function applyOwn(item: CalendarItem, gathered: Gathered): void {
  applyExtended(item, gathered.extended);
  item.busyStatus = gathered.busyStatus ?? item.busyStatus;
  item.sensitivity = gathered.sensitivity ?? item.sensitivity;
  item.categories = gathered.categories ?? item.categories;
  item.reminderMinutes = gathered.reminderMinutes ?? item.reminderMinutes;
}

function mergeAttendees(
  present: readonly Invitee[],
  changed: ReadonlyMap<string, readonly Invitee[]>,
): readonly Invitee[] | undefined {
  if (changed.size === 0) return undefined;
  const kept = present.filter((each) => !changed.has(each.role ?? 'required'));
  return [...kept, ...[...changed.values()].flat()];
}

function gather(context: EwsContext, updates: readonly XmlNode[]): Gathered {
  const gathered: Gathered = {
    change: {},
    schedule: {},
    extended: [],
    attendees: new Map(),
    busyStatus: null,
    sensitivity: null,
    categories: null,
    reminderMinutes: null,
  };
  for (const update of updates) {
    const [path, holder] = update.children;
    if (!path) throw schemaFault(`The element '${update.name}' has incomplete content.`);
    if (path.name === 'ExtendedFieldURI') {
      gathered.extended.push(...readExtendedUpdate(context, path, holder));
      continue;
    }
    const name = fieldName(path);
    const value = holder ? child(holder, name) : null;
    if (update.name === 'SetItemField' && !value) {
      throw schemaFault(`The item of '${update.name}' does not hold '${name}'.`);
    }
    setters[name]?.(gathered, value, context);
  }
  return gathered;
}

type Setter = (gathered: Gathered, value: XmlNode | null, context: EwsContext) => void;

const text = (value: XmlNode | null) => value?.text ?? '';

const setters: Readonly<Record<string, Setter>> = {
  Subject: ({ change }, value) => {
    change.subject = text(value);
  },
  Body: ({ change }, value) => {
    change.body = bodyAsHtml(readBody(value));
  },
  Location: ({ change }, value) => {
    change.location = text(value);
  },
  Start: ({ schedule }, value) => {
    schedule.start = readTime(text(value));
  },
  End: ({ schedule }, value) => {
    schedule.end = readTime(text(value));
  },
  IsAllDayEvent: ({ schedule }, value) => {
    schedule.allDay = isTrue(text(value));
  },
  StartTimeZone: ({ schedule }, value) => {
    schedule.timeZone = readZone(value) ?? 'UTC';
  },
  MeetingTimeZone: ({ schedule }, value) => {
    schedule.timeZone = readZone(value) ?? 'UTC';
  },
  Recurrence: ({ schedule }, value) => {
    schedule.recurrence = value ? readRecurrence(value) : undefined;
  },
  RequiredAttendees: ({ attendees }, value, context) => {
    attendees.set('required', readAttendees(context, value, 'required'));
  },
  OptionalAttendees: ({ attendees }, value, context) => {
    attendees.set('optional', readAttendees(context, value, 'optional'));
  },
  Resources: ({ attendees }, value, context) => {
    attendees.set('resource', readAttendees(context, value, 'resource'));
  },
  LegacyFreeBusyStatus: (gathered, value) => {
    gathered.busyStatus = text(value);
  },
  Sensitivity: (gathered, value) => {
    gathered.sensitivity = text(value);
  },
  Categories: (gathered, value) => {
    gathered.categories = value?.children.map((each) => each.text) ?? [];
  },
  ReminderMinutesBeforeStart: (gathered, value) => {
    gathered.reminderMinutes = Number(text(value));
  },
};
