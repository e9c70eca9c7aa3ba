import { HttpError, type RequestSent, VmrKitError } from '@vmrkit/core';

/**
 * What a call that brought no whole answer is told as: what the connector said where it failed, else
 * `ERR_HTTP_UNREACHABLE`.
 */
export function brokenCall(error: unknown, sent: RequestSent): Error {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (VmrKitError.is(at)) return at;
  }
  return new HttpError('The connection to the server broke.', {
    code: 'ERR_HTTP_UNREACHABLE',
    sent,
    cause: error,
  });
}

/** What is told to whoever calls over a client that was closed. */
export function closedClient(): HttpError {
  return new HttpError('The connections of this client were closed.', {
    code: 'ERR_HTTP_CLOSED',
    sent: 'no',
  });
}
