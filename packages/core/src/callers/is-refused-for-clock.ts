import { codeOf } from '../errors/vmrkit-error.ts';
import { MINUTE_MS, shift } from '../time/instant.ts';
import { verifyCaller } from './verify-caller.ts';

/** Beyond this a token is stale, and the clock is not to blame. */
const SMALL_MS = 30 * MINUTE_MS;

/**
 * Whether a token was refused for its lifetime alone, and only by a little: it would be good half an hour later, or would
 * have been half an hour ago. Then a clock runs wrong (S8.3). Never rejects.
 */
export async function isRefusedForClock(
  error: unknown,
  token: string,
  { at, ...verification }: Parameters<typeof verifyCaller>[1],
): Promise<boolean> {
  const code = codeOf(error);
  if (code !== 'ERR_TOKEN_NOT_YET_VALID' && code !== 'ERR_TOKEN_EXPIRED') return false;
  const other = shift(at, code === 'ERR_TOKEN_EXPIRED' ? -SMALL_MS : SMALL_MS);
  return verifyCaller(token, { ...verification, at: other }).then(
    () => true,
    () => false,
  );
}
