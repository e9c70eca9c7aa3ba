import {
  NotAllowedError,
  NotAuthenticatedError,
  ThrottledError,
  UnavailableError,
  VmrKitError,
} from '@vmrkit/core';
import { EwsFailure } from './ews-failure.ts';
import { meaningOf } from './response-codes.ts';

/** How long to stay away when nobody says. */
export const DEFAULT_PAUSE_MS = 5_000;

/**
 * Makes one of the kit's errors of what a call threw; the one place where this provider does so. What is one
 * already, and the reason of the caller's own abort, pass through.
 */
export function toVmrKitError(thrown: unknown, signal?: AbortSignal): unknown {
  if (VmrKitError.is(thrown)) return thrown;
  if (signal?.aborted) return signal.reason;
  if (thrown instanceof EwsFailure) return ofFailure(thrown);
  return new UnavailableError('The call to Exchange failed.', { code: 'ERR_EWS_FAILED', cause: thrown });
}

function ofFailure(failure: EwsFailure): VmrKitError {
  const cause = failure;
  switch (failure.kind) {
    case 'throttled':
      return new ThrottledError('Exchange asks for a pause.', {
        code: 'ERR_EWS_THROTTLED',
        retryAfterMs: failure.retryAfterMs ?? DEFAULT_PAUSE_MS,
        cause,
      });
    case 'sign-in':
      // Whoever gives out tokens has said more than Exchange could.
      if (NotAuthenticatedError.is(failure.cause)) return failure.cause;
      return new NotAuthenticatedError('Exchange does not accept the service account.', {
        code: 'ERR_EWS_SIGN_IN',
        cause,
      });
    case 'forbidden':
      return new NotAllowedError('Exchange refuses the service account at this address.', {
        code: 'ERR_EWS_FORBIDDEN',
        cause,
      });
    case 'response':
      return ofResponse(failure);
    case 'unreachable':
      return ofConnection(failure);
    case 'timeout':
      return unavailable('Exchange did not answer in time.', 'ERR_EWS_TIMEOUT', cause);
    case 'not-ews':
      return unavailable('The address does not answer as Exchange Web Services.', 'ERR_EWS_NOT_EWS', cause);
    case 'malformed':
      return unavailable('The answer of Exchange cannot be read.', 'ERR_EWS_MALFORMED', cause);
    case 'too-large':
      return unavailable('The answer of Exchange is too large.', 'ERR_EWS_TOO_LARGE', cause);
    case 'closed':
      return unavailable('The mailbox provider was closed.', 'ERR_EWS_CLOSED', cause);
  }
}

function ofResponse(failure: EwsFailure): VmrKitError {
  const cause = failure;
  switch (meaningOf(failure.reason)) {
    case 'not-allowed':
      return new NotAllowedError('The service account has no rights over the mailbox.', {
        code: 'ERR_EWS_NO_RIGHTS',
        cause,
      });
    case 'no-mailbox':
      return new NotAllowedError('Exchange knows no such mailbox.', { code: 'ERR_EWS_NO_MAILBOX', cause });
    case 'mailbox-full':
      return unavailable('The mailbox is full.', 'ERR_MAILBOX_FULL', cause);
    default:
      return unavailable(`Exchange refused the call: ${failure.reason}.`, 'ERR_EWS_REFUSED', cause);
  }
}

function unavailable(message: string, code: string, cause: unknown): UnavailableError {
  return new UnavailableError(message, { code, cause });
}

function ofConnection(failure: EwsFailure): VmrKitError {
  const { cause } = failure;
  // What stands before Exchange has remedies of its own.
  if (VmrKitError.is(cause) && /^ERR_(?:PROCESS_FILE_LIMIT|HTTP_PROXY_)/.test(cause.code)) return cause;
  if (VmrKitError.is(cause) && cause.code === 'ERR_HTTP_CERTIFICATE') {
    return unavailable('The certificate of Exchange is not trusted.', 'ERR_EWS_CERTIFICATE', failure);
  }
  return unavailable('Exchange cannot be reached.', 'ERR_EWS_UNREACHABLE', failure);
}
