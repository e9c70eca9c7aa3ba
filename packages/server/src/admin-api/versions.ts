import { ConflictError, InvalidInputError } from '@vmrkit/core';
import type { ReplyHeaders, RouteRequest } from '../http/route.ts';

/** Headers of an answer about a thing that stands at a version. */
export function etagOf(version: string | number): ReplyHeaders {
  return { ETag: `"${version}"` };
}

/**
 * Refuses a change of a thing that stands at `version` unless the request names that version in `If-Match` (RFC 9110,
 * 13.1.1; `*` names any). Throws InvalidInputError `ERR_REQUEST_VERSION_MISSING` (428) without the header, ConflictError
 * `ERR_REQUEST_VERSION_MOVED` (412) where the thing has changed since. Ask it about the very state that the change
 * replaces.
 */
export function ifMatch(
  { headers }: Pick<RouteRequest<unknown, unknown, unknown, unknown>, 'headers'>,
  version: string | number,
): void {
  const given = headers['if-match'];
  if (given === undefined) {
    throw new InvalidInputError('Say in If-Match which version you change: the ETag that you read.', {
      code: 'ERR_REQUEST_VERSION_MISSING',
    });
  }
  const tags = given.split(',').map((tag) => tag.trim());
  if (tags.includes('*') || tags.includes(`"${version}"`)) return;
  throw new ConflictError('Somebody else changed this meanwhile: read it again.', {
    code: 'ERR_REQUEST_VERSION_MOVED',
  });
}
