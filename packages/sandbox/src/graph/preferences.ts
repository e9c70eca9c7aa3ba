import { findIanaZone } from '../model/time-zone.ts';
import { badRequest } from './graph-error.ts';

/** What a client prefers, by its `Prefer` headers. */
export interface Preferences {
  readonly immutableIds: boolean;
  readonly bodyType: 'html' | 'text';
  /** Windows or IANA name, as the client wrote it. */
  readonly timeZone: string;
  readonly pageSize: number | null;
  /** What is said in `Preference-Applied`. */
  readonly applied: readonly string[];
}

const preference = /([\w.-]+)\s*=\s*(?:"([^"]*)"|([^,\s]+))/g;

/** Reads a `Prefer` header. Throws 400 for a time zone that nobody knows. */
export function readPreferences(header: string | undefined): Preferences {
  let immutableIds = false;
  let bodyType: Preferences['bodyType'] = 'html';
  let timeZone = 'UTC';
  let pageSize: number | null = null;
  const applied: string[] = [];
  for (const [whole, name = '', quoted, bare = ''] of (header ?? '').matchAll(preference)) {
    const value = quoted ?? bare;
    switch (name.toLowerCase()) {
      case 'idtype':
        immutableIds = value.toLowerCase() === 'immutableid';
        break;
      case 'outlook.body-content-type':
        bodyType = value.toLowerCase() === 'text' ? 'text' : 'html';
        break;
      case 'outlook.timezone':
        if (findIanaZone(value) === null)
          throw badRequest(`The time zone '${value}' is unknown.`, 'TimeZoneNotSupportedException');
        timeZone = value;
        break;
      case 'odata.maxpagesize':
        pageSize = Number(value) >= 1 ? Math.floor(Number(value)) : null;
        break;
      default:
        continue;
    }
    applied.push(whole);
  }
  return { immutableIds, bodyType, timeZone, pageSize, applied };
}
