import { InvalidInputError } from '../errors/vmrkit-error.ts';
import type { IntegrationId } from './tenancy.ts';

declare const brand: unique symbol;

/**
 * One meeting (a single one, or a series with all its instances) as one integration sees it:
 * `<integration id>:<clean global object id in lower-case hex>`. The same in every mailbox.
 */
export type MeetingKey = string & { readonly [brand]: 'MeetingKey' };

/** What a mail system tells of a meeting's identity; one of the two suffices. */
export interface MeetingIdentity {
  /** GlobalObjectId or CleanGlobalObjectId in hex, as it stands in the mailbox. */
  readonly globalObjectId: string | null;
  /** The calendar UID: Exchange's own hex form, or a foreign iCalendar UID. */
  readonly uid: string | null;
}

/** Fixed first 16 bytes of each global object id ([MS-OXOCAL] 2.2.1.27). */
const CLASS_ID = '040000008200e00074c5b7101a82e008';
/** Mark of a wrapped foreign UID ([MS-OXOCAL] 2.2.1.27): "vCal-Uid" and 01 00 00 00. */
const FOREIGN_MARK = '7643616c2d55696401000000';
const DATE_START = 32;
const DATE_END = 40;

/**
 * The key of the meeting that `identity` names, with the instance's date zeroed ([MS-OXOCAL] 2.2.1.28) and a
 * foreign UID wrapped as Exchange would. Throws InvalidInputError `ERR_MEETING_IDENTITY` without any identity.
 */
export function meetingKey(integrationId: IntegrationId, identity: MeetingIdentity): MeetingKey {
  return `${integrationId}:${cleanGlobalObjectId(identity)}` as MeetingKey;
}

/** The clean global object id inside a key: lower-case hex. */
export function globalObjectIdOf(key: MeetingKey): string {
  return key.slice(key.indexOf(':') + 1);
}

/** The clean global object id of a meeting, in lower-case hex. Throws `ERR_MEETING_IDENTITY`. */
export function cleanGlobalObjectId(identity: MeetingIdentity): string {
  const own = identity.globalObjectId?.toLowerCase();
  if (own && isGlobalObjectId(own)) return zeroDate(own);
  const uid = identity.uid?.trim();
  if (uid && isGlobalObjectId(uid.toLowerCase())) return zeroDate(uid.toLowerCase());
  if (uid) return wrapForeign(uid);
  throw new InvalidInputError('The message names no meeting.', { code: 'ERR_MEETING_IDENTITY' });
}

function isGlobalObjectId(hex: string): boolean {
  return hex.startsWith(CLASS_ID) && hex.length >= 80 && hex.length % 2 === 0 && /^[0-9a-f]+$/.test(hex);
}

function zeroDate(hex: string): string {
  return hex.slice(0, DATE_START) + '0'.repeat(DATE_END - DATE_START) + hex.slice(DATE_END);
}

function wrapForeign(uid: string): string {
  const text = toHex(new TextEncoder().encode(uid));
  const data = `${FOREIGN_MARK}${text}00`;
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, data.length / 2, true);
  return CLASS_ID + '0'.repeat(40) + toHex(length) + data;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
