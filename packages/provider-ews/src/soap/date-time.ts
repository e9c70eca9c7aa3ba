import { type Instant, instant } from '@vmrkit/core';

const DATE_TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/** MAPI and .NET write "no time" as the first or last that they know: years 1 and 1601, the end of 4500, year 9999. */
const FIRST = Date.UTC(1602, 0, 1);
const LAST = Date.UTC(4500, 7, 31);

/**
 * Reads an `xs:dateTime`. One without a zone is UTC, since our requests name no TimeZoneContext (page
 * time-zones-and-ews-in-exchange). Null for anything else, and for
 * the values that stand for no time.
 */
export function readDateTime(text: string | null | undefined): Instant | null {
  const parts = DATE_TIME.exec(text?.trim() ?? '');
  if (!parts) return null;
  const fraction = (parts[2] ?? '').slice(0, 4);
  const milliseconds = Date.parse(`${parts[1]}${fraction}${parts[3] ?? 'Z'}`);
  return milliseconds >= FIRST && milliseconds < LAST ? instant(milliseconds) : null;
}

/** Writes an `xs:dateTime` in UTC. */
export function writeDateTime(at: Instant): string {
  return new Date(at).toISOString();
}
