import {
  NotAllowedError,
  NotAuthenticatedError,
  ThrottledError,
  UnavailableError,
  VmrKitError,
} from '@vmrkit/core';
import { meaningOf } from './error-meaning.ts';
import { GraphFailure } from './graph-failure.ts';

/** How long to stay away when nobody says. */
export const DEFAULT_PAUSE_MS = 5_000;

/**
 * Makes one of the kit's errors of what a call threw; the one place where this provider does so. What is one
 * already, and the reason of the caller's own abort, pass through.
 */
export function toVmrKitError(thrown: unknown, signal?: AbortSignal): unknown {
  if (VmrKitError.is(thrown)) return thrown;
  if (signal?.aborted) return signal.reason;
  if (thrown instanceof GraphFailure) return ofFailure(thrown);
  return new UnavailableError('The call to Microsoft Graph failed.', {
    code: 'ERR_GRAPH_FAILED',
    cause: thrown,
  });
}

function ofFailure(failure: GraphFailure): VmrKitError {
  const cause = failure;
  switch (failure.kind) {
    case 'throttled':
      return new ThrottledError('Microsoft Graph asks for a pause.', {
        code: 'ERR_GRAPH_THROTTLED',
        retryAfterMs: failure.retryAfterMs ?? DEFAULT_PAUSE_MS,
        cause,
      });
    case 'sign-in':
      return new NotAuthenticatedError('Microsoft Entra does not accept the application.', {
        code: 'ERR_GRAPH_SIGN_IN',
        cause,
      });
    case 'response':
      return ofResponse(failure);
    case 'unreachable':
      return ofConnection(failure);
    case 'timeout':
      return unavailable('Microsoft Graph did not answer in time.', 'ERR_GRAPH_TIMEOUT', cause);
    case 'malformed':
      return unavailable('The answer of Microsoft Graph cannot be read.', 'ERR_GRAPH_MALFORMED', cause);
    case 'too-large':
      return unavailable('The answer of Microsoft Graph is too large.', 'ERR_GRAPH_TOO_LARGE', cause);
    case 'closed':
      return unavailable('The mailbox provider was closed.', 'ERR_GRAPH_CLOSED', cause);
  }
}

function ofResponse(failure: GraphFailure): VmrKitError {
  const cause = failure;
  switch (meaningOf(failure)) {
    case 'not-allowed':
      return new NotAllowedError('The application has no rights over the mailbox.', {
        code: 'ERR_GRAPH_NO_RIGHTS',
        cause,
      });
    case 'no-mailbox':
      return new NotAllowedError('Microsoft Graph knows no such mailbox.', {
        code: 'ERR_GRAPH_NO_MAILBOX',
        cause,
      });
    case 'mailbox-full':
      return unavailable('The mailbox is full, so it cannot be followed.', 'ERR_MAILBOX_FULL', cause);
    default:
      return unavailable(`Microsoft Graph refused the call: ${failure.reason}.`, 'ERR_GRAPH_REFUSED', cause);
  }
}

function ofConnection(failure: GraphFailure): VmrKitError {
  const { cause } = failure;
  if (VmrKitError.is(cause) && cause.code === 'ERR_PROCESS_FILE_LIMIT') return cause;
  if (VmrKitError.is(cause) && cause.code === 'ERR_HTTP_CERTIFICATE') {
    return unavailable(
      'The certificate of Microsoft Graph is not trusted.',
      'ERR_GRAPH_CERTIFICATE',
      failure,
    );
  }
  return unavailable('Microsoft Graph cannot be reached.', 'ERR_GRAPH_UNREACHABLE', failure);
}

function unavailable(message: string, code: string, cause: unknown): UnavailableError {
  return new UnavailableError(message, { code, cause });
}
