import type { Instant, MeetingIdentity } from '@vmrkit/core';
import { readDateTime } from '../soap/date-time.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '../soap/xml-tree.ts';
import { EXTENDED, type ExtendedProperty } from './item-shapes.ts';

/** Property sets by name and GUID ([MS-OXPROPS] 1.3.2): a server may name a set either way in its answer. */
const SET_GUIDS: Readonly<Record<string, string>> = {
  Meeting: '6ed8da90-450b-101b-98da-00aa003f1305',
  Appointment: '00062002-0000-0000-c000-000000000046',
  InternetHeaders: '00020386-0000-0000-c000-000000000046',
};

/** The value of an extended property; null when the item has none. */
export function extendedOf(item: XmlElement, property: ExtendedProperty): string | null {
  for (const entry of childrenOf(item, 'ExtendedProperty')) {
    const field = childOf(entry, 'ExtendedFieldURI')?.attributes;
    if (field && isField(field, property)) return textOf(entry, 'Value')?.trim() ?? null;
  }
  return null;
}

/** An id without its state. */
export function itemIdOf(item: XmlElement): { readonly id: string; readonly changeKey: string } | null {
  const attributes = childOf(item, 'ItemId')?.attributes;
  const id = attributes?.Id;
  return id ? { id, changeKey: attributes.ChangeKey ?? '' } : null;
}

/** A time of the item. */
export function timeOf(item: XmlElement, ...path: readonly string[]): Instant | null {
  return readDateTime(textOf(item, ...path));
}

/** A whole number of the item, or of an extended property's text. */
function integerOf(text: string | null): number | null {
  return text !== null && /^-?\d{1,10}$/.test(text.trim()) ? Number(text) : null;
}

/** What the item tells of its meeting's identity; null when it tells nothing. */
export function identityOf(item: XmlElement): MeetingIdentity | null {
  const uid = textOf(item, 'UID')?.trim() || null;
  const bytes =
    extendedOf(item, EXTENDED.cleanGlobalObjectId) ?? extendedOf(item, EXTENDED.globalObjectId) ?? '';
  const globalObjectId = Buffer.from(bytes, 'base64').toString('hex') || null;
  return uid === null && globalObjectId === null ? null : { globalObjectId, uid };
}

const DATE_START = 16;
const DATE_END = 20;
const GLOBAL_OBJECT_ID_MIN = 40;

/** Whether the item's GlobalObjectId carries the date of one instance ([MS-OXOCAL] 2.2.1.27). */
function isAboutInstance(item: XmlElement): boolean {
  const bytes = Buffer.from(extendedOf(item, EXTENDED.globalObjectId) ?? '', 'base64');
  return (
    bytes.length >= GLOBAL_OBJECT_ID_MIN && bytes.subarray(DATE_START, DATE_END).some((byte) => byte !== 0)
  );
}

/**
 * Pattern start of the one instance that the item is about. `unknown`: it is about one, and does not say which,
 * so nothing may be concluded for the series.
 */
export function instanceOf(item: XmlElement): Instant | null | 'unknown' {
  const told = timeOf(item, 'RecurrenceId') ?? readDateTime(extendedOf(item, EXTENDED.exceptionReplaceTime));
  if (told !== null) return told;
  if (!isAboutInstance(item)) return null;
  return (
    timeOf(item, 'OriginalStart') ??
    timeOf(item, 'Start') ??
    readDateTime(extendedOf(item, EXTENDED.startWhole)) ??
    'unknown'
  );
}

/** Sequence of the version, from the element or (cancellations) the extended property. */
export function sequenceOf(item: XmlElement): number | null {
  return (
    integerOf(textOf(item, 'AppointmentSequenceNumber')) ?? integerOf(extendedOf(item, EXTENDED.sequence))
  );
}

/** auxApptFlagForwarded. */
const FORWARDED = 0x4;

/** Whether somebody passed the invitation on. */
export function isForwarded(item: XmlElement): boolean {
  return ((integerOf(extendedOf(item, EXTENDED.auxiliaryFlags)) ?? 0) & FORWARDED) !== 0;
}

/** The item's number in its folder; null where the server tells none. */
export function articleNumberOf(item: XmlElement): number | null {
  return integerOf(extendedOf(item, EXTENDED.articleNumber));
}

const RECEIVED = 0x2;
const ATTENDEE_RESPONSES = ['Accept', 'Tentative', 'Decline', 'NoResponseReceived'];

/**
 * Whether a calendar entry is its organizer's own, and no attendee's copy. The `received` bit of AppointmentState
 * ([MS-OXOCAL] 2.2.1.10) and the response say so, each alone where the other is missing; a sign of a copy outweighs
 * both, and what tells nothing is no organizer's.
 */
export function isOrganizersOwn(item: XmlElement): boolean {
  const state = integerOf(textOf(item, 'AppointmentState'));
  const response = textOf(item, 'MyResponseType');
  const received = state !== null && (state & RECEIVED) !== 0;
  if (received || ATTENDEE_RESPONSES.includes(response ?? '')) return false;
  return state !== null || response === 'Organizer';
}

/** When the organizer's side made the version. */
export function stampOf(item: XmlElement): Instant | null {
  return timeOf(item, 'DateTimeStamp') ?? readDateTime(extendedOf(item, EXTENDED.ownerCriticalChange));
}

/**
 * The message's own identity: its Message-ID, else its search key, which stays with it when it moves, else its item
 * id.
 */
export function messageIdOf(item: XmlElement, itemId: string): string {
  const messageId = textOf(item, 'InternetMessageId')?.trim();
  if (messageId) return messageId;
  const searchKey = extendedOf(item, EXTENDED.searchKey);
  return searchKey ? `search-key:${searchKey}` : `item:${itemId}`;
}

function isField(field: Readonly<Record<string, string>>, property: ExtendedProperty): boolean {
  if (property.tag !== undefined) return Number(field.PropertyTag) === Number(property.tag);
  const set = property.set ?? '';
  const named = field.DistinguishedPropertySetId === set;
  if (!named && field.PropertySetId?.toLowerCase() !== SET_GUIDS[set]) return false;
  if (property.id !== undefined) return Number(field.PropertyId) === property.id;
  return field.PropertyName?.toLowerCase() === property.name?.toLowerCase();
}
