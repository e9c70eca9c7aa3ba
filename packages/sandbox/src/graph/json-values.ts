import { directoryName } from '../mapi/directory-name.ts';
import type { Address } from '../model/item.ts';
import type { Organization } from '../model/organization.ts';
import { plainText } from '../model/plain-text.ts';
import { findIanaZone, inZone } from '../model/time-zone.ts';
import { badRequest } from './graph-error.ts';
import type { Json } from './graph-request.ts';
import type { Preferences } from './preferences.ts';

/** A moment with whole seconds. */
export function instant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** A moment with seven digits of a second. */
export function preciseInstant(at: number): string {
  return new Date(at).toISOString().replace('Z', '0000Z');
}

/** A moment on the wall of a zone: seven digits, no offset. */
export function zonedTime(at: number, timeZone: string): Json {
  // Most times are asked for in UTC, and pages hold thousands of them.
  if (timeZone === 'UTC') return { dateTime: `${instant(at).slice(0, 19)}.0000000`, timeZone };
  return { dateTime: inZone(at, timeZone).toFormat("yyyy-MM-dd'T'HH:mm:ss'.0000000'"), timeZone };
}

/** The midnight of a date in its meeting's own zone, which Graph labels as UTC whatever was asked for. */
export function dateAsTime(at: number, zoneOfMeeting: string): Json {
  return { ...zonedTime(at, zoneOfMeeting), timeZone: 'UTC' };
}

/** Somebody's name and address. */
export function recipient(address: Address): Json {
  return { emailAddress: { name: address.name, address: address.email } };
}

/** The same of a person of an item, whom switches may hide behind a name in the directory. */
export function person(org: Organization, address: Address): Json {
  const hidden = org.switches.peopleInGetItem !== 'smtp' && org.isInternal(address.email);
  return recipient(hidden ? { ...address, email: directoryName(address.email) } : address);
}

/** A body in the form that the client prefers. */
export function bodyJson(
  item: { readonly body: string; readonly bodyType: 'HTML' | 'Text' },
  { bodyType }: Preferences,
): Json {
  if (bodyType === 'text') return { contentType: 'text', content: plainText(item) };
  if (item.bodyType === 'Text') return { contentType: 'text', content: item.body };
  return { contentType: 'html', content: storedHtml(item.body) };
}

/** Exchange gives a full document with CRLF line ends, whatever fragment was written. */
function storedHtml(html: string): string {
  const lines = html.replace(/\r?\n/g, '\r\n');
  if (lines === '' || /<html[\s>]/i.test(lines)) return lines;
  return (
    '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>' +
    `<body>\r\n${lines}\r\n</body></html>\r\n`
  );
}

/** The first words of a body. */
export function bodyPreview(item: { readonly body: string; readonly bodyType: 'HTML' | 'Text' }): string {
  return plainText(item).replace(/\s+/g, ' ').trim().slice(0, 255);
}

/** Reads a `dateTimeTimeZone`. Throws 400 where it is none. */
export function readZonedTime(value: unknown, name: string): { at: number; timeZone: string } {
  const { dateTime, timeZone = 'UTC' } = asJson(value, name);
  if (typeof dateTime !== 'string' || typeof timeZone !== 'string' || findIanaZone(timeZone) === null)
    throw badRequest(`The property '${name}' is invalid.`);
  return { at: readTime(dateTime, timeZone, name), timeZone };
}

/** Reads a time; one without an offset is on the wall of the zone. Throws 400. */
export function readTime(text: string, timeZone: string, name: string): number {
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/i.test(text);
  const trimmed = text.replace(/(\.\d{3})\d+/, '$1');
  const asUtc = Date.parse(hasOffset ? trimmed : `${/T/.test(trimmed) ? trimmed : `${trimmed}T00:00`}Z`);
  if (Number.isNaN(asUtc)) throw badRequest(`The value of '${name}' is not a time.`, 'ErrorInvalidParameter');
  if (hasOffset) return asUtc;
  return inZone(asUtc, 'UTC')
    .setZone(findIanaZone(timeZone) ?? 'Etc/UTC', { keepLocalTime: true })
    .toMillis();
}

/** A value that must be a JSON object. Throws 400. */
export function asJson(value: unknown, name: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest(`The property '${name}' is invalid.`);
  return value as Json;
}

/** Reads an `itemBody`, as HTML. Throws 400. */
export function readBodyAsHtml(value: unknown): string {
  const { contentType = 'text', content = '' } = asJson(value, 'body');
  if (typeof content !== 'string') throw badRequest("The property 'body' is invalid.");
  return String(contentType).toLowerCase() === 'html' ? content : textAsHtml(content);
}

/** Plain text as HTML that looks alike. */
export function textAsHtml(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return escaped === '' ? '' : `<div>${escaped.replace(/\r?\n/g, '<br>')}</div>`;
}

/** Reads recipients or attendees: addresses with names. Throws 400. */
export function readRecipients(
  value: unknown,
  name: string,
): { email: string; name?: string; type: string }[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badRequest(`The property '${name}' is invalid.`);
  return value.map((each) => {
    const { emailAddress, type = 'required' } = asJson(each, name);
    const { address, name: display } = asJson(emailAddress, name);
    if (typeof address !== 'string' || address === '')
      throw badRequest(`An address of '${name}' is missing.`);
    return {
      email: address.toLowerCase(),
      type: String(type),
      ...(typeof display === 'string' ? { name: display } : {}),
    };
  });
}
