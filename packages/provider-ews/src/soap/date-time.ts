import { type Instant, instant } from '@vmrkit/core';

const DATE_TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads an `xs:dateTime`. One without a zone is UTC, since our requests name no TimeZoneContext (page
 * time-zones-and-ews-in-exchange). Null for anything else.
 */
export function readDateTime(text: string | null | undefined): Instant | null {
  const parts = DATE_TIME.exec(text?.trim() ?? '');
  if (!parts) return null;
  const fraction = (parts[2] ?? '').slice(0, 4);
  const milliseconds = Date.parse(`${parts[1]}${fraction}${parts[3] ?? 'Z'}`);
  return Number.isNaN(milliseconds) ? null : instant(milliseconds);
}

/** Writes an `xs:dateTime` in UTC. */
export function writeDateTime(at: Instant): string {
  return new Date(at).toISOString();
}
