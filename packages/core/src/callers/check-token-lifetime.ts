import { NotAuthenticatedError } from '../errors/vmrkit-error.ts';
import { formatInstant, type Instant, MINUTE_MS } from '../time/instant.ts';

/** By how much the clocks of whoever issues tokens and whoever takes them may differ, in milliseconds. */
export const TOKEN_TOLERANCE_MS = 5 * MINUTE_MS;

/** Throws NotAuthenticatedError `ERR_TOKEN_NOT_YET_VALID` or `ERR_TOKEN_EXPIRED` for a token that is not valid at this time. */
export function checkTokenLifetime(
  { notBefore, expiresAt }: { readonly notBefore: Instant; readonly expiresAt: Instant },
  at: Instant,
): void {
  if (at < notBefore - TOKEN_TOLERANCE_MS) {
    throw new NotAuthenticatedError(
      `The token is not valid until ${formatInstant(notBefore)}, and it is ${formatInstant(at)}.`,
      { code: 'ERR_TOKEN_NOT_YET_VALID' },
    );
  }
  if (at >= expiresAt + TOKEN_TOLERANCE_MS) {
    throw new NotAuthenticatedError(
      `The token expired at ${formatInstant(expiresAt)}, and it is ${formatInstant(at)}.`,
      { code: 'ERR_TOKEN_EXPIRED' },
    );
  }
}
