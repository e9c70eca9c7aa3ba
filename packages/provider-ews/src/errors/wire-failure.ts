import { HttpError } from '@vmrkit/core';
import { EwsFailure, type EwsFailureKind } from './ews-failure.ts';

const KINDS: Readonly<Record<string, EwsFailureKind>> = {
  ERR_HTTP_UNREACHABLE: 'unreachable',
  ERR_HTTP_CERTIFICATE: 'unreachable',
  ERR_HTTP_PROXY_UNREACHABLE: 'unreachable',
  ERR_HTTP_PROXY_REFUSED: 'unreachable',
  ERR_HTTP_PROXY_SIGN_IN: 'unreachable',
  ERR_PROCESS_FILE_LIMIT: 'unreachable',
  ERR_HTTP_CLOSED: 'closed',
};

/** What a connection told as a failure of this package; anything else passes, such as a refusal of egress. */
export function wireFailure(error: unknown): unknown {
  const kind = HttpError.is(error) ? KINDS[error.code] : undefined;
  if (kind === undefined || !HttpError.is(error)) return error;
  return new EwsFailure(kind, { maySent: error.sent !== 'no', cause: error });
}
