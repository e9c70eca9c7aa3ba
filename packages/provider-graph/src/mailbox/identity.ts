import type { Instant, MeetingIdentity } from '@vmrkit/core';
import type { GraphEvent, GraphMessage } from './entities.ts';
import { extendedOf, type WithExtended } from './extended-properties.ts';
import { instantOf, timeOf } from './times.ts';

const DATE_START = 16;
const DATE_END = 20;
const GLOBAL_OBJECT_ID_MIN = 40;

/** The global object id that an item carries, in hex; null where it was not served. */
function globalObjectIdOf(item: WithExtended): string | null {
  const bytes = extendedOf(item, 'cleanGlobalObjectId') ?? extendedOf(item, 'globalObjectId') ?? '';
  return Buffer.from(bytes, 'base64').toString('hex') || null;
}

/**
 * What is known of a meeting's identity: by the item that was read, else by the entry's iCalUId. Some mailboxes serve
 * entries without one; then the entry itself is the identity, in this mailbox alone. Null: nothing is known.
 */
export function identityOf(
  item: WithExtended,
  event: GraphEvent | null,
  mailbox: string,
): MeetingIdentity | null {
  const globalObjectId = globalObjectIdOf(item) ?? (event && globalObjectIdOf(event));
  const uid = event?.iCalUId?.trim() || null;
  if (globalObjectId !== null || uid !== null) return { globalObjectId, uid };
  if (event === null) return null;
  return { globalObjectId: null, uid: `${mailbox.toLowerCase()}/${event.seriesMasterId ?? event.id}` };
}

/** Pattern start of an entry that is one instance; null for a single meeting or a series. */
export function patternStart(event: GraphEvent): Instant | null {
  const type = event.type?.toLowerCase();
  return type === 'occurrence' || type === 'exception' ? instantOf(event.originalStart) : null;
}

/**
 * Pattern start of the one instance that a message is about. `unknown`: it is about one, and does not say which, so
 * nothing may be concluded for the series.
 */
export function instanceOf(
  message: WithExtended & Partial<Pick<GraphMessage, 'type' | 'startDateTime'>>,
  event: GraphEvent | null,
): Instant | null | 'unknown' {
  const shown = event && patternStart(event);
  if (shown) return shown;
  const told = instantOf(extendedOf(message, 'exceptionReplaceTime'));
  if (told !== null) return told;
  const bytes = Buffer.from(extendedOf(message, 'globalObjectId') ?? '', 'base64');
  const dated =
    bytes.length >= GLOBAL_OBJECT_ID_MIN && bytes.subarray(DATE_START, DATE_END).some((byte) => byte !== 0);
  const typed = ['occurrence', 'exception'].includes(message.type?.toLowerCase() ?? '');
  // An instance that was not moved stands where its pattern has it.
  return dated || typed ? (timeOf(message.startDateTime) ?? 'unknown') : null;
}

/** Sequence of the version. */
export function sequenceOf(item: WithExtended): number | null {
  return integerOf(extendedOf(item, 'sequence'));
}

/** A whole number of a property's text. */
export function integerOf(text: string | null): number | null {
  return text !== null && /^-?\d{1,10}$/.test(text) ? Number(text) : null;
}
