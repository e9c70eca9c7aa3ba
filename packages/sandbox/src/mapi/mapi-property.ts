import { instanceGlobalObjectId } from '../model/global-object-id.ts';
import { type Address, type Item, isMeetingMessage, type Meeting } from '../model/item.ts';
import { inZone } from '../model/time-zone.ts';
import type { RealitySwitches } from '../switches.ts';
import { itemClassOf, MESSAGE_CLASS_KEY } from './item-class.ts';

/** GUIDs of the property sets, by the names that Exchange gives them ([MS-OXPROPS] 1.3.2). */
export const propertySets: Readonly<Record<string, string>> = {
  Meeting: '6ed8da90-450b-101b-98da-00aa003f1305',
  Appointment: '00062002-0000-0000-c000-000000000046',
  Common: '00062008-0000-0000-c000-000000000046',
  PublicStrings: '00020329-0000-0000-c000-000000000046',
  Address: '00062004-0000-0000-c000-000000000046',
  InternetHeaders: '00020386-0000-0000-c000-000000000046',
  CalendarAssistant: '11000e07-b51b-40d6-af21-caa85edab1d0',
  UnifiedMessaging: '4442858e-a9e3-4e80-b900-317a210cc15b',
  Task: '00062003-0000-0000-c000-000000000046',
  Sharing: '00062040-0000-0000-c000-000000000046',
};

const sets = propertySets;

type Computed = (item: Item, switches: RealitySwitches) => string | null;

/** Whole seconds of UTC. */
const dateTime = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

const hexToBase64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

function meetingOf(item: Item): Meeting | null {
  return item.kind === 'calendar' || isMeetingMessage(item) ? item.meeting : null;
}

function headerBlock(item: Item): string | null {
  if (item.headers.length === 0) return null;
  return `${item.headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`;
}

/** GlobalObjectId of a meeting or instance, in hex ([MS-OXOCAL] 2.2.1.27). */
function globalObjectIdOf(meeting: Meeting): string {
  if (meeting.recurrenceId === undefined) return meeting.cleanId;
  const { year, month, day } = inZone(meeting.recurrenceId, meeting.schedule.timeZone);
  return instanceGlobalObjectId(meeting.cleanId, { year, month, day });
}

function stateFlags(item: Item): string | null {
  const meeting = meetingOf(item);
  if (!meeting) return null;
  const removalShows = item.kind === 'meeting-cancellation' && item.isRemoval;
  const received = item.kind === 'calendar' && item.isOrganizer ? 0 : 2;
  return String(1 | received | (meeting.isCancelled && !removalShows ? 4 : 0));
}

const meetingProperty =
  (read: (meeting: Meeting) => string | null): Computed =>
  (item) => {
    const meeting = meetingOf(item);
    return meeting && read(meeting);
  };

const sensitivities = ['Normal', 'Personal', 'Private', 'Confidential'];

/** About how many bytes an item takes. */
export function sizeOf({ body }: Item): number {
  return 2048 + body.length;
}

/** A meeting that stands alone, the series, or one instance of it (CdoInstanceType). */
function instanceType({ recurrenceId, schedule }: Meeting): string {
  if (recurrenceId !== undefined) return '3';
  return schedule.recurrence ? '1' : '0';
}

function smtpAddress(address: Address | null, { peopleInGetItem }: RealitySwitches): string | null {
  return peopleInGetItem === 'smtp' ? (address?.email ?? null) : null;
}

const appointment = sets.Appointment;
const meetingSet = sets.Meeting;

/** Properties that follow from the item ([MS-OXPROPS]). */
const computed = new Map<string, Computed>([
  [`${meetingSet}:${0x3}`, meetingProperty((meeting) => hexToBase64(globalObjectIdOf(meeting)))],
  [`${meetingSet}:${0x23}`, meetingProperty((meeting) => hexToBase64(meeting.cleanId))],
  [`${meetingSet}:${0x1a}`, meetingProperty((meeting) => dateTime(meeting.ownerCriticalChange))],
  [
    `${appointment}:${0x8201}`,
    (item, switches) => {
      if (item.kind === 'meeting-cancellation' && !switches.sequenceOnCancellation) return null;
      return String(meetingOf(item)?.sequence ?? '') || null;
    },
  ],
  [`${appointment}:${0x820d}`, meetingProperty((meeting) => dateTime(meeting.schedule.start))],
  [`${appointment}:${0x820e}`, meetingProperty((meeting) => dateTime(meeting.schedule.end))],
  [`${appointment}:${0x8208}`, meetingProperty((meeting) => meeting.location)],
  [
    `${appointment}:${0x8207}`,
    (item) => {
      if (!isMeetingMessage(item)) return item.kind === 'calendar' ? '0' : null;
      return item.isForwarded ? '4' : item.isDelegated ? '1' : '0';
    },
  ],
  [
    `${appointment}:${0x8217}`,
    (item, switches) =>
      switches.cancellationForRemovalLooksReal && item.kind === 'meeting-cancellation'
        ? '7'
        : stateFlags(item),
  ],
  [`${appointment}:${0x8223}`, meetingProperty(({ schedule }) => String(schedule.recurrence !== undefined))],
  [`${sets.PublicStrings}:urn:schemas:calendar:instancetype`, meetingProperty(instanceType)],
  [`tag:${0x0036}`, ({ sensitivity }) => String(Math.max(0, sensitivities.indexOf(sensitivity)))],
  [`tag:${0x0e07}`, ({ isRead, isDraft }) => String((isRead ? 1 : 0) | (isDraft ? 8 : 0))],
  [`tag:${0x0e08}`, (item) => String(sizeOf(item))],
  [`tag:${0x0ff9}`, ({ id }) => id],
  [MESSAGE_CLASS_KEY, itemClassOf],
  [`tag:${0x0037}`, (item) => item.subject],
  [`tag:${0x007d}`, headerBlock],
  [`tag:${0x0e06}`, (item) => dateTime(item.receivedAt)],
  [`tag:${0x0e23}`, (item, switches) => (switches.articleNumberServed ? String(item.articleNumber) : null)],
  [`tag:${0x3007}`, (item) => dateTime(item.createdAt)],
  [`tag:${0x3008}`, (item) => dateTime(item.modifiedAt)],
  [`tag:${0x1035}`, (item) => item.messageId],
  [`tag:${0x1042}`, (item) => item.inReplyTo],
  [`tag:${0x5d01}`, ({ sender }, switches) => smtpAddress(sender, switches)],
  [`tag:${0x5d02}`, ({ from }, switches) => smtpAddress(from, switches)],
  [`tag:${0x0c1f}`, (item) => item.sender?.email ?? null],
  [`tag:${0x0065}`, (item) => item.from?.email ?? null],
]);

/** The value of a MAPI property of an item, as text; null if the item has none. */
export function extendedValue(
  item: Item,
  key: string,
  switches: RealitySwitches,
): string | readonly string[] | null {
  const own = item.extended.get(key);
  if (own) return own.value;
  const compute = computed.get(key);
  if (compute) return compute(item, switches);
  if (!key.startsWith(`${sets.InternetHeaders}:`)) return null;
  const name = key.slice(key.indexOf(':') + 1);
  return item.headers.find(([header]) => header.toLowerCase() === name)?.[1] ?? null;
}

/** Key of CleanGlobalObjectId, by which folders keep an index. */
export const CLEAN_ID_KEY = `${meetingSet}:${0x23}`;

/** Key of PidTagInternetMessageId, by which folders keep an index. */
export const MESSAGE_ID_KEY = `tag:${0x1035}`;
